package dev.mlintern.tools;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which tools a user wants served.
///
/// @param toolsets whole groups; `all` means every group
/// @param tools single tools, served in addition to the groups
/// @param exclude tools or whole groups not to serve; wins over the two above
/// @param readOnly serve only tools that change nothing; wins over everything
public record ToolSelection(
    List<String> toolsets, List<String> tools, List<String> exclude, boolean readOnly) {
  /// Nothing left out.
  public static final ToolSelection EVERYTHING =
      new ToolSelection(List.of(), List.of(), List.of(), false);

  private static final String ALL = "all";

  public ToolSelection {
    toolsets = List.copyOf(toolsets);
    tools = List.copyOf(tools);
    exclude = List.copyOf(exclude);
  }

  /// Names from a comma-separated list.
  public static List<String> names(String list) {
    return Stream.of(list.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  boolean isEverything() {
    return toolsets.isEmpty() && tools.isEmpty() && exclude.isEmpty() && !readOnly;
  }

  List<Tool> from(List<Tool> all) {
    Set<String> toolsetNames = allOf(all, true);
    Set<String> toolNames = allOf(all, false);
    refuseUnknown("toolset", toolsets, with(toolsetNames, Set.of(ALL)));
    refuseUnknown("tool", tools, toolNames);
    refuseUnknown("tool or toolset", exclude, with(toolNames, toolsetNames));
    List<Tool> chosen = all.stream().filter(tool -> isChosen(tool.spec())).toList();
    if (chosen.isEmpty()) {
      throw new ToolFailure(
          "The selection leaves no tool to serve. Tools: " + String.join(", ", toolNames) + ".");
    }
    return chosen;
  }

  private boolean isChosen(ToolSpec spec) {
    boolean wanted =
        (toolsets.isEmpty() && tools.isEmpty())
            || toolsets.contains(ALL)
            || toolsets.contains(spec.toolset())
            || tools.contains(spec.name());
    boolean unwanted = exclude.contains(spec.name()) || exclude.contains(spec.toolset());
    return wanted && !unwanted && (!readOnly || spec.isReadOnly());
  }

  private static Set<String> allOf(List<Tool> tools, boolean toolsets) {
    return tools.stream()
        .map(tool -> toolsets ? tool.spec().toolset() : tool.spec().name())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Set<String> with(Set<String> some, Set<String> more) {
    Set<String> both = new LinkedHashSet<>(some);
    both.addAll(more);
    return both;
  }

  private static void refuseUnknown(String what, List<String> asked, Set<String> known) {
    List<String> unknown = new ArrayList<>(asked);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new ToolFailure(
          "No "
              + what
              + " named `"
              + String.join("`, `", unknown)
              + "`. Known: "
              + String.join(", ", known)
              + ".");
    }
  }
}

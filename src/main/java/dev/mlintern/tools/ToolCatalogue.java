package dev.mlintern.tools;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tools of one running product, by name, in the order they are listed.
public final class ToolCatalogue {
  private final Map<String, Tool> tools;

  private ToolCatalogue(Map<String, Tool> tools) {
    this.tools = Collections.unmodifiableMap(tools);
  }

  public static ToolCatalogue of(List<? extends Tool> tools) {
    Map<String, Tool> byName = new LinkedHashMap<>();
    for (Tool tool : tools) {
      if (byName.putIfAbsent(tool.spec().name(), tool) != null) {
        throw new IllegalArgumentException("two tools named " + tool.spec().name());
      }
    }
    return new ToolCatalogue(byName);
  }

  public Collection<Tool> tools() {
    return tools.values();
  }

  public Optional<Tool> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  public List<String> names() {
    return List.copyOf(tools.keySet());
  }

  /// The tools a user wants served, in the same order.
  ///
  /// @throws ToolFailure when the selection names what does not exist, or leaves nothing
  public ToolCatalogue select(ToolSelection selection) {
    return selection.isEverything() ? this : of(selection.from(List.copyOf(tools.values())));
  }

  /// "no tool named X", with the nearest name and all the others.
  public String unknownTool(String name) {
    String shown = ForeignText.oneLine(name, 80);
    String guess =
        NearestName.of(name, tools.keySet()).map(n -> " Did you mean `" + n + "`?").orElse("");
    return "No tool named `"
        + shown
        + "`."
        + guess
        + " Tools: "
        + String.join(", ", tools.keySet())
        + ".";
  }
}

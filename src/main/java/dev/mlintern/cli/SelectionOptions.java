package dev.mlintern.cli;

import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolSelection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options that choose tools. Each wins over its variable in the environment.
final class SelectionOptions {
  @Option(
      names = "--toolsets",
      paramLabel = "NAMES",
      description = "Toolsets to serve, comma-separated, or all (ML_INTERN_TOOLSETS).")
  private String toolsets;

  @Option(
      names = "--tools",
      paramLabel = "NAMES",
      description = "Single tools to serve besides the toolsets (ML_INTERN_TOOLS).")
  private String tools;

  @Option(
      names = "--exclude",
      paramLabel = "NAMES",
      description = "Tools or toolsets to leave out (ML_INTERN_EXCLUDE).")
  private String exclude;

  @Option(
      names = "--read-only",
      description = "Serve only tools that change nothing (ML_INTERN_READ_ONLY).")
  private boolean readOnly;

  /// The same options read by hand, for the start of a server: the option parser takes longer to
  /// start than all the rest. Empty for whatever needs its judgement or its words.
  static Optional<SelectionOptions> plain(List<String> arguments) {
    var options = new SelectionOptions();
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      if (name.equals("--read-only")) {
        options.readOnly = true;
      } else if (i + 1 == arguments.size() || arguments.get(i + 1).startsWith("-")) {
        return Optional.empty();
      } else if (!options.set(name, arguments.get(++i))) {
        return Optional.empty();
      }
    }
    return Optional.of(options);
  }

  private boolean set(String name, String value) {
    switch (name) {
      case "--toolsets" -> toolsets = value;
      case "--tools" -> tools = value;
      case "--exclude" -> exclude = value;
      default -> {
        return false;
      }
    }
    return true;
  }

  ToolSelection over(Settings settings) {
    ToolSelection environment = Toolbox.selection(settings);
    return new ToolSelection(
        names(toolsets).orElse(environment.toolsets()),
        names(tools).orElse(environment.tools()),
        names(exclude).orElse(environment.exclude()),
        readOnly || environment.readOnly());
  }

  private static Optional<List<String>> names(String option) {
    return Optional.ofNullable(option).map(ToolSelection::names);
  }
}

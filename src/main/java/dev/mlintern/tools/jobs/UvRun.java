package dev.mlintern.tools.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// How `uv run` starts a script: what it installs first, with which Python, with which arguments.
/// Every part stays an argument of its own from here to the script; nothing is ever joined to one
/// text that somebody would have to quote (spec tools-act J3).
///
/// @param dependencies requirements as pip writes them, e.g. `transformers>=4.50`
/// @param python version or path, when the script needs another than the image's
/// @param arguments of the script
record UvRun(List<String> dependencies, Optional<String> python, List<String> arguments) {
  /// The image jobs with scripts run in unless they name one (spec hub-api §9.16).
  static final String IMAGE = "ghcr.io/astral-sh/uv:python3.12-bookworm";

  UvRun {
    dependencies = List.copyOf(dependencies);
    Objects.requireNonNull(python, "python");
    arguments = List.copyOf(arguments);
  }

  /// The whole command for a script at an address or in a mounted folder: `uv run … script args…`.
  ///
  /// @throws IllegalArgumentException with a sentence for the reader: an address that is not https
  List<String> command(String script) {
    String lower = script.toLowerCase(Locale.ROOT);
    if (lower.contains("://") && !lower.startsWith("https://")) {
      throw new IllegalArgumentException(
          "the script's address must start with https://, or anybody on the way could change"
              + " what the job runs");
    }
    var command = new ArrayList<>(beforeScript());
    command.add(script);
    command.addAll(arguments);
    return List.copyOf(command);
  }

  /// `uv run` with its options, up to where the script's path goes.
  List<String> beforeScript() {
    var words = new ArrayList<>(List.of("uv", "run"));
    for (String dependency : dependencies) {
      words.add("--with");
      words.add(dependency);
    }
    python.ifPresent(
        version -> {
          words.add("-p");
          words.add(version);
        });
    return words;
  }
}

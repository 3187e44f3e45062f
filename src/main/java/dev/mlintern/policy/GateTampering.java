package dev.mlintern.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Shell commands that loosen the gate itself instead of going round it: another Claude with other
/// rules, and changes to what the gate is made of: its settings, its programs, its records.
final class GateTampering {
  /// Options with which another Claude has other hooks, rules or servers than this one.
  private static final List<String> LOOSENING =
      List.of(
          "--bare",
          "--safe-mode",
          "--settings",
          "--setting-sources",
          "--mcp-config",
          "--allowedTools",
          "--allowed-tools",
          "--permission-mode",
          "--permission-prompt-tool",
          "--dangerously-skip-permissions",
          "--allow-dangerously-skip-permissions",
          "--plugin-dir");

  private static final List<String> PARTS =
      List.of(
          ".ml-intern/",
          ".claude/settings",
          ".claude/hooks",
          "ml-intern-hook",
          "approve-tool-use.jar");

  /// Programs that change or delete the files they are given.
  private static final Set<String> CHANGING =
      Set.of(
          "rm",
          "mv",
          "ln",
          "tee",
          "truncate",
          "chmod",
          "chown",
          "shred",
          "unlink",
          "ed",
          "ex",
          "patch",
          "rmdir");

  /// Programs that change the last file they are given.
  private static final Set<String> COPYING = Set.of("cp", "install", "rsync", "scp");

  private GateTampering() {}

  /// A headless Claude started with looser rules.
  ///
  /// @param line the whole line, for variables exported before
  static Optional<String> ofClaude(ShellCommand command, String line) {
    for (String word : command.from(1).words()) {
      int equals = word.indexOf('=');
      String option = equals < 0 ? word : word.substring(0, equals);
      if (LOOSENING.contains(option)) {
        return Optional.of("claude " + option);
      }
    }
    boolean headless = command.has("-p") || command.has("--print");
    return headless && line.contains("ML_INTERN_")
        ? Optional.of("claude -p with other ML_INTERN settings")
        : Optional.empty();
  }

  /// Whether a program changes files it is given.
  static boolean mayChange(String program) {
    return CHANGING.contains(program)
        || COPYING.contains(program)
        || program.equals("sed")
        || program.equals("dd");
  }

  /// A command that changes a part of the gate.
  ///
  /// @param guarded parts of further paths that nobody may change
  static Optional<String> ofCommand(ShellCommand command, List<String> guarded) {
    String program = command.program();
    List<String> words = command.from(1).words();
    boolean inPlace =
        (program.equals("sed") || program.equals("perl"))
            && words.stream().anyMatch(word -> word.startsWith("-") && word.contains("i"));
    boolean ofDd =
        program.equals("dd") && words.stream().anyMatch(word -> isPart(word, "of=", guarded));
    if (CHANGING.contains(program) || inPlace || ofDd) {
      return words.stream()
          .filter(word -> isPart(word, "", guarded))
          .findFirst()
          .map(told(program));
    }
    return COPYING.contains(program) && !words.isEmpty() && isPart(words.getLast(), "", guarded)
        ? Optional.of(words.getLast()).map(told(program))
        : Optional.empty();
  }

  private static java.util.function.Function<String, String> told(String program) {
    return word -> program + " " + word;
  }

  /// A file that is written to.
  static Optional<String> ofTarget(String file, List<String> guarded) {
    return isPart(file, "", guarded) ? Optional.of("> " + file) : Optional.empty();
  }

  /// A redirection into a part of the gate, anywhere in the line, inside of quotes too.
  static Optional<String> ofRedirection(String line, List<String> guarded) {
    int at = line.indexOf('>');
    while (at >= 0) {
      int start = at + 1;
      while (start < line.length() && "> |&\"'\t".indexOf(line.charAt(start)) >= 0) {
        start++;
      }
      int end = start;
      while (end < line.length() && " \t\n;|&)\"'".indexOf(line.charAt(end)) < 0) {
        end++;
      }
      String target = line.substring(start, end);
      if (isPart(target, "", guarded)) {
        return ofTarget(target, guarded);
      }
      at = line.indexOf('>', end);
    }
    return Optional.empty();
  }

  private static boolean isPart(String word, String prefix, List<String> guarded) {
    if (!word.startsWith(prefix)) {
      return false;
    }
    // On a Mac `.Claude/Settings.json` is the same file.
    String path = word.toLowerCase(Locale.ROOT) + "/";
    return isOneOf(PARTS, path) || isOneOf(guarded, path);
  }

  /// @param parts in lower case
  private static boolean isOneOf(List<String> parts, String path) {
    for (String part : parts) {
      if (path.contains(part)) {
        return true;
      }
    }
    return false;
  }
}

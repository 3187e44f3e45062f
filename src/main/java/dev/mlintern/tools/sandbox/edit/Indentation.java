package dev.mlintern.tools.sandbox.edit;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// How the indentation of what was asked for becomes that of what was found: one rule for all
/// lines, or none.
sealed interface Indentation {
  /// A rule for one indentation; empty when the rule says nothing about it.
  Optional<String> apply(String indent);

  /// Deeper by the same text.
  record Deeper(String prefix) implements Indentation {
    @Override
    public Optional<String> apply(String indent) {
      return Optional.of(prefix + indent);
    }
  }

  /// Less deep by the same text.
  record Shallower(String prefix) implements Indentation {
    @Override
    public Optional<String> apply(String indent) {
      return indent.startsWith(prefix)
          ? Optional.of(indent.substring(prefix.length()))
          : Optional.empty();
    }
  }

  /// Tabs for every so many blanks.
  record Tabs(int width) implements Indentation {
    @Override
    public Optional<String> apply(String indent) {
      boolean even = indent.isEmpty() || (indent.isBlank() && indent.indexOf('\t') < 0);
      return even && indent.length() % width == 0
          ? Optional.of("\t".repeat(indent.length() / width))
          : Optional.empty();
    }
  }

  /// So many blanks for every tab.
  record Blanks(int width) implements Indentation {
    @Override
    public Optional<String> apply(String indent) {
      return indent.chars().allMatch(c -> c == '\t')
          ? Optional.of(" ".repeat(width * indent.length()))
          : Optional.empty();
    }
  }

  /// The rule that turns each line's indentation asked for into the one found.
  ///
  /// @param asked lines that are not blank
  /// @param found as many lines
  static Optional<Indentation> between(List<String> asked, List<String> found) {
    String from = indent(asked.getFirst());
    String to = indent(found.getFirst());
    List<Indentation> rules =
        List.of(
            new Deeper(to.endsWith(from) ? to.substring(0, to.length() - from.length()) : ""),
            new Shallower(from.endsWith(to) ? from.substring(0, from.length() - to.length()) : ""),
            new Tabs(8),
            new Tabs(4),
            new Tabs(2),
            new Blanks(8),
            new Blanks(4),
            new Blanks(2));
    return rules.stream().filter(rule -> fits(rule, asked, found)).findFirst();
  }

  private static boolean fits(Indentation rule, List<String> asked, List<String> found) {
    for (int i = 0; i < asked.size(); i++) {
      if (!rule.apply(indent(asked.get(i))).equals(Optional.of(indent(found.get(i))))) {
        return false;
      }
    }
    return true;
  }

  /// The text with every line that is not blank indented by the rule; empty when a line does not
  /// fit it.
  default Optional<String> reindent(String text) {
    List<String> lines = List.of(text.split("\n", -1));
    boolean fits =
        lines.stream().allMatch(line -> line.isBlank() || apply(indent(line)).isPresent());
    return fits
        ? Optional.of(
            lines.stream()
                .map(
                    line ->
                        line.isBlank()
                            ? line
                            : apply(indent(line)).orElseThrow()
                                + line.substring(indent(line).length()))
                .collect(Collectors.joining("\n")))
        : Optional.empty();
  }

  static String indent(String line) {
    int end = 0;
    while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
      end++;
    }
    return line.substring(0, end);
  }
}

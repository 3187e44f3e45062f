package dev.mlintern.tools.github;

import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.ToolFailure;
import java.util.List;
import java.util.Optional;

/// The lines of a file that fit into one answer, numbered, with the outline of what is left out.
///
/// @param head first line of the answer: repository, commit, path, size
/// @param budget most characters of the answer
record FilePage(FileAddress file, String commit, String head, List<String> lines, int budget) {
  private static final int MAX_LINE_CHARS = 2_000;

  /// What the call asks for: lines with a text, one symbol, a range, or all from the top.
  String show(Arguments arguments) {
    if (arguments.has("grep")) {
      return LineSearch.run(
          arguments.requireText("grep"), head, lines, file.lineStart().orElse(1), budget);
    }
    boolean numbered = arguments.flag("line_numbers", true);
    Optional<String> symbol = arguments.text("symbol");
    if (symbol.isPresent()) {
      SourceOutline.Symbol found = symbol(symbol.get());
      int first = Math.max(found.line(), file.lineStart().orElse(1));
      return range(first, Math.max(first, found.lastLine()), false, numbered);
    }
    int first = file.lineStart().orElse(1);
    if (first < 0) {
      first = Math.max(1, lines.size() + 1 + first);
    }
    if (first == 0 || first > lines.size()) {
      throw new ToolFailure(
          first == 0
              ? "`line_start` counts from 1; -50 gives the last 50 lines."
              : "`line_start` %d is past the end: %s has %d lines."
                  .formatted(first, file.path(), lines.size()));
    }
    int last = file.lineEnd().orElse(lines.size());
    if (last < first) {
      throw new ToolFailure("`line_end` %d is before `line_start` %d.".formatted(last, first));
    }
    return range(first, last, file.lineStart().isEmpty(), numbered);
  }

  private SourceOutline.Symbol symbol(String name) {
    SourceOutline outline = SourceOutline.of(file.path(), lines);
    return outline
        .find(name)
        .orElseThrow(
            () ->
                new ToolFailure(
                    "No class or function `%s` in %s. It has: %s"
                        .formatted(
                            name,
                            file.path(),
                            outline.symbols().isEmpty()
                                ? "none that can be told; use `grep`."
                                : ForeignText.cut(String.join(", ", outline.lines()), 600))));
  }

  /// @param last may lie past the end
  private String range(int first, int last, boolean withOutline, boolean numbered) {
    String outline = withOutline ? outline() : "";
    int room = Math.max(300, budget - head.length() - 400 - outline.length());
    int end = Math.min(last, lines.size());
    StringBuilder shown = new StringBuilder();
    int next = first;
    while (next <= end) {
      String line =
          (numbered ? next + "| " : "") + ForeignText.cut(lines.get(next - 1), MAX_LINE_CHARS);
      if (shown.length() + line.length() + 1 > room && next > first) {
        break;
      }
      shown.append(line).append('\n');
      next++;
    }
    ReplyText reply = new ReplyText(Integer.MAX_VALUE);
    reply.line(head + " · " + lines.size() + " lines");
    reply.line(file.link("blob", commit) + "#L" + first + "-L" + (next - 1));
    String which = "Lines " + first + "-" + (next - 1) + " of " + lines.size();
    String all = last > lines.size() ? " (the last there are)" : "";
    reply.line(ForeignText.fenced(which + all, language(), shown.toString()));
    if (next <= end) {
      reply.line(
          "More: line_start="
              + next
              + (end < lines.size() ? ", line_end=" + end : "")
              + " (or `symbol`, `grep`).");
    }
    if (!outline.isEmpty()) {
      reply.line(outline);
    }
    return reply.toString();
  }

  /// The classes and functions of a file that is too long for one answer.
  private String outline() {
    if (lines.stream().mapToInt(line -> line.length() + 6).sum() <= budget - head.length() - 400) {
      return "";
    }
    SourceOutline outline = SourceOutline.of(file.path(), lines);
    return outline.symbols().isEmpty()
        ? ""
        : "Outline:\n"
            + ForeignText.clean(
                ForeignText.cut(String.join("\n", outline.lines()), Math.max(200, budget / 6)));
  }

  /// The fence's language, by the file's name.
  private String language() {
    String name = file.path().substring(file.path().lastIndexOf('/') + 1);
    String extension = name.contains(".") ? name.substring(name.lastIndexOf('.') + 1) : "";
    return switch (extension) {
      case "py", "pyi", "ipynb" -> "python";
      case "java", "json", "yaml", "toml", "html", "css", "cpp", "go", "sql" -> extension;
      case "yml" -> "yaml";
      case "md", "mdx" -> "markdown";
      case "sh", "bash" -> "bash";
      case "js", "mjs" -> "javascript";
      case "ts", "tsx" -> "typescript";
      case "rs" -> "rust";
      case "c", "h", "cc", "cu" -> "cpp";
      default -> "text";
    };
  }
}

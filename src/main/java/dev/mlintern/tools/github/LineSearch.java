package dev.mlintern.tools.github;

import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.ToolResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Finds plain text in the lines of a file, with a little context.
final class LineSearch {
  private static final int CONTEXT = 2;
  private static final int MAX_LINE_CHARS = 300;

  private LineSearch() {}

  /// @param wanted alternatives separated by `|`, compared without case
  static ToolResult run(String wanted, String head, List<String> lines) {
    List<String> needles =
        Arrays.stream(wanted.toLowerCase(Locale.ROOT).split("\\|"))
            .filter(s -> !s.isBlank())
            .toList();
    List<Integer> hits = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).toLowerCase(Locale.ROOT);
      if (needles.stream().anyMatch(line::contains)) {
        hits.add(i);
      }
    }
    if (hits.isEmpty()) {
      return ToolResult.ok(
          head + " · " + lines.size() + " lines\n`" + wanted + "` does not occur.");
    }
    StringBuilder shown = new StringBuilder();
    int printed = -1;
    int count = 0;
    for (int hit : hits) {
      if (shown.length() > ReplyText.DEFAULT_MAX_CHARS - 1_500) {
        break;
      }
      int from = Math.max(printed + 1, hit - CONTEXT);
      if (printed >= 0 && from > printed + 1) {
        shown.append("--\n");
      }
      for (int i = from; i <= Math.min(lines.size() - 1, hit + CONTEXT); i++) {
        shown
            .append(i + 1)
            .append("| ")
            .append(ForeignText.cut(lines.get(i), MAX_LINE_CHARS))
            .append('\n');
        printed = i;
      }
      count++;
    }
    String note = count < hits.size() ? "\nNarrow the search to see the rest." : "";
    return ToolResult.ok(
        head
            + " · "
            + lines.size()
            + " lines\n"
            + ForeignText.fenced(
                "Lines with `" + wanted + "`: " + count + " of " + hits.size(), shown.toString())
            + note);
  }
}

package dev.mlintern.tools.github;

import dev.mlintern.tools.ForeignText;
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
  /// @param first line to start at, from 1
  /// @param budget most characters of the answer
  static String run(String wanted, String head, List<String> lines, int first, int budget) {
    List<String> needles =
        Arrays.stream(wanted.toLowerCase(Locale.ROOT).split("\\|"))
            .filter(s -> !s.isBlank())
            .toList();
    List<Integer> hits = new ArrayList<>();
    for (int i = Math.max(0, first - 1); i < lines.size(); i++) {
      String line = lines.get(i).toLowerCase(Locale.ROOT);
      if (needles.stream().anyMatch(line::contains)) {
        hits.add(i);
      }
    }
    String counted = head + " · " + lines.size() + " lines\n";
    if (hits.isEmpty()) {
      return counted
          + "`"
          + wanted
          + "` does not occur"
          + (first > 1 ? " from line " + first + " on." : ".");
    }
    StringBuilder shown = new StringBuilder();
    int printed = -1;
    int count = 0;
    for (int hit : hits) {
      if (count > 0 && shown.length() > budget - head.length() - 1_500) {
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
    String note = count < hits.size() ? "\nMore: line_start=" + (hits.get(count) + 1) + "." : "";
    String which = "Lines with `" + wanted + "`: " + count + " of " + hits.size();
    return counted + ForeignText.fenced(which, shown.toString()) + note;
  }
}

package dev.mlintern.tools.jobs;

import java.util.ArrayList;
import java.util.List;

/// Lines of a log within a budget of characters: all of them, or the first few and the last many
/// with a mark between that says where the rest is read.
///
/// @param shown how many lines that are
record LogPage(String text, int shown) {
  /// What the lines before the gap get of the budget.
  private static final int HEAD_PART = 4;

  private static final int MARK_CHARS = 70;

  static LogPage of(List<LogEntry> entries, LogWindow window) {
    boolean numbered = window.grep().isPresent();
    List<String> lines = entries.stream().map(entry -> entry.shown(numbered)).toList();
    if (chars(lines) <= window.maxChars()) {
      return new LogPage(String.join("\n", lines), lines.size());
    }
    int budget = window.maxChars() - MARK_CHARS;
    int head = 0;
    int used = 0;
    while (used + lines.get(head).length() + 1 <= budget / HEAD_PART) {
      used += lines.get(head++).length() + 1;
    }
    int tail = lines.size();
    while (tail > head && used + lines.get(tail - 1).length() + 1 <= budget) {
      used += lines.get(--tail).length() + 1;
    }
    var shown = new ArrayList<>(lines.subList(0, head));
    long before = head == 0 ? entries.getFirst().number - 1 : entries.get(head - 1).number;
    boolean partial = tail == lines.size();
    int leftOut = tail - head - (partial ? 1 : 0);
    if (leftOut > 0) {
      shown.add("… " + leftOut + " lines left out here (since_line=" + before + " reads them) …");
    }
    if (partial) {
      // The last line alone is longer than the budget: its end says most.
      String last = lines.getLast();
      shown.add("…" + last.substring(Math.max(0, last.length() - (budget - used))));
    }
    shown.addAll(lines.subList(tail, lines.size()));
    return new LogPage(String.join("\n", shown), lines.size() - leftOut);
  }

  private static long chars(List<String> lines) {
    return lines.stream().mapToLong(line -> line.length() + 1L).sum();
  }
}

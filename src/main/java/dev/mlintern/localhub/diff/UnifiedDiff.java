package dev.mlintern.localhub.diff;

import java.util.ArrayList;
import java.util.List;

/// Hunks in the form of `diff -u`, three lines of context.
public final class UnifiedDiff {
  private static final int CONTEXT = 3;

  private UnifiedDiff() {}

  /// The hunks that turn one text into the other; empty when they are equal.
  public static String hunks(List<String> before, List<String> after) {
    var out = new StringBuilder();
    for (List<LineDiff.Edit> hunk : grouped(LineDiff.between(before, after))) {
      write(out, hunk, before, after);
    }
    return out.toString();
  }

  /// Edits whose contexts meet belong to one hunk.
  private static List<List<LineDiff.Edit>> grouped(List<LineDiff.Edit> edits) {
    List<List<LineDiff.Edit>> hunks = new ArrayList<>();
    for (LineDiff.Edit edit : edits) {
      if (hunks.isEmpty() || edit.from() - hunks.getLast().getLast().to() > 2 * CONTEXT) {
        hunks.add(new ArrayList<>());
      }
      hunks.getLast().add(edit);
    }
    return hunks;
  }

  private static void write(
      StringBuilder out, List<LineDiff.Edit> hunk, List<String> before, List<String> after) {
    LineDiff.Edit first = hunk.getFirst();
    LineDiff.Edit last = hunk.getLast();
    int lead = Math.min(CONTEXT, first.from());
    int tail = Math.min(CONTEXT, before.size() - last.to());
    int from = first.from() - lead;
    out.append("@@ -")
        .append(range(from, last.to() + tail))
        .append(" +")
        .append(range(first.newFrom() - lead, last.newTo() + tail))
        .append(" @@\n");
    int at = from;
    for (LineDiff.Edit edit : hunk) {
      lines(out, ' ', before.subList(at, edit.from()));
      lines(out, '-', before.subList(edit.from(), edit.to()));
      lines(out, '+', after.subList(edit.newFrom(), edit.newTo()));
      at = edit.to();
    }
    lines(out, ' ', before.subList(at, last.to() + tail));
  }

  /// An empty range is named by the line before it, as `diff` does.
  private static String range(int from, int to) {
    int count = to - from;
    int start = count == 0 ? from : from + 1;
    return count == 1 ? "" + start : start + "," + count;
  }

  private static void lines(StringBuilder out, char sign, List<String> lines) {
    for (String line : lines) {
      out.append(sign).append(line);
      if (!line.endsWith("\n")) {
        out.append("\n\\ No newline at end of file\n");
      }
    }
  }
}

package dev.mlintern.localhub.diff;

import java.util.List;
import java.util.Optional;

/// Joins two changes of one text, as `git merge-file` does: changes that touch each other and
/// differ do not join.
public final class LineMerge {
  private final List<String> base;
  private final Side ours;
  private final Side theirs;
  private final StringBuilder merged = new StringBuilder();

  private LineMerge(List<String> base, List<String> ours, List<String> theirs) {
    this.base = base;
    this.ours = new Side(ours, LineDiff.between(base, ours));
    this.theirs = new Side(theirs, LineDiff.between(base, theirs));
  }

  /// The text with both changes; empty when they conflict.
  public static Optional<String> merge(List<String> base, List<String> ours, List<String> theirs) {
    return new LineMerge(base, ours, theirs).run();
  }

  /// One changed text with the edits that are still to come.
  private static final class Side {
    private final List<String> lines;
    private final List<LineDiff.Edit> edits;
    private int next;
    /// How far this side's line numbers are ahead of the base's, before the next edit.
    private int shift;

    Side(List<String> lines, List<LineDiff.Edit> edits) {
      this.lines = lines;
      this.edits = edits;
    }

    boolean startsBy(int line) {
      return next < edits.size() && edits.get(next).from() <= line;
    }

    int nextStart() {
      return next < edits.size() ? edits.get(next).from() : Integer.MAX_VALUE;
    }

    int take() {
      LineDiff.Edit edit = edits.get(next++);
      shift = edit.newTo() - edit.to();
      return edit.to();
    }

    List<String> slice(int from, int shiftAtStart, int to) {
      return lines.subList(from + shiftAtStart, to + shift);
    }
  }

  private Optional<String> run() {
    int at = 0;
    while (true) {
      int start = Math.min(ours.nextStart(), theirs.nextStart());
      if (start == Integer.MAX_VALUE) {
        append(base.subList(at, base.size()));
        return Optional.of(merged.toString());
      }
      append(base.subList(at, start));
      int ourShift = ours.shift;
      int theirShift = theirs.shift;
      boolean ourChange = false;
      boolean theirChange = false;
      int end = start;
      while (ours.startsBy(end) || theirs.startsBy(end)) {
        if (ours.startsBy(end)) {
          end = Math.max(end, ours.take());
          ourChange = true;
        } else {
          end = Math.max(end, theirs.take());
          theirChange = true;
        }
      }
      List<String> ourLines = ours.slice(start, ourShift, end);
      List<String> theirLines = theirs.slice(start, theirShift, end);
      if (ourChange && theirChange && !ourLines.equals(theirLines)) {
        return Optional.empty();
      }
      append(ourChange ? ourLines : theirLines);
      at = end;
    }
  }

  private void append(List<String> lines) {
    lines.forEach(merged::append);
  }
}

package dev.mlintern.localhub.diff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Where two texts differ, by Myers' greedy algorithm ("An O(ND) Difference Algorithm", 1986).
final class LineDiff {
  /// Above this many changed lines the whole middle counts as replaced: bounds time and memory.
  private static final int MAX_EDITS = 1_500;

  private final List<String> before;
  private final List<String> after;

  /// Lines `from`–`to` of the text before became lines `newFrom`–`newTo` of the text after; ends
  /// are exclusive.
  record Edit(int from, int to, int newFrom, int newTo) {}

  private LineDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  /// The changed ranges in order; none touches another.
  static List<Edit> between(List<String> before, List<String> after) {
    int start = 0;
    int shorter = Math.min(before.size(), after.size());
    while (start < shorter && before.get(start).equals(after.get(start))) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
      end++;
    }
    var middle =
        new LineDiff(
            before.subList(start, before.size() - end), after.subList(start, after.size() - end));
    return middle.edits(start);
  }

  private List<Edit> edits(int offset) {
    List<Edit> edits = new ArrayList<>();
    int x = 0;
    int y = 0;
    for (int[] match : matches()) {
      if (match[0] > x || match[1] > y) {
        edits.add(new Edit(x + offset, match[0] + offset, y + offset, match[1] + offset));
      }
      x = match[0] + 1;
      y = match[1] + 1;
    }
    if (x < before.size() || y < after.size()) {
      edits.add(new Edit(x + offset, before.size() + offset, y + offset, after.size() + offset));
    }
    return edits;
  }

  /// Pairs of equal lines, in order; none when there are too many differences.
  private List<int[]> matches() {
    int most = Math.min(before.size() + after.size(), MAX_EDITS);
    int[] reached = new int[2 * most + 3];
    int zero = most + 1;
    List<int[]> rounds = new ArrayList<>();
    for (int d = 0; d <= most; d++) {
      rounds.add(Arrays.copyOfRange(reached, zero - d - 1, zero + d + 2));
      for (int k = -d; k <= d; k += 2) {
        boolean down = k == -d || (k != d && reached[zero + k - 1] < reached[zero + k + 1]);
        int x = down ? reached[zero + k + 1] : reached[zero + k - 1] + 1;
        while (x < before.size()
            && x - k < after.size()
            && before.get(x).equals(after.get(x - k))) {
          x++;
        }
        reached[zero + k] = x;
        if (x >= before.size() && x - k >= after.size()) {
          return backtrack(rounds);
        }
      }
    }
    return List.of();
  }

  private List<int[]> backtrack(List<int[]> rounds) {
    List<int[]> matches = new ArrayList<>();
    int x = before.size();
    int y = after.size();
    for (int d = rounds.size() - 1; d > 0; d--) {
      int[] reached = rounds.get(d);
      int zero = d + 1;
      int k = x - y;
      boolean down = k == -d || (k != d && reached[zero + k - 1] < reached[zero + k + 1]);
      int fromK = down ? k + 1 : k - 1;
      int fromX = reached[zero + fromK];
      int fromY = fromX - fromK;
      while (x > fromX && y > fromY && x > 0 && y > 0) {
        x--;
        y--;
        matches.add(new int[] {x, y});
      }
      x = fromX;
      y = fromY;
    }
    while (x > 0 && y > 0) {
      x--;
      y--;
      matches.add(new int[] {x, y});
    }
    Collections.reverse(matches);
    return matches;
  }
}

package dev.mlintern.tools;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// The known name somebody most likely meant.
public final class NearestName {
  /// Longer input is not a slip of the pen.
  private static final int LONGEST = 64;

  private static final int SHORTEST_PART = 3;

  private NearestName() {}

  /// The name with the smallest edit distance if that is small enough to be a slip, ignoring case
  /// and the kind of separator; else one that contains the other.
  public static Optional<String> of(String typed, Collection<String> known) {
    if (typed.isBlank() || typed.length() > LONGEST) {
      return Optional.empty();
    }
    String wanted = fold(typed);
    Optional<String> nearest =
        known.stream().min(Comparator.comparingInt(name -> distance(wanted, fold(name))));
    if (nearest.isPresent()) {
      String name = fold(nearest.get());
      int allowed = Math.max(1, Math.min(wanted.length(), name.length()) / 3);
      if (distance(wanted, name) <= allowed) {
        return nearest;
      }
    }
    if (wanted.length() < SHORTEST_PART) {
      return Optional.empty();
    }
    return known.stream()
        .filter(name -> fold(name).contains(wanted) || wanted.contains(fold(name)))
        .min(Comparator.comparingInt(name -> Math.abs(name.length() - typed.length())));
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").replace(" ", "");
  }

  /// Edits (insert, delete, replace, swap neighbours) that turn one into the other: the optimal
  /// string alignment distance.
  private static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      edits[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      edits[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int fewest = edits[i - 1][j - 1] + (same ? 0 : 1);
        fewest = Math.min(fewest, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        edits[i][j] = swapped ? Math.min(fewest, 1 + edits[i - 2][j - 2]) : fewest;
      }
    }
    return edits[a.length()][b.length()];
  }
}

package dev.mlintern.tools.papers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The part of a passage that shows why it was found.
final class BestPart {
  private static final int LEAST_WORD = 3;

  private BestPart() {}

  /// The window with the most different words of the query, whole words only; an ellipsis where
  /// something is left out. The beginning where no window has more than it.
  ///
  /// @param text on one line
  /// @param maxChars of the window, ellipses not counted
  static String of(String text, String query, int maxChars) {
    if (text.length() <= maxChars) {
      return text;
    }
    List<String> words =
        Arrays.stream(query.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}.-]+"))
            .filter(word -> word.length() >= LEAST_WORD || word.matches(".*\\d.*"))
            .distinct()
            .toList();
    String lower = text.toLowerCase(Locale.ROOT);
    int best = 0;
    long most = -1;
    int from = 0;
    while (from >= 0 && from < text.length()) {
      String window = lower.substring(from, Math.min(lower.length(), from + maxChars));
      long count = words.stream().filter(window::contains).count();
      if (count > most) {
        most = count;
        best = from;
      }
      boolean isLast = from + maxChars >= text.length();
      int sentence = isLast ? -1 : text.indexOf(". ", from);
      from = sentence < 0 ? -1 : sentence + 2;
    }
    int end = Math.min(text.length(), best + maxChars);
    if (end < text.length() && text.lastIndexOf(' ', end) > best) {
      end = text.lastIndexOf(' ', end);
    }
    return (best > 0 ? "…" : "")
        + text.substring(best, end).strip()
        + (end < text.length() ? "…" : "");
  }
}

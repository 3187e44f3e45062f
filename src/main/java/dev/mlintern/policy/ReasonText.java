package dev.mlintern.policy;

import java.util.ArrayList;
import java.util.List;

/// Builds the one line a human decides on. What matters comes first; what no longer fits into
/// [#MAX_CHARS] is left out whole, so that a cut can never turn a sentence around.
final class ReasonText {
  /// Longest reason (harness §1.8 step 8).
  static final int MAX_CHARS = 800;

  private static final String CUT = "…";

  private final List<String> parts = new ArrayList<>();
  private int length;

  /// Adds a part if it still fits.
  ReasonText add(String part) {
    int separator = parts.isEmpty() ? 0 : 2;
    if (!part.isEmpty() && length + separator + part.length() <= MAX_CHARS) {
      parts.add(part);
      length += separator + part.length();
    }
    return this;
  }

  @Override
  public String toString() {
    return String.join("; ", parts);
  }

  /// Foreign text inside a reason: one line, no control, format or hidden characters that could
  /// rearrange what the human reads, at most `maxChars`.
  static String shown(String text, int maxChars) {
    var shown = new StringBuilder(Math.min(text.length(), maxChars + 1));
    boolean blank = false;
    for (int i = 0; i < text.length() && shown.length() <= maxChars; ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
        blank = !shown.isEmpty();
      } else if (isVisible(point)) {
        if (blank) {
          shown.append(' ');
          blank = false;
        }
        shown.appendCodePoint(point);
      }
    }
    return shown.length() <= maxChars ? shown.toString() : cut(shown, maxChars);
  }

  private static String cut(StringBuilder shown, int maxChars) {
    int end = maxChars - CUT.length();
    if (Character.isHighSurrogate(shown.charAt(end - 1))) {
      end--;
    }
    return shown.substring(0, end) + CUT;
  }

  private static boolean isVisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}

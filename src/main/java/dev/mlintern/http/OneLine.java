package dev.mlintern.http;

/// Foreign text made fit for one line of a message.
public final class OneLine {
  private OneLine() {}

  /// The text without control and invisible characters, blanks collapsed, cut to `maxChars`.
  public static String of(String text, int maxChars) {
    var shown = new StringBuilder();
    boolean gap = false;
    for (int i = 0; i < text.length() && shown.length() <= maxChars; ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (isHidden(point)) {
        continue;
      }
      if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
        gap = !shown.isEmpty();
        continue;
      }
      if (gap) {
        shown.append(' ');
        gap = false;
      }
      shown.appendCodePoint(point);
    }
    if (shown.length() <= maxChars) {
      return shown.toString();
    }
    int end = Character.isHighSurrogate(shown.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
    return shown.substring(0, end) + "…";
  }

  private static boolean isHidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> !Character.isWhitespace(point);
      case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}

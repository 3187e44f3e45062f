package dev.mlintern.tools;

/// Cuts a long text into pages that join without a gap.
public final class TextWindow {
  private TextWindow() {}

  /// The end of the page that starts at `from`: at most `maxChars` later, after a line or at least
  /// a word if one ends in the page's second half, never inside a character.
  public static int end(String text, int from, int maxChars) {
    int to = from + Math.max(1, maxChars);
    if (to >= text.length()) {
      return text.length();
    }
    int half = from + (to - from) / 2;
    int line = text.lastIndexOf('\n', to - 1);
    int blank = text.lastIndexOf(' ', to - 1);
    if (line > half || blank > half) {
      return (line > half ? line : blank) + 1;
    }
    return Character.isLowSurrogate(text.charAt(to)) && to - 1 > from ? to - 1 : to;
  }
}

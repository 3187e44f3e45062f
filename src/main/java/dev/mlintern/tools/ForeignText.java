package dev.mlintern.tools;

/// Text that others wrote (cards, rows, logs, pages) made safe to show to a model: hidden
/// characters removed, and fenced so that it cannot be taken for our own words.
public final class ForeignText {
  private ForeignText() {}

  /// Removes what a person would not see: control characters but newline and tab, zero-width and
  /// bidirectional controls, tag characters, private variation tricks, lone surrogates.
  public static String clean(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints().filter(c -> !isHidden(c)).forEach(kept::appendCodePoint);
    return kept.toString();
  }

  /// Cleaned text on one line: runs of white space become one blank.
  public static String oneLine(String text) {
    return clean(text).strip().replaceAll("\\s+", " ");
  }

  /// Cleaned text in a fence longer than any run of backticks in it, under a line that names where
  /// it is from.
  public static String fenced(String source, String text) {
    String cleaned = clean(text);
    String fence = "`".repeat(Math.max(3, longestBacktickRun(cleaned) + 1));
    return source + ":\n" + fence + "text\n" + cleaned.stripTrailing() + "\n" + fence;
  }

  /// At most `maxCodePoints` code points; a cut ends in `…`.
  public static String cut(String text, int maxCodePoints) {
    if (text.length() <= maxCodePoints || text.codePointCount(0, text.length()) <= maxCodePoints) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, Math.max(0, maxCodePoints - 1))) + "…";
  }

  /// A cell of a Markdown table: one line, bars escaped.
  public static String cell(String text) {
    return oneLine(text).replace("|", "\\|");
  }

  private static int longestBacktickRun(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  private static boolean isHidden(int c) {
    if (c == '\n' || c == '\t') {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE -> true;
      // Zero-width joiners shape real scripts and emoji; everything else of this class is
      // invisible.
      case Character.FORMAT -> c != 0x200D && c != 0x200C;
      default ->
          c == 0x034F
              || c == 0x115F
              || c == 0x1160
              || c == 0x3164
              || c == 0xFFA0
              || (c >= 0xE0100 && c <= 0xE01EF);
    };
  }
}

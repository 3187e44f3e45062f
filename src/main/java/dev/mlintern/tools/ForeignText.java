package dev.mlintern.tools;

import java.util.regex.Pattern;

/// Text that others wrote (cards, rows, logs, pages) made safe to show to a model: hidden
/// characters removed, and fenced so that it cannot be taken for our own words.
public final class ForeignText {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  private ForeignText() {}

  /// Removes what a person would not see: control characters but newline and tab, zero-width and
  /// bidirectional controls, tag characters, private variation tricks, lone surrogates.
  public static String clean(String text) {
    int hidden = firstHidden(text);
    if (hidden == text.length()) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length()).append(text, 0, hidden);
    for (int i = hidden; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (!isHidden(c)) {
        kept.appendCodePoint(c);
      }
      i += Character.charCount(c);
    }
    return kept.toString();
  }

  /// Index of the first hidden character; the length where there is none, as in nearly every text.
  private static int firstHidden(String text) {
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (isHidden(c)) {
        return i;
      }
      i += Character.charCount(c);
    }
    return i;
  }

  /// Cleaned text on one line: runs of white space become one blank.
  public static String oneLine(String text) {
    String cleaned = clean(text);
    return isOneLine(cleaned) ? cleaned : WHITE_SPACE.matcher(cleaned.strip()).replaceAll(" ");
  }

  /// Whether there is no white space but single blanks inside. Says no where only Unicode knows.
  private static boolean isOneLine(String text) {
    char before = ' ';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || (c == ' ' && before == ' ')) {
        return false;
      }
      before = c;
    }
    return text.isEmpty()
        || !(Character.isWhitespace(text.charAt(0)) || Character.isWhitespace(before));
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
    if (c < 0x7F) {
      return c < ' ' && c != '\n' && c != '\t';
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

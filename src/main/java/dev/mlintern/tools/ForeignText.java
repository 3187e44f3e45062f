package dev.mlintern.tools;

import dev.mlintern.http.Fillers;
import dev.mlintern.http.OneLine;
import java.util.regex.Pattern;

/// Text that others wrote (cards, rows, logs, pages) made safe to show to a model. The one rule:
///
/// - Text of several lines stands in a fence that says whose it is ([#fenced]).
/// - A single value in a line of ours is one bounded line without anything that begins a tag, a
///   picture, a link or a fence ([#oneLine]).
/// - Where such a value begins the line, it has the shape of a name or stands in quotes
///   ([#leading]): no line outside a fence begins with a stranger's sentence.
/// - Nowhere are there characters a person would not see ([#clean]).
public final class ForeignText {
  /// Most code points of a value in a line of ours, where the caller has no smaller bound.
  private static final int MOST_INLINE = 500;

  private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\x{2028}\\x{2029}]+");
  // Identifiers, paths, addresses, dates: no blank in them, no colon at their end.
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}_./@][\\p{L}\\p{M}\\p{N}_./@+~=%?&#,:()<>*\\-…]*(?<!:)");

  private ForeignText() {}

  /// Removes what a person would not see: control characters but newline and tab, zero-width and
  /// bidirectional controls, tag characters, private variation tricks, lone surrogates. Joiners and
  /// the two presentation selectors stay where scripts and emoji need them, which is never in a
  /// row. Unicode's line and paragraph separators become newlines.
  public static String clean(String text) {
    int suspect = firstSuspect(text);
    if (suspect == text.length()) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length()).append(text, 0, suspect);
    int last = 0;
    for (int i = suspect; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean piledUp =
          isJoiner(c) && isJoiner(last) || Fillers.isPresentationSelector(c) && isAttached(last);
      if (isLineEnd(c)) {
        kept.append('\n');
        last = '\n';
      } else if (!isHidden(c) && !piledUp) {
        kept.appendCodePoint(c);
        last = c;
      }
      i += Character.charCount(c);
    }
    return kept.toString();
  }

  /// Index of the first character that may have to go; the length where there is none, as in
  /// nearly every text.
  private static int firstSuspect(String text) {
    int i = 0;
    while (i < text.length()) {
      char plain = text.charAt(i);
      if (plain >= ' ' && plain < 0x7F || plain == '\n') {
        i++;
        continue;
      }
      int c = text.codePointAt(i);
      if (isHidden(c) || isAttached(c) || isLineEnd(c)) {
        return i;
      }
      i += Character.charCount(c);
    }
    return i;
  }

  private static boolean isAttached(int c) {
    return isJoiner(c) || Fillers.isPresentationSelector(c);
  }

  /// Line ends that only some readers see: everybody is to see the same lines.
  private static boolean isLineEnd(int c) {
    return c == 0x2028 || c == 0x2029;
  }

  private static boolean isJoiner(int c) {
    return c == 0x200C || c == 0x200D;
  }

  /// A value for the inside of a line of ours: cleaned, on one line, bounded, and nothing in it
  /// begins a tag, a picture, a link or a fence. For the beginning of a line see [#leading].
  public static String oneLine(String text) {
    return oneLine(text, MOST_INLINE);
  }

  /// The same of at most `maxCodePoints` code points; a cut ends in `…`.
  public static String oneLine(String text, int maxCodePoints) {
    String line = OneLine.isPlain(text) ? text : OneLine.harmless(folded(text));
    return cut(line, maxCodePoints);
  }

  /// A value that begins a line of ours, a list item or a row: a name stands as it is, everything
  /// else in quotes, so that no line reads as a statement or a heading of ours.
  public static String leading(String text) {
    return leading(text, MOST_INLINE);
  }

  /// The same of at most `maxCodePoints` code points between the quotes.
  public static String leading(String text, int maxCodePoints) {
    String line = oneLine(text, maxCodePoints);
    return line.isEmpty() || isPlainName(line) || NAME.matcher(line).matches()
        ? line
        : "\"" + line.replace('"', '\'') + "\"";
  }

  /// What [#NAME] says of nearly every name, found sooner.
  private static boolean isPlainName(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && c != '/' && c != '.' && c != '_' && (c != '-' || i == 0)) {
        return false;
      }
    }
    return true;
  }

  /// Cleaned text on one line, faithful but for its white space, of which a run becomes one blank.
  /// For what is sent or compared; what is shown outside a fence is a [#oneLine].
  public static String folded(String text) {
    String cleaned = clean(text);
    return isOneLine(cleaned) ? cleaned : WHITE_SPACE.matcher(cleaned.strip()).replaceAll(" ");
  }

  /// Whether there is no white space but single blanks inside. Says no where only Unicode knows.
  private static boolean isOneLine(String text) {
    char before = ' ';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == 0x2028 || c == 0x2029 || (c == ' ' && before == ' ')) {
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
    return fenced(source, "text", text);
  }

  /// The same for a text in a language.
  ///
  /// @param language as Markdown names it, never foreign
  public static String fenced(String source, String language, String text) {
    String cleaned = clean(text);
    String fence = "`".repeat(Math.max(3, longestBacktickRun(cleaned) + 1));
    return source + ":\n" + fence + language + "\n" + cleaned.stripTrailing() + "\n" + fence;
  }

  /// At most `maxCodePoints` code points; a cut ends in `…`.
  public static String cut(String text, int maxCodePoints) {
    if (text.length() <= maxCodePoints || text.codePointCount(0, text.length()) <= maxCodePoints) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, Math.max(0, maxCodePoints - 1))) + "…";
  }

  /// A cell of a Markdown table: one line, bars escaped. A cell put together from several values
  /// is escaped by this after each of them was made a [#oneLine].
  public static String cell(String text) {
    return folded(text).replace("|", "\\|");
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
      case Character.FORMAT -> !isJoiner(c);
      default -> Fillers.contain(c);
    };
  }
}

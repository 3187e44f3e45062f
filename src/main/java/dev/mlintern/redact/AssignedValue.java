package dev.mlintern.redact;

/// The value that is assigned, as it stands in the text.
///
/// An unquoted value is read in two steps, so that names in a row do not read the same text again
/// and again: [#read] takes no more than is needed to judge it, [#whole] what belongs to it.
///
/// @param start first character inside the quotes
/// @param end one past the last that was read
/// @param quoted whether quotes stand around it
/// @param formatted whether it is a template whose braces are filled in (`f"…{x}"`)
/// @param ending how an unquoted value ends
record AssignedValue(int start, int end, boolean quoted, boolean formatted, Ending ending) {
  /// Longest value in quotes; what follows is judged by itself.
  private static final int MOST_QUOTED = 8192;

  private static final int SAMPLE = 128;
  private static final int MOST_BLANKS = 8;

  /// Where an unquoted value ends.
  enum Ending {
    /// At blanks, quotes and the signs that end an expression.
    EXPRESSION,
    /// At blanks and quotes only, as in a line of an environment file.
    LINE,
    /// At what ends a parameter of an address.
    PARAMETER
  }

  /// Reads the value that begins at `from`, after blanks; empty when nothing stands there.
  static AssignedValue read(CharSequence text, int from, Ending ending, boolean mayBreakLine) {
    int at = Chars.skipBlanks(text, from, MOST_BLANKS);
    if (mayBreakLine && Chars.isSpace(Chars.at(text, at))) {
      at = Chars.skipSpaces(text, at, 64);
    }
    int opening = skipStringPrefix(text, at);
    int quoteAt = opening;
    while (Chars.at(text, quoteAt) == '\\' && quoteAt - opening < 8) {
      quoteAt++;
    }
    if (Chars.isQuote(Chars.at(text, quoteAt))) {
      return quoted(text, quoteAt, quoteAt - opening, opening > at);
    }
    int end = endOfRun(text, at, ending, at + SAMPLE);
    boolean sample = end - at >= SAMPLE;
    return bare(at, sample ? end : trimmed(text, at, end, ending), ending);
  }

  private static AssignedValue bare(int start, int end, Ending ending) {
    return new AssignedValue(start, end, false, false, ending);
  }

  /// This value with all that belongs to it.
  AssignedValue whole(CharSequence text) {
    if (!isSample()) {
      return this;
    }
    int last = endOfRun(text, end, ending, Integer.MAX_VALUE);
    return bare(start, Math.max(end, trimmed(text, start, last, ending)), ending);
  }

  /// Whether there is more of this value than was read.
  boolean isSample() {
    return !quoted && end - start >= SAMPLE;
  }

  String in(CharSequence text) {
    return text.subSequence(start, end).toString();
  }

  boolean isEmpty() {
    return start == end;
  }

  private static int skipStringPrefix(CharSequence text, int at) {
    int end = at;
    while (end - at < 2 && isStringPrefix(Chars.at(text, end))) {
      end++;
    }
    return Chars.isQuote(Chars.at(text, end)) ? end : at;
  }

  private static boolean isStringPrefix(char c) {
    return switch (c) {
      case 'f', 'F', 'r', 'R', 'b', 'B', 'u', 'U', '@', '$', '&' -> true;
      default -> false;
    };
  }

  private static AssignedValue quoted(
      CharSequence text, int quoteAt, int backslashes, boolean prefixed) {
    char quote = text.charAt(quoteAt);
    boolean triple = isTriple(text, quoteAt, quote);
    int start = quoteAt + (triple ? 3 : 1);
    int end = closing(text, start, quote, backslashes, triple);
    return new AssignedValue(start, end, true, prefixed, Ending.EXPRESSION);
  }

  private static boolean isTriple(CharSequence text, int at, char quote) {
    return Chars.at(text, at + 1) == quote && Chars.at(text, at + 2) == quote;
  }

  /// Where the quotes close; the end of the line (or the first blank in it) when they do not.
  private static int closing(
      CharSequence text, int start, char quote, int backslashes, boolean triple) {
    int stop = Math.min(text.length(), start + MOST_QUOTED);
    int firstBlank = -1;
    int at = start;
    while (at < stop) {
      int escapes = 0;
      while (at + escapes < stop && text.charAt(at + escapes) == '\\') {
        escapes++;
      }
      char c = Chars.at(text, at + escapes);
      boolean closes = c == quote && escapes <= backslashes;
      if (closes && (!triple || isTriple(text, at + escapes, quote))) {
        return at;
      }
      if (!triple && (c == '\n' || c == '\r')) {
        break;
      }
      if (firstBlank < 0 && Chars.isBlank(c)) {
        firstBlank = at;
      }
      at += escapes + 1;
    }
    return firstBlank >= 0 ? firstBlank : Math.min(at, stop);
  }

  private static int endOfRun(CharSequence text, int start, Ending ending, int limit) {
    int stop = Math.min(text.length(), limit);
    int end = start;
    while (end < stop && !ends(text, end, ending)) {
      end++;
    }
    return end;
  }

  private static boolean ends(CharSequence text, int at, Ending ending) {
    char c = text.charAt(at);
    if (Chars.isSpace(c) || Chars.isQuote(c) || c == Chars.NONE || c == '\u001b') {
      return true;
    }
    char next = Chars.at(text, at + 1);
    if (c == '\\') {
      return next == 'n' || next == 'r' || next == 't' || next == '\\' || Chars.isQuote(next);
    }
    if (c == '&' || c == '|') {
      return next == c || ending == Ending.PARAMETER;
    }
    if (c == '<' && next == '/') {
      return true;
    }
    return switch (ending) {
      case LINE -> false;
      case EXPRESSION -> isExpressionEnd(c);
      case PARAMETER ->
          isExpressionEnd(c) || "#<>?".indexOf(c) >= 0 || Chars.startsWith(text, at, "%26");
    };
  }

  private static boolean isExpressionEnd(char c) {
    return c == ',' || c == ';' || c == ')' || c == ']' || c == '}';
  }

  /// Without the signs after it that end a sentence or close what stands around it.
  private static int trimmed(CharSequence text, int start, int end, Ending ending) {
    int last = end;
    while (ending == Ending.LINE
        && last > start
        && end - last < 8
        && isUnopened(text, start, last - 1)) {
      last--;
    }
    return last;
  }

  /// Whether the sign at `at` closes what the value has not opened.
  private static boolean isUnopened(CharSequence text, int start, int at) {
    char opening =
        switch (text.charAt(at)) {
          case ')' -> '(';
          case ']' -> '[';
          case '}' -> '{';
          default -> Chars.NONE;
        };
    for (int i = start; i < at && opening != Chars.NONE; i++) {
      if (text.charAt(i) == opening) {
        return false;
      }
    }
    return isExpressionEnd(text.charAt(at));
  }
}

package dev.mlintern.redact;

/// The value that is assigned, as it stands in the text.
///
/// @param start first character inside the quotes
/// @param end one past the last
/// @param quoted whether quotes stand around it
/// @param formatted whether it is a template whose braces are filled in (`f"…{x}"`)
record AssignedValue(int start, int end, boolean quoted, boolean formatted) {
  /// Longest value that is looked at; what follows a longer one is judged by itself.
  private static final int MOST_LENGTH = 8192;

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
    return unquoted(text, at, ending);
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
    boolean triple = Chars.at(text, quoteAt + 1) == quote && Chars.at(text, quoteAt + 2) == quote;
    int start = quoteAt + (triple ? 3 : 1);
    int end = closing(text, start, quote, backslashes, triple);
    return new AssignedValue(start, end, true, prefixed);
  }

  /// Where the quotes close; the end of the line (or the first blank in it) when they do not.
  private static int closing(
      CharSequence text, int start, char quote, int backslashes, boolean triple) {
    int stop = Math.min(text.length(), start + MOST_LENGTH);
    int firstBlank = -1;
    int at = start;
    while (at < stop) {
      int escapes = 0;
      while (at + escapes < stop && text.charAt(at + escapes) == '\\') {
        escapes++;
      }
      char c = Chars.at(text, at + escapes);
      if (c == quote && escapes <= backslashes) {
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

  private static AssignedValue unquoted(CharSequence text, int start, Ending ending) {
    int stop = Math.min(text.length(), start + MOST_LENGTH);
    int end = start;
    while (end < stop && !ends(text, end, ending)) {
      end++;
    }
    if (ending == Ending.LINE) {
      while (end > start && isExpressionEnd(text.charAt(end - 1))) {
        end--;
      }
    }
    return new AssignedValue(start, end, false, false);
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
    return switch (ending) {
      case LINE -> c == '<' && next == '/';
      case EXPRESSION -> isExpressionEnd(c) || c == '<' && next == '/';
      case PARAMETER ->
          isExpressionEnd(c) || c == '#' || c == '<' || c == '>' || isAmpersand(text, at);
    };
  }

  private static boolean isAmpersand(CharSequence text, int at) {
    return Chars.startsWith(text, at, "%26");
  }

  private static boolean isExpressionEnd(char c) {
    return c == ',' || c == ';' || c == ')' || c == ']' || c == '}';
  }
}

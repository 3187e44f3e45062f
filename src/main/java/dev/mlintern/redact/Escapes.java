package dev.mlintern.redact;

/// Escape sequences that may stand right before a token: `\n`, `\u0041`, `%3D`, terminal colours.
final class Escapes {
  private static final int MOST_SEQUENCE = 32;

  private Escapes() {}

  /// One past the escape sequence that begins at `at`; `at + 1` when it is none.
  static int end(CharSequence text, int at) {
    return switch (text.charAt(at)) {
      case '\\' -> endOfBackslash(text, at);
      case '%' -> Chars.hexNumber(text, at + 1, 2) >= 0 ? at + 3 : at + 1;
      case '\u001b' -> endOfControl(text, at + 1, at + 1);
      default -> at + 1;
    };
  }

  private static int endOfBackslash(CharSequence text, int at) {
    int control = endOfWrittenControl(text, at);
    if (control > 0) {
      return control;
    }
    return switch (Chars.at(text, at + 1)) {
      case 'n', 'r', 't', 'b', 'f' -> at + 2;
      case 'u' -> Chars.hexNumber(text, at + 2, 4) >= 0 ? at + 6 : at + 1;
      case 'x' -> Chars.hexNumber(text, at + 2, 2) >= 0 ? at + 4 : at + 1;
      default -> at + 1;
    };
  }

  /// Terminal colours as they are written in programs and JSON; -1 when there are none.
  static int endOfWrittenControl(CharSequence text, int at) {
    for (String escape : new String[] {"\\u001b", "\\u001B", "\\x1b", "\\x1B", "\\033", "\\e"}) {
      if (Chars.startsWith(text, at, escape)) {
        int end = at + escape.length();
        return Chars.at(text, end) == '[' ? endOfControl(text, end, end) : -1;
      }
    }
    return -1;
  }

  /// One past a control sequence (`[`, parameters, a letter); `otherwise` when there is none.
  private static int endOfControl(CharSequence text, int bracket, int otherwise) {
    if (Chars.at(text, bracket) != '[') {
      return otherwise;
    }
    int at = bracket + 1;
    int stop = Math.min(text.length(), bracket + MOST_SEQUENCE);
    while (at < stop && isParameter(text.charAt(at))) {
      at++;
    }
    return at < stop && text.charAt(at) >= '@' && text.charAt(at) <= '~' ? at + 1 : otherwise;
  }

  private static boolean isParameter(char c) {
    return c >= ' ' && c <= '?';
  }

  /// The character that the sequence at `at`..`end` writes, -1 when it writes none of printable
  /// ASCII.
  static int decoded(CharSequence text, int at, int end) {
    int digits =
        switch (end - at) {
          case 3 -> text.charAt(at) == '%' ? 2 : 0;
          case 4 -> Chars.at(text, at + 1) == 'x' ? 2 : 0;
          case 6 -> Chars.at(text, at + 1) == 'u' ? 4 : 0;
          default -> 0;
        };
    int code = digits == 0 ? -1 : Chars.hexNumber(text, end - digits, digits);
    return code > ' ' && code < 0x7f ? code : -1;
  }

  static boolean isAlnum(CharSequence text, int at, int end) {
    int decoded = decoded(text, at, end);
    return decoded > 0 && Chars.isAlnum((char) decoded);
  }
}

package dev.mlintern.redact;

/// Private keys in their armour: PEM, OpenSSH, PGP, PuTTY; with real or escaped line breaks, line
/// numbers or quotes between, and with their end cut off. Public keys and certificates stay.
final class PrivateKeys {
  private static final String BEGIN = "BEGIN ";
  private static final String END = "END ";
  private static final int MOST_LABEL = 60;
  private static final int MOST_KEY = 20_000;

  /// Base64 of a key comes in longer runs than words do; the first is a whole line.
  private static final int LEAST_RUN = 16;

  private static final int LEAST_FIRST_RUN = 24;

  /// Most characters that may stand between two runs of a key: line breaks, numbers, headers.
  private static final int MOST_BETWEEN = 120;

  private PrivateKeys() {}

  /// Looks at dashes that begin at `at`.
  ///
  /// @return one past the key, or -1
  static int match(CharSequence text, int at, Spans spans) {
    int dashes = Chars.runEnd(text, at, Chars.HYPHEN, at + 6) - at;
    int label = Chars.skipBlanks(text, at + dashes, 1);
    if (dashes < 4 || !Chars.startsWith(text, label, BEGIN)) {
      return -1;
    }
    int body = endOfPrivateLabel(text, label + BEGIN.length());
    return body < 0 ? -1 : add(text, at, body, spans);
  }

  /// Word rule for PuTTY's `Private-Lines: <number>`.
  static int putty(CharSequence text, int at, Spans spans) {
    return Chars.startsWith(text, at, "Private-Lines:")
        ? add(text, at, at + "Private-Lines:".length(), spans)
        : -1;
  }

  private static int add(CharSequence text, int start, int body, Spans spans) {
    int stop = Math.min(text.length(), body + MOST_KEY);
    int lastRun = endOfKey(text, body, stop);
    if (lastRun < 0) {
      return -1;
    }
    spans.add(start, lastRun, SecretKind.PRIVATE_KEY);
    return lastRun;
  }

  /// One past the dashes after `… PRIVATE KEY` or `… PRIVATE KEY BLOCK`.
  private static int endOfPrivateLabel(CharSequence text, int from) {
    int at = from;
    int stop = Math.min(text.length(), from + MOST_LABEL);
    while (at < stop && (Chars.is(text.charAt(at), Chars.UPPER | Chars.DIGIT) || isGap(text, at))) {
      at++;
    }
    String label = text.subSequence(from, at).toString().strip();
    int dashes = Chars.runEnd(text, at, Chars.HYPHEN, at + 6);
    boolean isPrivate = label.endsWith("PRIVATE KEY") || label.endsWith("PRIVATE KEY BLOCK");
    return isPrivate && dashes - at >= 4 ? dashes : -1;
  }

  private static boolean isGap(CharSequence text, int at) {
    return text.charAt(at) == ' ' || text.charAt(at) == '_';
  }

  /// Follows the runs of the key: to its END line, or to where it stops looking like one.
  private static int endOfKey(CharSequence text, int from, int stop) {
    int end = -1;
    int between = from;
    int at = from;
    while (at < stop && at - between <= MOST_BETWEEN) {
      char c = text.charAt(at);
      if (c == '-') {
        int closed = endOfEndLine(text, at);
        if (closed > 0) {
          return end < 0 ? -1 : closed;
        }
      }
      if (!Chars.is(c, Chars.BASE64)) {
        at += c == '\\' ? 2 : 1;
        continue;
      }
      int run = Chars.runEnd(text, at, Chars.BASE64 | Chars.EQUALS, stop);
      boolean lastLine = end > 0 && run - at >= 4 && isLastLine(text, run);
      int least = end < 0 ? LEAST_FIRST_RUN : LEAST_RUN;
      if (lastLine || (run - at >= least && isVaried(text, at, run))) {
        end = run;
        between = run;
      }
      at = run;
    }
    return end;
  }

  private static boolean isVaried(CharSequence text, int from, int to) {
    int classes = Chars.classesIn(text, from, to);
    return (classes & Chars.DIGIT) != 0 || Chars.hasAll(classes, Chars.UPPER, Chars.LOWER);
  }

  private static boolean isLastLine(CharSequence text, int end) {
    char c = Chars.at(text, end);
    return text.charAt(end - 1) == '=' || c == Chars.NONE || c == '\n' || c == '\r' || c == '\\';
  }

  private static int endOfEndLine(CharSequence text, int at) {
    int dashes = Chars.runEnd(text, at, Chars.HYPHEN, at + 6);
    int label = Chars.skipBlanks(text, dashes, 1);
    if (dashes - at < 4 || !Chars.startsWith(text, label, END)) {
      return -1;
    }
    return endOfPrivateLabel(text, label + END.length());
  }
}

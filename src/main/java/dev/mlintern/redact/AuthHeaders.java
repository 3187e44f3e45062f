package dev.mlintern.redact;

/// Credentials of the `Authorization` header, and bearer tokens wherever they are named (harness
/// specification §2.4, AUTH_HEADER and BEARER).
final class AuthHeaders {
  private static final int LEAST_CREDENTIALS = 8;
  private static final int LEAST_BEARER = 16;
  private static final int MOST_LINE = 2000;

  private AuthHeaders() {}

  /// Word rule for `Authorization` and `Proxy-Authorization`.
  static int authorization(CharSequence text, int at, Spans spans) {
    if (!Chars.startsWithAnyCase(text, at, "authorization")) {
      return -1;
    }
    char outerQuote = Chars.at(text, at - 1);
    int value = afterSeparator(text, at + "authorization".length());
    if (value < 0) {
      return -1;
    }
    int wordEnd = Chars.runEnd(text, value, Chars.TOKEN68, value + MOST_LINE);
    int next = Chars.skipBlanks(text, wordEnd, 8);
    boolean scheme = next > wordEnd && isScheme(text, value, wordEnd);
    if (scheme && isLineLong(text, value)) {
      int end = lineEnd(text, next, outerQuote);
      return end > next ? add(text, next, end, at, spans) : -1;
    }
    int start = scheme ? next : value;
    int end = Chars.runEnd(text, start, Chars.TOKEN68, start + MOST_LINE * 4);
    boolean parameter =
        Chars.at(text, end - 1) == '='
            && Chars.isQuote(Chars.at(text, end))
            && Chars.isAlnum(Chars.at(text, end + 1));
    if (end - start < LEAST_CREDENTIALS || parameter || isNoCredential(text, start, end, scheme)) {
      return -1;
    }
    return add(text, start, end, at, spans);
  }

  private static int add(CharSequence text, int start, int end, int evidence, Spans spans) {
    if (Chars.startsWith(text, start, "[REDACTED")) {
      return -1;
    }
    spans.add(start, end, SecretKind.AUTH_HEADER, evidence);
    return end;
  }

  /// Without a scheme before it, a word must look random to be one.
  private static boolean isNoCredential(CharSequence text, int start, int end, boolean scheme) {
    String value = text.subSequence(start, end).toString();
    if (Placeholders.isPlaceholder(value)) {
      return true;
    }
    return scheme
        ? isWord(value) && !SecretLooks.isVaried(value, LEAST_BEARER)
        : !SecretLooks.isRandom(value, LEAST_BEARER);
  }

  private static boolean isWord(String value) {
    return ProgramText.isCode(value) || Placeholders.isLowercaseWord(value);
  }

  private static boolean isScheme(CharSequence text, int start, int end) {
    return end - start <= 24
        && Chars.runEnd(text, start, Chars.WORD, end) == end
        && Chars.is(text.charAt(start), Chars.LETTER);
  }

  /// Digest, OAuth 1 and AWS signatures are lists; the whole of them is the credential.
  private static boolean isLineLong(CharSequence text, int scheme) {
    return Chars.startsWithAnyCase(text, scheme, "digest ")
        || Chars.startsWithAnyCase(text, scheme, "oauth ")
        || Chars.startsWithAnyCase(text, scheme, "aws4-");
  }

  private static int lineEnd(CharSequence text, int from, char outerQuote) {
    int stop = Math.min(text.length(), from + MOST_LINE);
    int end = from;
    while (end < stop) {
      char c = text.charAt(end);
      boolean escapedBreak = c == '\\' && Chars.at(text, end + 1) == 'n';
      if (c == '\n' || c == '\r' || escapedBreak || c == outerQuote && Chars.isQuote(c)) {
        break;
      }
      end++;
    }
    return end;
  }

  /// After `:` or `=` (or a comma, in a call), with quotes before and after it.
  private static int afterSeparator(CharSequence text, int from) {
    int at = skipQuotes(text, from);
    if (Chars.at(text, at) == ']') {
      at++;
    }
    at = Chars.skipBlanks(text, at, 4);
    char separator = Chars.at(text, at);
    if (separator != ':' && separator != '=' && separator != ',') {
      return -1;
    }
    at += Chars.at(text, at + 1) == '>' || Chars.at(text, at + 1) == '=' ? 2 : 1;
    at = Chars.skipBlanks(text, at, 8);
    char prefix = Chars.at(text, at);
    boolean prefixed = (prefix == 'f' || prefix == 'b') && Chars.isQuote(Chars.at(text, at + 1));
    return skipQuotes(text, prefixed ? at + 1 : at);
  }

  private static int skipQuotes(CharSequence text, int from) {
    int at = from;
    while (at - from < 8 && (Chars.isQuote(Chars.at(text, at)) || Chars.at(text, at) == '\\')) {
      at++;
    }
    return at;
  }

  /// Word rule for "bearer" followed by a token.
  static int bearer(CharSequence text, int at, Spans spans) {
    int end = at + "bearer".length();
    if (!Chars.startsWithAnyCase(text, at, "bearer")) {
      return -1;
    }
    int start = Chars.skipBlanks(text, end, 4);
    if (start == end) {
      start = percentBlank(text, end);
    }
    int stop = Chars.runEnd(text, start, Chars.TOKEN68, start + MOST_LINE * 4);
    if (start == end || stop - start < LEAST_BEARER) {
      return -1;
    }
    String value = text.subSequence(start, stop).toString();
    boolean secret =
        SecretLooks.isVaried(value, LEAST_BEARER)
            && !Placeholders.isPlaceholder(value)
            && !isWord(value);
    if (!secret) {
      return -1;
    }
    spans.add(start, stop, SecretKind.BEARER, at);
    return stop;
  }

  private static int percentBlank(CharSequence text, int at) {
    if (Chars.startsWith(text, at, "%20")) {
      return at + 3;
    }
    return Chars.at(text, at) == '+' ? at + 1 : at;
  }
}

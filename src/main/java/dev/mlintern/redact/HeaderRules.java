package dev.mlintern.redact;

import dev.mlintern.redact.AssignedValue.Ending;
import dev.mlintern.redact.Assignments.Operator;

/// Names that are not like those of variables: HTTP headers, cookies, the signature parameters of
/// presigned addresses (harness specification §2.4).
final class HeaderRules {
  private static final int MOST_HEADER = 8192;
  private static final int LEAST_SIGNATURE = 16;

  /// Parameters that sign an address wherever they stand.
  private static final String[] SIGNATURES = {
    "x-amz-signature",
    "x-amz-security-token",
    "x-amz-credential",
    "x-goog-signature",
    "x-goog-credential",
    "key-pair-signature"
  };

  /// Parameters that sign an address when they stand in its query.
  private static final String[] QUERY_SIGNATURES = {"signature", "sig", "policy"};

  /// Parameters that may hold a secret in a query, when they look like one.
  private static final String[] QUERY_SECRETS = {"token", "key", "auth", "apikey", "code", "t"};

  private static final String[] HEADERS = {
    "private-token", "job-token", "deploy-token", "api-key", "apikey", "auth-token", "api-token"
  };

  private static final String[] TELLING_WORDS = {"key", "token", "secret", "auth", "apikey"};

  private HeaderRules() {}

  /// @return whether the name is one of these, so that it needs no other look
  static boolean match(
      CharSequence text, int nameStart, int nameEnd, Operator operator, Spans spans) {
    return switch (Chars.lower(text.charAt(nameStart))) {
      case 'c', 's', 'x', 'p', 'k', 't', 'a', 'j', 'd' ->
          operator.sign() == ':'
              ? header(text, nameStart, nameEnd, operator, spans)
              : parameter(text, nameStart, nameEnd, operator, spans);
      default -> false;
    };
  }

  private static boolean header(
      CharSequence text, int start, int end, Operator operator, Spans spans) {
    if (is(text, start, end, "cookie") || is(text, start, end, "set-cookie")) {
      cookie(text, start, operator, spans);
      return true;
    }
    if (!isSecretHeader(text, start, end)) {
      return false;
    }
    AssignedValue value = AssignedValue.read(text, operator.valueStart(), Ending.EXPRESSION, false);
    if (!value.isEmpty()) {
      String secret = value.in(text);
      if (SecretLooks.isVaried(secret, 8)
          && !Placeholders.isPlaceholder(secret)
          && !Placeholders.isCode(secret)) {
        spans.add(value.start(), value.end(), SecretKind.HEADER, start);
      }
    }
    return false;
  }

  private static boolean isSecretHeader(CharSequence text, int start, int end) {
    for (String header : HEADERS) {
      if (is(text, start, end, header)) {
        return true;
      }
    }
    if (!Chars.startsWithAnyCase(text, start, "x-")) {
      return false;
    }
    int word = start + 2;
    while (word < end) {
      int wordEnd = Chars.runEnd(text, word, Chars.ALNUM, end);
      for (String telling : TELLING_WORDS) {
        if (is(text, word, wordEnd, telling)) {
          return true;
        }
      }
      word = wordEnd + 1;
    }
    return false;
  }

  /// The whole list of cookies, up to the end of the line or the quote that closes the header.
  private static void cookie(CharSequence text, int nameStart, Operator operator, Spans spans) {
    int start = Chars.skipBlanks(text, operator.valueStart(), 8);
    char before = Chars.at(text, nameStart - 1);
    char closing = Chars.isQuote(before) ? before : Chars.NONE;
    boolean nameQuoted = Chars.isQuote(Chars.at(text, operator.nameEnd() - 1));
    if (nameQuoted) {
      AssignedValue value = AssignedValue.read(text, start, Ending.EXPRESSION, true);
      addCookie(text, value.start(), value.end(), nameStart, spans);
      return;
    }
    int stop = Math.min(text.length(), start + MOST_HEADER);
    int end = start;
    while (end < stop && !endsHeader(text, end, closing)) {
      end++;
    }
    addCookie(text, start, end, nameStart, spans);
  }

  private static void addCookie(CharSequence text, int start, int end, int nameStart, Spans spans) {
    String value = text.subSequence(start, end).toString();
    int equals = value.indexOf('=');
    boolean pair = equals > 0 && value.length() - equals > 6;
    if (pair && !Placeholders.isReference(value) && !AssignedSecrets.isBetweenLiterals(value)) {
      spans.add(start, end, SecretKind.COOKIE, nameStart);
    }
  }

  private static boolean endsHeader(CharSequence text, int at, char closing) {
    char c = text.charAt(at);
    if (c == '\n' || c == '\r' || (closing == Chars.NONE ? c == '"' : c == closing)) {
      return true;
    }
    char next = Chars.at(text, at + 1);
    return c == '\\' && (next == 'n' || next == 'r' || next == '"');
  }

  private static boolean parameter(
      CharSequence text, int start, int end, Operator operator, Spans spans) {
    boolean signs = isOneOf(text, start, end, SIGNATURES);
    boolean inQuery = isQueryStart(text, start);
    if (!signs && !inQuery) {
      return false;
    }
    AssignedValue value = AssignedValue.read(text, operator.valueStart(), Ending.PARAMETER, false);
    if (value.end() - value.start() < LEAST_SIGNATURE) {
      return false;
    }
    String secret = value.in(text);
    if (Placeholders.isPlaceholder(secret)) {
      return false;
    }
    if (signs || isOneOf(text, start, end, QUERY_SIGNATURES)) {
      spans.add(value.start(), value.end(), SecretKind.PRESIGNED_URL, start);
      return true;
    }
    if (isOneOf(text, start, end, QUERY_SECRETS) && SecretLooks.isRandom(unescaped(secret), 16)) {
      spans.add(value.start(), value.end(), SecretKind.URL_PARAMETER, start);
      return true;
    }
    return false;
  }

  private static String unescaped(String value) {
    return value.replace("%", "");
  }

  /// After `?` or `&`, in HTML and JSON clothes as well.
  private static boolean isQueryStart(CharSequence text, int start) {
    char before = Chars.at(text, start - 1);
    return before == '?'
        || before == '&'
        || Chars.startsWith(text, start - 5, "&amp;")
        || Chars.startsWithAnyCase(text, start - 3, "%26")
        || Chars.startsWith(text, start - 6, "\\u0026");
  }

  private static boolean isOneOf(CharSequence text, int start, int end, String[] names) {
    for (String name : names) {
      if (is(text, start, end, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(CharSequence text, int start, int end, String lower) {
    return end - start == lower.length() && Chars.startsWithAnyCase(text, start, lower);
  }
}

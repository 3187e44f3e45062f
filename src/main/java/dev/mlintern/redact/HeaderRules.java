package dev.mlintern.redact;

import dev.mlintern.redact.AssignedValue.Ending;
import dev.mlintern.redact.Assignments.Operator;

/// Names that are not like those of variables: HTTP headers, cookies, the signature parameters of
/// presigned addresses (harness specification §2.4).
final class HeaderRules {
  private static final int MOST_HEADER = 8192;
  private static final int LEAST_SIGNATURE = 16;

  /// Longest name of a cookie.
  private static final int MOST_NAME = 128;

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

  /// @return one past the value, when it is a secret; else -1
  static int match(CharSequence text, int nameStart, int nameEnd, Operator operator, Spans spans) {
    return switch (Chars.lower(text.charAt(nameStart))) {
      case 'c', 's', 'x', 'p', 'k', 't', 'a', 'j', 'd' ->
          operator.sign() == ':'
              ? header(text, nameStart, nameEnd, operator, spans)
              : parameter(text, nameStart, nameEnd, operator, spans);
      default -> -1;
    };
  }

  private static int header(CharSequence text, int start, int end, Operator operator, Spans spans) {
    if (is(text, start, end, "cookie") || is(text, start, end, "set-cookie")) {
      return cookie(text, start, operator, spans);
    }
    if (!isSecretHeader(text, start, end)) {
      return -1;
    }
    AssignedValue value = AssignedValue.read(text, operator.valueStart(), Ending.EXPRESSION, false);
    String secret = value.in(text);
    boolean found =
        SecretLooks.isVaried(secret, 8)
            && !Placeholders.isPlaceholder(secret)
            && !ProgramText.isCode(secret);
    return found ? add(value.whole(text), SecretKind.HEADER, start, spans) : -1;
  }

  private static int add(AssignedValue value, SecretKind kind, int nameStart, Spans spans) {
    spans.add(value.start(), value.end(), kind, nameStart);
    return value.end();
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
  private static int cookie(CharSequence text, int nameStart, Operator operator, Spans spans) {
    int start = Chars.skipBlanks(text, operator.valueStart(), 8);
    char before = Chars.at(text, nameStart - 1);
    char closing = Chars.isQuote(before) ? before : Chars.NONE;
    boolean nameQuoted = Chars.isQuote(Chars.at(text, operator.nameEnd() - 1));
    if (nameQuoted || Chars.isQuote(Chars.at(text, start))) {
      AssignedValue value = AssignedValue.read(text, start, Ending.EXPRESSION, true);
      return addCookie(text, value.start(), value.end(), nameStart, spans);
    }
    int stop = Math.min(text.length(), start + MOST_HEADER);
    boolean pair = false;
    int end = start;
    while (end < stop && !endsHeader(text, end, closing) && (pair || end - start < MOST_NAME)) {
      pair |= text.charAt(end) == '=';
      end++;
    }
    return pair ? addCookie(text, start, end, nameStart, spans) : -1;
  }

  private static int addCookie(CharSequence text, int start, int end, int nameStart, Spans spans) {
    String value = text.subSequence(start, end).toString();
    int equals = value.indexOf('=');
    boolean pair = equals > 0 && value.length() - equals > 6;
    if (!pair || Placeholders.isReference(value) || AssignedSecrets.isBetweenLiterals(value)) {
      return -1;
    }
    spans.add(start, end, SecretKind.COOKIE, nameStart);
    return end;
  }

  private static boolean endsHeader(CharSequence text, int at, char closing) {
    char c = text.charAt(at);
    if (c == '\n' || c == '\r' || (closing == Chars.NONE ? c == '"' : c == closing)) {
      return true;
    }
    char next = Chars.at(text, at + 1);
    return c == '\\' && (next == 'n' || next == 'r' || next == '"');
  }

  private static int parameter(
      CharSequence text, int start, int end, Operator operator, Spans spans) {
    boolean signs = isOneOf(text, start, end, SIGNATURES);
    if (!signs && !isQueryStart(text, start)) {
      return -1;
    }
    boolean mayHold = isOneOf(text, start, end, QUERY_SECRETS);
    signs |= isOneOf(text, start, end, QUERY_SIGNATURES);
    if (!signs && !mayHold) {
      return -1;
    }
    AssignedValue value = AssignedValue.read(text, operator.valueStart(), Ending.PARAMETER, false);
    String secret = value.in(text);
    if (secret.length() < LEAST_SIGNATURE || Placeholders.isPlaceholder(secret)) {
      return -1;
    }
    if (signs) {
      return add(value.whole(text), SecretKind.PRESIGNED_URL, start, spans);
    }
    return SecretLooks.isRandom(unescaped(secret), LEAST_SIGNATURE)
        ? add(value.whole(text), SecretKind.URL_PARAMETER, start, spans)
        : -1;
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

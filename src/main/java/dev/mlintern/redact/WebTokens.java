package dev.mlintern.redact;

/// Tokens made of parts with dots between: JSON web tokens, signed (three parts) and encrypted
/// (five), Discord's and Terraform's.
final class WebTokens {
  private static final int LEAST_PART = 8;
  private static final int MOST_PART = 16_384;

  private WebTokens() {}

  /// Word rule for `eyJ`.
  static int jwt(CharSequence text, int at, Spans spans) {
    if (!Chars.startsWith(text, at, "eyJ")) {
      return -1;
    }
    int end = partEnd(text, at);
    if (end - at < LEAST_PART + 3 || Chars.at(text, end) != '.') {
      return -1;
    }
    boolean signed = Chars.startsWith(text, end + 1, "eyJ");
    int parts = 1;
    int last = end;
    while (parts < 5 && Chars.at(text, end) == '.') {
      int next = partEnd(text, end + 1);
      if (next - end - 1 < LEAST_PART && !isEmptyKey(parts, next - end - 1, signed)) {
        break;
      }
      parts++;
      end = next;
      last = next;
    }
    if (parts != 5 && (parts < 3 || !signed)) {
      return -1;
    }
    spans.add(at, last, SecretKind.JWT);
    return last;
  }

  /// A token encrypted with a key both sides hold leaves its second part empty.
  private static boolean isEmptyKey(int parts, int length, boolean signed) {
    return parts == 1 && length == 0 && !signed;
  }

  private static int partEnd(CharSequence text, int from) {
    return Chars.runEnd(text, from, Chars.WORD | Chars.EQUALS, from + MOST_PART);
  }

  /// Word rule for the tokens of Discord's bots: 24–28 characters, 6–7, 27 or more.
  static int discord(CharSequence text, int at, Spans spans) {
    int first = Chars.runEnd(text, at, Chars.WORD, at + 29);
    if (first - at < 24 || first - at > 28 || Chars.at(text, first) != '.') {
      return -1;
    }
    int second = Chars.runEnd(text, first + 1, Chars.WORD, first + 9);
    int length = second - first - 1;
    if (length < 6 || length > 7 || Chars.at(text, second) != '.') {
      return -1;
    }
    int end = Chars.runEnd(text, second + 1, Chars.WORD, second + 80);
    int classes = Chars.classesIn(text, at, end);
    if (end - second < 28
        || !Chars.hasAll(classes, Chars.UPPER, Chars.LOWER)
        || (classes & Chars.DIGIT) == 0) {
      return -1;
    }
    spans.add(at, end, SecretKind.CHAT_TOKEN);
    return end;
  }

  /// Word rule for Terraform's tokens: 14 characters, `.atlasv1.`, 60 or more.
  static int terraform(CharSequence text, int at, Spans spans) {
    int start = Chars.runStart(text, at - 1, Chars.ALNUM, at - 16);
    if (!Chars.startsWith(text, at, "atlasv1.")
        || Chars.at(text, at - 1) != '.'
        || at - 1 - start != 14) {
      return -1;
    }
    int body = at + "atlasv1.".length();
    int end = Chars.runEnd(text, body, Chars.WORD | Chars.EQUALS, body + 200);
    if (end - body < 50) {
      return -1;
    }
    spans.add(start, end, SecretKind.CLOUD_KEY);
    return end;
  }
}

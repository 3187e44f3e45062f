package dev.mlintern.redact;

/// Character classes of tokens, as bit masks, and look-ups that stay inside the text.
final class Chars {
  static final int LOWER = 1;
  static final int UPPER = 1 << 1;
  static final int DIGIT = 1 << 2;
  static final int UNDERSCORE = 1 << 3;
  static final int HYPHEN = 1 << 4;
  static final int DOT = 1 << 5;
  static final int PLUS = 1 << 6;
  static final int SLASH = 1 << 7;
  static final int EQUALS = 1 << 8;
  static final int TILDE = 1 << 9;
  static final int HEX_LETTER = 1 << 10;

  /// Where a joint of a broken token, or an escape, may begin.
  static final int JOINT = 1 << 11;

  /// Where [PatternScan] has to look, besides at the starts of words.
  static final int SIGN = 1 << 12;

  static final int LETTER = LOWER | UPPER;
  static final int ALNUM = LETTER | DIGIT;
  static final int HEX = DIGIT | HEX_LETTER;
  static final int WORD = ALNUM | UNDERSCORE | HYPHEN;
  static final int WORD_DOT = WORD | DOT;
  static final int NAME = WORD | DOT;
  static final int BASE64 = ALNUM | PLUS | SLASH;
  static final int ANY_BASE64 = BASE64 | UNDERSCORE | HYPHEN;

  /// What a token68 credential of an `Authorization` header may hold (RFC 9110 §11.2).
  static final int TOKEN68 = WORD_DOT | TILDE | PLUS | SLASH | EQUALS;

  /// Stands for "no character here"; belongs to no class.
  static final char NONE = '\0';

  private static final int[] CLASSES = classes();

  private Chars() {}

  private static int[] classes() {
    int[] classes = new int[128];
    for (char c = 'a'; c <= 'z'; c++) {
      classes[c] = LOWER | (c <= 'f' ? HEX_LETTER : 0);
      classes[c - 'a' + 'A'] = UPPER | (c <= 'f' ? HEX_LETTER : 0);
    }
    for (char c = '0'; c <= '9'; c++) {
      classes[c] = DIGIT;
    }
    classes['_'] = UNDERSCORE;
    classes['-'] = HYPHEN;
    classes['.'] = DOT;
    classes['+'] = PLUS;
    classes['/'] = SLASH;
    classes['='] = EQUALS;
    classes['~'] = TILDE;
    for (char c : "\0\n\r\\%\"'`\u001b".toCharArray()) {
      classes[c] |= JOINT;
    }
    for (char c : "=,>:-\\%~\u001b".toCharArray()) {
      classes[c] |= SIGN;
    }
    return classes;
  }

  static int classOf(char c) {
    return c < 128 ? CLASSES[c] : 0;
  }

  static boolean is(char c, int mask) {
    return c < 128 && (CLASSES[c] & mask) != 0;
  }

  static boolean isAlnum(char c) {
    return is(c, ALNUM);
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  static char at(CharSequence text, int index) {
    return index >= 0 && index < text.length() ? text.charAt(index) : NONE;
  }

  /// End of the run of `mask` characters from `from`, not beyond `limit`.
  static int runEnd(CharSequence text, int from, int mask, int limit) {
    int end = from;
    int stop = Math.min(text.length(), limit);
    while (end < stop && is(text.charAt(end), mask)) {
      end++;
    }
    return end;
  }

  /// Start of the run of `mask` characters that ends before `end`, not below `limit`.
  static int runStart(CharSequence text, int end, int mask, int limit) {
    int start = end;
    int stop = Math.max(0, limit);
    while (start > stop && is(text.charAt(start - 1), mask)) {
      start--;
    }
    return start;
  }

  static int skipBlanks(CharSequence text, int from, int most) {
    int at = from;
    while (at < text.length() && at - from < most && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  static int skipSpaces(CharSequence text, int from, int most) {
    int at = from;
    while (at < text.length() && at - from < most && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  static boolean startsWith(CharSequence text, int at, String prefix) {
    if (at < 0 || at + prefix.length() > text.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (text.charAt(at + i) != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// As [#startsWith], the case of ASCII letters aside; `lower` is in lower case.
  static boolean startsWithAnyCase(CharSequence text, int at, String lower) {
    if (at < 0 || at + lower.length() > text.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if (lower(text.charAt(at + i)) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  /// The union of the classes of a stretch.
  static int classesIn(CharSequence text, int from, int to) {
    int classes = 0;
    for (int i = from; i < to; i++) {
      classes |= classOf(text.charAt(i));
    }
    return classes;
  }

  static boolean hasAll(int classes, int a, int b) {
    return (classes & a) != 0 && (classes & b) != 0;
  }

  /// Value of a hexadecimal digit, -1 for anything else.
  static int hexValue(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }

  /// The character that `digits` hexadecimal digits at `at` name, -1 when they are not there.
  static int hexNumber(CharSequence text, int at, int digits) {
    if (at + digits > text.length()) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < digits; i++) {
      int value = hexValue(text.charAt(at + i));
      if (value < 0) {
        return -1;
      }
      number = number * 16 + value;
    }
    return number;
  }
}

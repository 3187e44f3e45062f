package dev.mlintern.redact;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Judges a value by its characters alone.
final class SecretLooks {
  private SecretLooks() {}

  /// Long enough, with a digit or letters of both cases.
  static boolean isVaried(String value, int least) {
    if (value.length() < least) {
      return false;
    }
    int classes = Chars.classesIn(value, 0, value.length());
    return (classes & Chars.DIGIT) != 0 || Chars.hasAll(classes, Chars.UPPER, Chars.LOWER);
  }

  /// Long enough, without blanks, made of digits and letters of both cases, or of more than one
  /// digit and letters, in no order of words.
  static boolean isRandom(String value, int least) {
    if (value.length() < least) {
      return false;
    }
    int digits = 0;
    int letters = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Chars.is(c, Chars.DIGIT)) {
        digits++;
      } else if (Chars.is(c, Chars.LETTER)) {
        letters++;
      } else if (!Chars.is(c, Chars.TOKEN68)) {
        return false;
      }
    }
    int classes = Chars.classesIn(value, 0, value.length());
    boolean mixed = Chars.hasAll(classes, Chars.UPPER, Chars.LOWER);
    return digits >= (mixed ? 1 : 2) && letters >= 2 && !ProgramText.isCode(value);
  }

  /// A name and an opening bracket: program text that computes the value.
  static boolean isCall(String value) {
    int open = value.indexOf('(');
    return open > 0
        && (value.indexOf(')') > 0 || open == value.length() - 1)
        && Chars.runEnd(value, 0, Chars.NAME, open) == open;
  }

  /// The shape of a UUID, which names things and opens none.
  static boolean isUuid(String value) {
    if (value.length() != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
      if (!Chars.is(value.charAt(i), hyphen ? Chars.HYPHEN : Chars.HEX)) {
        return false;
      }
    }
    return true;
  }

  /// Base64 of `user:password`.
  static boolean isLogin(String value) {
    if (value.length() < 8 || value.length() > 4096) {
      return false;
    }
    try {
      String decoded = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
      return decoded.indexOf(':') > 0 && decoded.chars().allMatch(c -> c >= ' ' && c != 0xfffd);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}

package dev.mlintern.redact;

import java.util.Set;

/// Tells program text from a value: what stands where a value is wanted, and computes or names it.
final class ProgramText {
  /// Names this long, in one piece, must read like words.
  private static final int LONG_NAME = 10;

  /// Names this long, in one piece, have no digits.
  private static final int VERY_LONG_NAME = 16;

  /// More consonants in a row than this are no word.
  private static final int MOST_CONSONANTS = 4;

  /// Abbreviations that stand before a capital in names.
  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "RSA", "DSA", "EC", "API", "AWS", "SSH", "HTTP", "URL", "JSON", "AI", "HF", "IO", "ID",
          "DB", "GPU", "CPU", "UI", "LLM", "GPT", "XML", "SSL", "TLS", "JWT");

  private ProgramText() {}

  /// A name, a path of names, a call, a literal of several values.
  static boolean isCode(String value) {
    if (value.indexOf('(') >= 0 || value.startsWith("[") || value.startsWith("{")) {
      return true;
    }
    String body = value.startsWith("!") || value.startsWith("*") ? value.substring(1) : value;
    return isDottedName(body) && (isInPieces(body) || readsLikeWords(body));
  }

  private static boolean isInPieces(String name) {
    return name.indexOf('_') >= 0 || name.indexOf('.') >= 0;
  }

  private static boolean readsLikeWords(String name) {
    if (name.length() >= VERY_LONG_NAME && Placeholders.hasDigit(name)) {
      return false;
    }
    return name.length() < LONG_NAME || isPronounceable(name);
  }

  /// Names joined by dots, each made of words: `args.hub_token`, `userPassword`, `API_KEY`.
  private static boolean isDottedName(String value) {
    int length = value.length();
    int at = Chars.runEnd(value, 0, Chars.UNDERSCORE, length);
    while (at < length) {
      int end = endOfWord(value, at);
      if (end == at) {
        return false;
      }
      at = end;
      int glue = at;
      while (glue < length && isGlue(value.charAt(glue))) {
        glue++;
      }
      if (glue == at && at < length && !Chars.is(value.charAt(at), Chars.UPPER)) {
        return false;
      }
      at = glue;
    }
    return length > 0;
  }

  private static boolean isGlue(char c) {
    return c == '.' || c == '_' || c == '?' || c == '!' || c == '[' || c == ']' || c == ':';
  }

  /// End of a word as programs have it: letters of one case, a capital and small letters, an
  /// abbreviation before them; and at most two digits.
  private static int endOfWord(String value, int from) {
    int end = Chars.runEnd(value, from, Chars.UPPER, value.length());
    int capitals = end - from;
    if (capitals <= 1) {
      end = Chars.runEnd(value, end, Chars.LOWER, value.length());
      if (capitals == 1 && end - from < 3) {
        return from;
      }
    } else if (Chars.is(Chars.at(value, end), Chars.LOWER)) {
      if (!ABBREVIATIONS.contains(value.substring(from, end - 1))) {
        return from;
      }
      end = Chars.runEnd(value, end, Chars.LOWER, value.length());
    }
    return end == from ? from : Chars.runEnd(value, end, Chars.DIGIT, end + 2);
  }

  private static boolean isPronounceable(String value) {
    int consonants = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean vowel = "aeiouy".indexOf(Chars.lower(c)) >= 0;
      consonants = vowel || !Chars.is(c, Chars.LETTER) ? 0 : consonants + 1;
      if (consonants > MOST_CONSONANTS) {
        return false;
      }
    }
    return true;
  }
}

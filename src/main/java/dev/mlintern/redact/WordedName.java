package dev.mlintern.redact;

import java.util.Set;

/// A name in lower case without its separators, with the places where its words begin.
final class WordedName {
  /// Words that may follow the telling ending.
  static final Set<String> QUALIFIERS =
      Set.of(
          "prod",
          "production",
          "dev",
          "test",
          "testing",
          "staging",
          "local",
          "read",
          "base",
          "old",
          "new",
          "primary",
          "secondary",
          "value",
          "raw",
          "b64",
          "base64",
          "live",
          "main",
          "backup");

  private String letters;
  private final boolean[] wordStarts;
  private final boolean shouted;

  private WordedName(String letters, boolean[] wordStarts, boolean shouted) {
    this.letters = letters;
    this.wordStarts = wordStarts;
    this.shouted = shouted;
  }

  static WordedName of(CharSequence text, int start, int end) {
    var letters = new StringBuilder(end - start);
    boolean[] starts = new boolean[end - start + 1];
    boolean shouted = true;
    char before = Chars.NONE;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (Chars.isAlnum(c)) {
        boolean camel = Chars.is(c, Chars.UPPER) && Chars.is(before, Chars.LOWER | Chars.DIGIT);
        starts[letters.length()] = !Chars.isAlnum(before) || camel;
        letters.append(Chars.lower(c));
        shouted &= !Chars.is(c, Chars.LOWER);
      }
      before = c;
    }
    return new WordedName(letters.toString(), starts, shouted);
  }

  boolean isShouted() {
    return shouted;
  }

  boolean is(String whole) {
    return letters.length() == whole.length() && endsWith(whole);
  }

  /// `PWD` and `OLDPWD` are where the shell is.
  boolean isWorkingDirectory() {
    return shouted && (is("pwd") || is("oldpwd"));
  }

  boolean endsWith(String ending) {
    return letters.endsWith(ending);
  }

  boolean endsWithWords(String ending) {
    return endsWith(ending) && wordStarts[letters.length() - ending.length()];
  }

  /// The word that ends `back` letters before the end; empty when none does.
  String wordBefore(int back) {
    int end = letters.length() - back;
    int start = end - 1;
    while (start > 0 && !wordStarts[start]) {
      start--;
    }
    return start < 0 ? "" : letters.substring(start, end);
  }

  /// Drops a number or a word like `prod` from the end.
  boolean dropQualifier() {
    int end = letters.length();
    while (end > 0 && Chars.is(letters.charAt(end - 1), Chars.DIGIT)) {
      end--;
    }
    if (end == letters.length()) {
      String last = wordBefore(0);
      end -= QUALIFIERS.contains(last) ? last.length() : 0;
    }
    boolean dropped = end > 0 && end < letters.length();
    letters = dropped ? letters.substring(0, end) : letters;
    return dropped;
  }
}

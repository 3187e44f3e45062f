package dev.mlintern.redact;

/// Secret access keys have no prefix: 40 characters of base64 near a key id are one.
final class AwsSecrets {
  private static final int LENGTH = 40;
  private static final int NEAR = 200;

  /// One key in four thousand has letters only. Their case changes at every second letter, that of
  /// words in a name much more rarely.
  private static final int RANDOM_CASE_CHANGES = 14;

  private AwsSecrets() {}

  /// Looks around the key id that stands at `start`..`end`.
  static void near(CharSequence text, int start, int end, Spans spans) {
    search(text, Math.max(0, start - NEAR), start, start, spans);
    search(text, end, Math.min(text.length(), end + NEAR), start, spans);
  }

  private static void search(CharSequence text, int from, int to, int id, Spans spans) {
    int at = Chars.runStart(text, from, Chars.BASE64, from - LENGTH);
    while (at < to) {
      if (!Chars.is(text.charAt(at), Chars.BASE64)) {
        at++;
        continue;
      }
      int end = Chars.runEnd(text, at, Chars.BASE64, to + LENGTH + 1);
      int start = Chars.at(text, at - 1) == '\\' ? at + 1 : at;
      if (end - start == LENGTH && isMixed(text, start, end)) {
        spans.add(start, end, SecretKind.AWS_SECRET, Math.min(id, start));
      }
      at = end;
    }
  }

  private static boolean isMixed(CharSequence text, int start, int end) {
    int classes = Chars.classesIn(text, start, end);
    return Chars.hasAll(classes, Chars.UPPER, Chars.LOWER)
        && ((classes & (Chars.DIGIT | Chars.PLUS | Chars.SLASH)) != 0
            || caseChanges(text, start, end) >= RANDOM_CASE_CHANGES);
  }

  private static int caseChanges(CharSequence text, int start, int end) {
    int changes = 0;
    for (int i = start + 1; i < end; i++) {
      if (Chars.is(text.charAt(i), Chars.UPPER) != Chars.is(text.charAt(i - 1), Chars.UPPER)) {
        changes++;
      }
    }
    return changes;
  }
}

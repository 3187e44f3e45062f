package dev.mlintern.redact;

import java.util.Objects;

/// A token that is told by its prefix: how the rest looks, and how long it is.
///
/// @param alphabet classes of [Chars] the rest is made of
/// @param least fewest characters after the prefix
/// @param exactly the only length after the prefix that counts, 0 when `least` decides
/// @param joined length after the prefix by which the token is recognised when it is broken into
///     pieces; 0 when its length varies
/// @param needs classes that must each appear among the first characters after the prefix, or
///     [#VARIETY]
/// @param alone whether `_` or `-` before the prefix also rules it out
record TokenRule(
    SecretKind kind,
    String prefix,
    int alphabet,
    int least,
    int exactly,
    int joined,
    int needs,
    boolean alone)
    implements WordRule {

  /// Asks for a digit, or for letters of both cases: what random characters nearly always have.
  static final int VARIETY = 1 << 30;

  /// Real tokens show their variety early; looking no further keeps every attempt short.
  private static final int SAMPLE = 48;

  TokenRule {
    Objects.requireNonNull(kind, "kind");
    if (prefix.length() < 2 || least < 1 || alphabet == 0) {
      throw new IllegalArgumentException("token rule " + prefix);
    }
  }

  static TokenRule token(SecretKind kind, String prefix, int alphabet, int least) {
    return new TokenRule(kind, prefix, alphabet, least, 0, 0, 0, false);
  }

  TokenRule exactly(int length) {
    return new TokenRule(kind, prefix, alphabet, length, length, joined, needs, alone);
  }

  TokenRule joined(int length) {
    return new TokenRule(kind, prefix, alphabet, least, exactly, length, needs, alone);
  }

  TokenRule needing(int classes) {
    return new TokenRule(kind, prefix, alphabet, least, exactly, joined, classes, alone);
  }

  TokenRule standingAlone() {
    return new TokenRule(kind, prefix, alphabet, least, exactly, joined, needs, true);
  }

  @Override
  public int match(CharSequence text, int at, Spans spans) {
    int end = end(text, at);
    if (end > 0) {
      spans.add(at, end, kind);
      if (kind == SecretKind.AWS_KEY_ID) {
        AwsSecrets.near(text, at, end, spans);
      }
    }
    return end;
  }

  /// One past the token that begins at `at`, -1 when there is none.
  int end(CharSequence text, int at) {
    if (!beginsAt(text, at)) {
      return -1;
    }
    int body = at + prefix.length();
    int sampled = Chars.runEnd(text, body, alphabet, body + Math.max(SAMPLE, least + 1));
    if (exactly > 0 && beginsAt(text, body + exactly)) {
      sampled = body + exactly; // the next one follows without a gap
    }
    int length = sampled - body;
    if (length < least || (exactly > 0 && length != exactly) || !hasNeeded(text, body, sampled)) {
      return -1;
    }
    int end = exactly > 0 ? sampled : Chars.runEnd(text, sampled, alphabet, Integer.MAX_VALUE);
    int next = end - prefix.length() + 1;
    if (next >= body + least && beginsAt(text, next)) {
      end = next; // `cat token other-token`: such files have no line end
    }
    while (end > body + least && text.charAt(end - 1) == '.') {
      end--;
    }
    return isDocumentationExample(text, end) ? -1 : end;
  }

  /// Whether the prefix stands at `at`, where a word begins.
  boolean beginsAt(CharSequence text, int at) {
    return Chars.startsWith(text, at, prefix)
        && !(alone && Chars.is(Chars.at(text, at - 1), Chars.UNDERSCORE | Chars.HYPHEN));
  }

  boolean hasNeeded(CharSequence text, int from, int to) {
    if (needs == 0) {
      return true;
    }
    int classes = Chars.classesIn(text, from, to);
    return needs == VARIETY
        ? (classes & Chars.DIGIT) != 0 || Chars.hasAll(classes, Chars.UPPER, Chars.LOWER)
        : (classes & needs) == needs;
  }

  /// Amazon's own documentation ends its sample keys so.
  private boolean isDocumentationExample(CharSequence text, int end) {
    return kind == SecretKind.AWS_KEY_ID && Chars.startsWith(text, end - 7, "EXAMPLE");
  }
}

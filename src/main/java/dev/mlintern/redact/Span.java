package dev.mlintern.redact;

/// A stretch of a text that is to be replaced.
///
/// @param start first character
/// @param end one past the last character
/// @param kind what was found, as the marker and the report name it
/// @param evidence first character of what made it suspicious (a key id before a secret, `machine`
///     before a password); at most `start`. A text may not be cut between evidence and end.
record Span(int start, int end, String kind, int evidence) {
  Span {
    if (start < 0 || end <= start || evidence > start) {
      throw new IllegalArgumentException("span " + evidence + " " + start + ".." + end);
    }
  }

  boolean isCutBy(int position) {
    return evidence < position && position < end;
  }
}

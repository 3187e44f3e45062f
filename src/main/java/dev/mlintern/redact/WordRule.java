package dev.mlintern.redact;

/// A rule that can only begin where a word begins.
interface WordRule {
  /// Looks for a secret of this kind.
  ///
  /// @param at start of a word that begins with the rule's first characters
  /// @return one past the last character that needs no further look, or -1 when nothing is there
  int match(CharSequence text, int at, Spans spans);
}

package dev.mlintern.policy;

/// What the approval hook answers.
public enum Verdict {
  ALLOW,
  ASK,
  DENY,
  /// No opinion: the client's normal permission flow applies.
  NONE
}

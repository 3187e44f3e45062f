package dev.mlintern.tools.datasets;

import java.util.Objects;

/// One thing to know before training, with its evidence in the same sentence.
record Finding(Severity severity, String text) {
  /// How much it matters; the order is the order of the report.
  enum Severity {
    /// Training on it as it is fails or goes wrong.
    SERIOUS,
    /// Worth a decision.
    NOTABLE,
    /// Good to know.
    MINOR
  }

  Finding {
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(text, "text");
  }

  static Finding serious(String text) {
    return new Finding(Severity.SERIOUS, text);
  }

  static Finding notable(String text) {
    return new Finding(Severity.NOTABLE, text);
  }

  static Finding minor(String text) {
    return new Finding(Severity.MINOR, text);
  }

  /// The line of the report; `!` marks what is serious.
  String line() {
    return (severity == Severity.SERIOUS ? "- ! " : "- ") + text;
  }
}

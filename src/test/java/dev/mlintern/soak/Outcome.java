package dev.mlintern.soak;

import java.util.regex.Pattern;

/// How a call ended, as its caller sees it.
record Outcome(Kind kind, String text) {
  enum Kind {
    DONE,
    /// Answered with an error.
    REFUSED,
    /// Given up by the caller, who gets no answer.
    CANCELLED,
    /// The promise broken most plainly.
    UNANSWERED
  }

  static final Outcome CANCELLED = new Outcome(Kind.CANCELLED, "");
  static final Outcome UNANSWERED = new Outcome(Kind.UNANSWERED, "");

  /// The words by which a tool says that it does not know whether something happened.
  private static final Pattern DOUBT =
      Pattern.compile(
          "not known|may (have|be|still)|before (submitting|sending|repeating|you"
              + " repeat|triggering)|read it to see|look again|look before|stays changed",
          Pattern.CASE_INSENSITIVE);

  boolean isDone() {
    return kind == Kind.DONE;
  }

  boolean admitsDoubt() {
    return kind == Kind.REFUSED && DOUBT.matcher(text).find();
  }
}

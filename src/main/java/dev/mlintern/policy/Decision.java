package dev.mlintern.policy;

import java.util.Objects;

/// The answer to a [ToolRequest].
///
/// @param action the row of the decision table that applied
/// @param reason one line of at most [ReasonText#MAX_CHARS] characters for the human who is asked,
///     the model that is refused, or the log
public record Decision(Verdict verdict, ActionClass action, String reason) {
  public Decision {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(reason, "reason");
  }

  /// Asks because the call itself cannot be understood.
  ///
  /// @param why may hold text of the call
  public static Decision unclear(String why) {
    return new Decision(
        Verdict.ASK, ActionClass.UNCLEAR, ReasonText.shown(why, ReasonText.MAX_CHARS));
  }

  /// No opinion.
  public static Decision none() {
    return new Decision(Verdict.NONE, ActionClass.OTHER, "");
  }
}

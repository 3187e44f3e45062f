package dev.mlintern.policy;

import java.util.Objects;
import java.util.Optional;

/// The server's answer to a gated call: what no approval excuses is refused.
public sealed interface Admission {
  /// Go on.
  ///
  /// @param chargeId the charge to settle or release in the session's [BudgetLedger] when something
  ///     that costs money is started
  /// @param estimate its worst case
  record Admitted(Optional<String> chargeId, Optional<Estimate> estimate) implements Admission {}

  /// Do nothing and tell the caller why.
  record Refused(String why) implements Admission {
    public Refused {
      Objects.requireNonNull(why, "why");
    }
  }
}

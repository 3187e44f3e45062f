package dev.mlintern.policy;

import java.util.Objects;
import java.util.Optional;

/// The server's answer to a gated call: what no approval excuses is refused.
public sealed interface Admission {
  /// The row of the decision table the call belongs to, for the log.
  ActionClass action();

  /// Go on.
  ///
  /// @param what the call does, as the ledger names it: `hf_jobs run on a10g-large`
  /// @param chargeId the charge to settle or release in the session's [BudgetLedger] when something
  ///     that costs money is started
  record Admitted(ActionClass action, String what, Optional<String> chargeId) implements Admission {
    public Admitted {
      Objects.requireNonNull(action, "action");
      Objects.requireNonNull(what, "what");
      Objects.requireNonNull(chargeId, "chargeId");
    }
  }

  /// Do nothing and tell the caller why.
  record Refused(ActionClass action, String why) implements Admission {
    public Refused {
      Objects.requireNonNull(action, "action");
      Objects.requireNonNull(why, "why");
    }
  }
}

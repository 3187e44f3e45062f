package dev.mlintern.tools.sandbox;

import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.Usd;
import java.util.Objects;
import java.util.Optional;

/// What came of ending a sandbox, as the Hub told it afterwards.
sealed interface Ending {
  SandboxLease lease();

  /// It is over.
  ///
  /// @param stage as read back; `gone` when the Hub knows no such job any more
  /// @param cost what its time cost, when the price is known
  record Ended(SandboxLease lease, String stage, Optional<Usd> cost) implements Ending {
    public Ended {
      Objects.requireNonNull(stage, "stage");
    }
  }

  /// The submission it was asked for with never arrived.
  record NeverStarted(SandboxLease lease) implements Ending {}

  /// It may be running; its lease stays, and the next round tries again.
  record StillThere(SandboxLease lease, String why) implements Ending {
    public StillThere {
      Objects.requireNonNull(why, "why");
    }
  }

  /// `job me/687f is CANCELED; it cost $0.02`
  default String words() {
    return switch (this) {
      case Ended(var lease, var stage, var cost) ->
          "job "
              + job(lease)
              + " is "
              + stage
              + cost.map(usd -> "; its time cost " + usd).orElse("");
      case NeverStarted _ -> "the Hub never got the submission, nothing was started";
      case StillThere(var lease, var why) ->
          "job "
              + job(lease)
              + " COULD NOT BE ENDED and may go on costing money: "
              + why
              + " It is tried again by itself as long as this server runs and at its next start";
    };
  }

  private static String job(SandboxLease lease) {
    return lease
        .jobId()
        .map(id -> lease.namespace() + "/" + id)
        .orElse("of sandbox `" + lease.name() + "`");
  }
}

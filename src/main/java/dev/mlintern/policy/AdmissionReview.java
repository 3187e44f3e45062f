package dev.mlintern.policy;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// The server's side of the gate: refuses what no approval excuses, and enters what will be spent.
final class AdmissionReview {
  private final Settings settings;
  private final Clock clock;
  private final ToolRequest request;
  private final PricedCall priced;
  private final CallAction call;

  private AdmissionReview(Settings settings, Clock clock, ToolRequest request, PricedCall priced) {
    this.settings = settings;
    this.clock = clock;
    this.request = request;
    this.priced = priced;
    this.call = priced.call();
  }

  /// See [Policy#admit]; all of it is here and not there, so that the hook needs none of it.
  static Admission admit(Settings settings, Clock clock, ToolRequest request) throws IOException {
    Optional<GatedTool> gated =
        Policy.gatedTool(ToolName.parse(request.toolName()), request.input());
    if (gated.isEmpty()) {
      return new Admission.Admitted(ActionClass.OTHER, request.toolName(), Optional.empty());
    }
    try {
      CallAction call = CallAction.of(gated.get(), request.input(), true);
      PricedCall priced = PricedCall.of(call, HardwareCache.of(settings), clock.instant());
      return new AdmissionReview(settings, clock, request, priced).admit();
    } catch (UnclearCall unclear) {
      return new Admission.Refused(
          ActionClass.UNCLEAR, gated.get().shortName() + ": " + unclear.getMessage());
    }
  }

  private Admission admit() throws IOException {
    Optional<String> ceiling = priced.overCeiling(settings);
    if (ceiling.isPresent()) {
      return refused(ceiling.get());
    }
    boolean asked = AskReceipts.of(settings).take(request.toolUseId(), call.title());
    if (call.action().neverAutomatic() && !asked && !isEnabled()) {
      return refused(unasked());
    }
    return call.action().billable() ? admitSpending(asked) : admitted(Optional.empty());
  }

  private boolean isEnabled() {
    return settings.flag(enabling()) || Endpoints.isLoopback(settings);
  }

  private Setting enabling() {
    return switch (call.action()) {
      case SCHED_CREATE -> Setting.ML_INTERN_ALLOW_SCHEDULED;
      case REPO_REMOVAL -> Setting.ML_INTERN_ALLOW_REPO_REMOVAL;
      default -> Setting.ML_INTERN_ALLOW_PUBLIC;
    };
  }

  private String unasked() {
    String what =
        switch (call.action()) {
          case SCHED_CREATE -> "scheduled jobs need";
          case REPO_REMOVAL -> "deleting or moving a repository needs";
          default -> "publishing needs";
        };
    return what
        + " a human's approval, and no approval hook asked about this call; "
        + enabling().name()
        + "=1 allows it without the hook";
  }

  private Admission admitSpending(boolean asked) throws IOException {
    Optional<Cap> cap = Cap.ofYolo(settings);
    return switch (priced.estimate().orElseThrow()) {
      case Estimate.Known known -> start(known.usd(), known.time(), cap);
      case Estimate.Unknown(var why) ->
          cap.isPresent() && !asked
              ? refused("the cap ML_INTERN_YOLO_CAP_USD cannot be kept: " + why)
              : start(Usd.ZERO, JobTimeout.LONGEST, Optional.empty());
    };
  }

  private Admission start(Usd usd, Duration atMost, Optional<Cap> cap) throws IOException {
    var ledger = BudgetLedger.of(settings, request.session(), clock);
    Reservation reservation =
        ledger.start(
            request.toolUseId(),
            priced.ledgerText(),
            usd,
            cap.map(Cap::usd),
            clock.instant().plus(atMost));
    return switch (reservation) {
      case Reservation.Held(var id, _) -> admitted(Optional.of(id));
      case Reservation.OverCap(var remaining) ->
          refused(cap.orElseThrow().exceeded(usd, remaining));
    };
  }

  private Admission admitted(Optional<String> chargeId) {
    String what = priced.estimate().isPresent() ? priced.ledgerText() : call.title();
    return new Admission.Admitted(call.action(), what, chargeId);
  }

  private Admission refused(String why) {
    return new Admission.Refused(call.action(), call.title() + ": " + why);
  }
}

package dev.mlintern.policy;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.time.Instant;
import java.util.Optional;

/// A gated call with what it may cost.
///
/// @param estimate present when the call starts a machine, now or on a schedule
record PricedCall(CallAction call, Optional<Estimate> estimate) {

  static PricedCall of(CallAction call, HardwareCache prices, Instant now) {
    return switch (call.action()) {
      case CPU_RUN, PAID_RUN, SANDBOX, SCHED_CREATE -> priced(call, prices, now);
      default -> new PricedCall(call, Optional.empty());
    };
  }

  private static PricedCall priced(CallAction call, HardwareCache prices, Instant now) {
    return new PricedCall(call, Optional.of(estimate(call, prices, now)));
  }

  private static Estimate estimate(CallAction call, HardwareCache prices, Instant now) {
    if (isOfASchedule(call)) {
      return new Estimate.Unknown("price and timeout are those of the scheduled job");
    }
    if (call.tool() == GatedTool.HF_SANDBOX) {
      return new Estimate.Unknown("its words choose the hardware");
    }
    return Estimate.of(
        call.arguments(), call.action() == ActionClass.SANDBOX, prices.catalogue(now));
  }

  /// A job that was described when its schedule was made, not here.
  static boolean isOfASchedule(CallAction call) {
    return call.operation().equals("scheduled_trigger")
        || call.operation().equals("scheduled_resume");
  }

  /// What the ledger calls it.
  String ledgerText() {
    return isOfASchedule(call)
        ? call.title()
        : call.title() + " on " + ReasonText.shown(call.arguments().hardwareOrDefault(), 60);
  }

  /// Why the ceiling for a single job, which nobody can approve away, forbids it.
  Optional<String> overCeiling(Settings settings) {
    Optional<Cap> ceiling = Cap.of(settings, Setting.ML_INTERN_MAX_JOB_USD);
    if (ceiling.isEmpty() || estimate.isEmpty()) {
      return Optional.empty();
    }
    if (estimate.get() instanceof Estimate.Unknown(var why)) {
      return Optional.of("ML_INTERN_MAX_JOB_USD is set and " + why);
    }
    var known = (Estimate.Known) estimate.get();
    return !known.usd().isMoreThan(ceiling.get().usd())
        ? Optional.empty()
        : Optional.of(
            "its worst case "
                + known.usd()
                + " exceeds ML_INTERN_MAX_JOB_USD="
                + ceiling.get().usd());
  }
}

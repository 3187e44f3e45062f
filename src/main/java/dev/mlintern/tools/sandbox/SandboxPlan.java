package dev.mlintern.tools.sandbox;

import dev.mlintern.policy.Estimate;
import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.policy.HardwareOffer;
import dev.mlintern.policy.LeaseHolder;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.Clearance;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// An order with its price: what will be submitted, and what it can cost.
///
/// @param usdPerHour hardware and the exposed port
/// @param lifetime as asked for, or less where the cost ceiling buys less
/// @param limitedByCost whether it is less
record SandboxPlan(
    SandboxOrder order, Usd usdPerHour, Duration lifetime, Duration idle, boolean limitedByCost) {
  /// A machine that lives for less does no work.
  private static final Duration WORTHWHILE = Duration.ofMinutes(5);

  private static final int NEAREST = 3;

  /// @throws ToolFailure for hardware nobody offers, or a ceiling that buys next to nothing
  static SandboxPlan of(SandboxOrder order, HardwareCatalogue catalogue) {
    String flavor = order.hardwareOrDefault();
    HardwareOffer offer = offer(flavor, catalogue);
    Usd price = offer.usdPerHour().plus(Estimate.PORTS_PER_HOUR);
    Duration wanted = order.lifetime().orElse(SandboxOrder.DEFAULT_LIFETIME);
    Duration affordable = order.maxCost().map(usd -> affordable(usd, price)).orElse(wanted);
    boolean limited = affordable.compareTo(wanted) < 0;
    Duration lifetime = limited ? affordable : wanted;
    if (limited && lifetime.compareTo(WORTHWHILE) < 0) {
      throw new ToolFailure(
          "`max_cost_usd` "
              + order.maxCost().orElseThrow()
              + " pays for less than five minutes of "
              + flavor
              + " ("
              + price
              + "/h): raise it or take cheaper hardware. Nothing was started.");
    }
    Duration idle = order.idle().orElse(SandboxOrder.DEFAULT_IDLE);
    return new SandboxPlan(
        order, price, lifetime, idle.compareTo(lifetime) < 0 ? idle : lifetime, limited);
  }

  /// @throws ToolFailure for hardware nobody offers
  static HardwareOffer offer(String flavor, HardwareCatalogue catalogue) {
    return catalogue
        .find(flavor)
        .orElseThrow(
            () ->
                new ToolFailure(
                    "There is no hardware `"
                        + flavor
                        + "`. Nearest: "
                        + String.join(", ", catalogue.nearest(flavor, NEAREST))
                        + ". Nothing was started."));
  }

  private static Duration affordable(Usd usd, Usd perHour) {
    long seconds = Math.floorDiv(Math.multiplyExact(usd.micros(), 3600L), perHour.micros());
    return Duration.ofSeconds(seconds);
  }

  /// Hardware price times the longest life.
  Usd worstCase() {
    return usdPerHour.forHours(lifetime);
  }

  /// The lease to write before it is submitted.
  SandboxLease lease(SandboxWorld world, String namespace, Clearance clearance) {
    Instant now = world.now().truncatedTo(ChronoUnit.SECONDS);
    return new SandboxLease(
        SandboxToken.newNonce(),
        world.endpoint(),
        namespace,
        Optional.empty(),
        order.name(),
        clearance.session().or(world::session),
        Optional.of(LeaseHolder.OURS),
        order.hardwareOrDefault(),
        order.image().toString(),
        Optional.of(usdPerHour),
        now,
        now.plus(lifetime),
        idle,
        now.plus(world.times().start()).plus(idle),
        order.keep().orElse(false),
        SandboxLease.State.STARTING,
        clearance.chargeId());
  }
}

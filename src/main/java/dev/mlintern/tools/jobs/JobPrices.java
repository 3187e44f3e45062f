package dev.mlintern.tools.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.policy.HardwareOffer;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.JobHardware;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// What hardware costs, and which there is.
final class JobPrices {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final JobHardware hardware;

  JobPrices(JobHardware hardware) {
    this.hardware = Objects.requireNonNull(hardware, "hardware");
  }

  /// The list as of now, and why it is not newer.
  JobHardware.Known known(CallScope scope) throws InterruptedException {
    return hardware.known(scope, PATIENCE);
  }

  /// The hardware of a new job.
  ///
  /// @throws ToolFailure naming flavors that may have been meant, when there is no such one
  HardwareOffer require(String flavor, CallScope scope) throws InterruptedException {
    HardwareCatalogue catalogue = known(scope).catalogue();
    return catalogue
        .find(flavor)
        .orElseThrow(
            () ->
                new ToolFailure(
                    "hf_jobs: "
                        + new FlavorAdvice(catalogue).unknown(flavor).orElse(flavor)
                        + ". Operation hardware lists all. Nothing was submitted."));
  }

  /// The price of an hour, when it is known. Never asks the Hub for long.
  Optional<Usd> usdPerHour(String flavor, CallScope scope) throws InterruptedException {
    return known(scope).catalogue().find(flavor).map(HardwareOffer::usdPerHour);
  }
}

package dev.mlintern.policy;

import dev.mlintern.json.JsonValue;
import java.time.Duration;
import java.util.Optional;

/// What a machine may cost at most: hourly price × time-out.
public sealed interface Estimate {
  /// How long a sandbox is paid for in advance; the live server renews it hour by hour (harness
  /// §1.5).
  Duration SANDBOX_WINDOW = Duration.ofHours(1);

  /// Exposing ports costs a cent an hour more (harness App. B).
  Usd PORTS_PER_HOUR = new Usd(10_000);

  /// @param usd the worst case
  /// @param time how long at most
  record Known(HardwareOffer offer, Duration time, Usd usd, Usd publishedUsd) implements Estimate {}

  /// The worst case cannot be told.
  ///
  /// @param why names what is missing: the price or the timeout
  record Unknown(String why) implements Estimate {}

  /// The estimate of a call that starts a machine.
  static Estimate of(CanonicalArguments arguments, boolean sandbox, HardwareCatalogue catalogue) {
    Optional<JsonValue> given = sandbox ? Optional.empty() : arguments.members().get("timeout");
    Optional<Duration> time =
        given.isPresent()
            ? JobTimeout.parse(given.get())
            : Optional.of(sandbox ? SANDBOX_WINDOW : JobTimeout.DEFAULT);
    if (time.isEmpty()) {
      return new Unknown(
          "the timeout "
              + ReasonText.shown(given.get().toJson(), 40)
              + " is not a length of time up to 30 days such as 30m, 2h or 1h30m");
    }
    String flavor = arguments.hardwareOrDefault();
    Optional<HardwareOffer> offer = catalogue.find(flavor);
    if (offer.isEmpty()) {
      return new Unknown("no price is known for " + ReasonText.shown(flavor, 40));
    }
    Usd ports = portsUsdPerHour(arguments);
    return new Known(
        offer.get(),
        time.get(),
        offer.get().usdPerHour().plus(ports).forHours(time.get()),
        offer.get().publishedUsdPerHour().plus(ports).forHours(time.get()));
  }

  private static Usd portsUsdPerHour(CanonicalArguments arguments) {
    return arguments.members().has("expose") ? PORTS_PER_HOUR : Usd.ZERO;
  }
}

package dev.mlintern.policy;

import java.util.Objects;

/// Hardware with what it costs.
///
/// @param usdPerHour the price of an hour that an estimate counts with
/// @param source where the price comes from
/// @param publishedUsdPerHour what the Hub's documentation asked in mid-2026 for built-in hardware;
///     else the same as `usdPerHour`
public record HardwareOffer(
    Hardware hardware, Usd usdPerHour, PriceSource source, Usd publishedUsdPerHour) {
  public HardwareOffer {
    Objects.requireNonNull(hardware, "hardware");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(publishedUsdPerHour, "publishedUsdPerHour");
    Objects.requireNonNull(usdPerHour, "usdPerHour");
  }

  public String flavor() {
    return hardware.flavor();
  }
}

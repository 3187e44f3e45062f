package dev.mlintern.policy;

import java.math.BigDecimal;
import java.util.Objects;

/// Hardware with what it costs.
///
/// @param usdPerHour dollars an hour; what an estimate counts with
/// @param source where the price comes from
/// @param publishedUsdPerHour what the Hub's documentation asked in mid-2026 for built-in hardware;
///     else the same as `usdPerHour`
public record HardwareOffer(
    Hardware hardware, BigDecimal usdPerHour, PriceSource source, BigDecimal publishedUsdPerHour) {
  public HardwareOffer {
    Objects.requireNonNull(hardware, "hardware");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(publishedUsdPerHour, "publishedUsdPerHour");
    if (usdPerHour.signum() < 0) {
      throw new IllegalArgumentException(hardware.flavor() + " costs " + usdPerHour);
    }
  }

  public String flavor() {
    return hardware.flavor();
  }
}

package dev.mlintern.hooks;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.policy.HardwareOffer;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// The Hub's hardware list with the published prices of harness App. B, in the Hub's own shape.
final class LivePrices {
  static final String LISTING = listing();

  private LivePrices() {}

  private static String listing() {
    var entries = HardwareCatalogue.builtIn().offers().stream().map(LivePrices::entry).toList();
    return new JsonArray(entries).toJson();
  }

  private static JsonValue entry(HardwareOffer offer) {
    BigDecimal perMinute =
        BigDecimal.valueOf(offer.publishedUsdPerHour().micros(), 6)
            .divide(BigDecimal.valueOf(60), 6, RoundingMode.HALF_UP);
    return JsonObject.builder()
        .put("name", offer.flavor())
        .put("unitCostUSD", JsonNumber.of(perMinute))
        .put("unitLabel", "minute")
        .build();
  }
}

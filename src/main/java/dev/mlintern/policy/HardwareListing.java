package dev.mlintern.policy;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the Hub's answer to `GET /api/jobs/hardware` (also `/api/spaces/hardware`): an array of
/// `{name, cpu: "2 vCPU", ram: "16 GB", ephemeralStorage, accelerator{model, quantity, vram}|null,
/// unitCostMicroUSD, unitCostUSD, unitLabel: "minute"}`.
final class HardwareListing {
  private static final Pattern FLAVOR = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern QUANTITY = Pattern.compile("\\s*(\\d{1,7})(?:\\.\\d+)?\\s*(TB)?.*");
  private static final BigDecimal LEAST_PRICE = new BigDecimal("0.001");

  private HardwareListing() {}

  /// The entries that have a legal name and a price; others are left out, which makes their price
  /// unknown.
  static HardwareCatalogue read(JsonArray listing) {
    var offers = new ArrayList<HardwareOffer>();
    for (JsonValue entry : listing) {
      if (entry instanceof JsonObject object) {
        offer(object).ifPresent(offers::add);
      }
    }
    return HardwareCatalogue.of(offers);
  }

  private static Optional<HardwareOffer> offer(JsonObject entry) {
    String flavor = entry.string("name").orElse("");
    Optional<BigDecimal> price = usdPerHour(entry);
    if (!FLAVOR.matcher(flavor).matches() || price.isEmpty()) {
      return Optional.empty();
    }
    Hardware hardware =
        HardwareCatalogue.builtIn()
            .find(flavor)
            .map(HardwareOffer::hardware)
            .orElseGet(() -> hardware(flavor, entry));
    return Optional.of(new HardwareOffer(hardware, price.get(), PriceSource.LIVE, price.get()));
  }

  /// Rounded to a tenth of a cent: the per-minute figure is itself rounded, and $0.40 an hour would
  /// come back as 0.40002.
  private static Optional<BigDecimal> usdPerHour(JsonObject entry) {
    Optional<BigDecimal> units =
        switch (entry.string("unitLabel").orElse("")) {
          case "second" -> Optional.of(BigDecimal.valueOf(3600));
          case "minute" -> Optional.of(BigDecimal.valueOf(60));
          case "hour" -> Optional.of(BigDecimal.ONE);
          default -> Optional.empty();
        };
    return units
        .flatMap(factor -> usdPerUnit(entry).map(factor::multiply))
        .filter(exact -> exact.signum() >= 0)
        .map(
            exact ->
                exact.signum() == 0
                    ? exact
                    : exact.setScale(3, RoundingMode.HALF_UP).max(LEAST_PRICE));
  }

  private static Optional<BigDecimal> usdPerUnit(JsonObject entry) {
    return entry
        .number("unitCostUSD")
        .flatMap(HardwareListing::plain)
        .or(
            () ->
                entry
                    .number("unitCostMicroUSD")
                    .flatMap(HardwareListing::plain)
                    .map(micro -> micro.movePointLeft(6)));
  }

  /// Numbers nobody would ask for a machine are not prices: `1e99999999` would fill the memory.
  private static Optional<BigDecimal> plain(JsonNumber number) {
    double magnitude = number.asDouble();
    if (number.lexeme().length() > 40 || magnitude < 0 || magnitude > 1e12) {
      return Optional.empty();
    }
    return Optional.of(magnitude < 1e-12 ? BigDecimal.ZERO : new BigDecimal(number.lexeme()));
  }

  private static Hardware hardware(String flavor, JsonObject entry) {
    return new Hardware(
        flavor,
        quantity(entry, "cpu"),
        quantity(entry, "ram"),
        quantity(entry, "ephemeralStorage"),
        entry.object("accelerator").map(HardwareListing::accelerator));
  }

  /// Not verified live whether `vram` of several cards is that of one or of all; taken as all, so
  /// that a model is never said to fit where it does not.
  private static Accelerator accelerator(JsonObject entry) {
    int count = Math.clamp(quantity(entry, "quantity"), 1, 1024);
    return new Accelerator(
        entry.string("model").orElse("?"), count, quantity(entry, "vram") / count);
  }

  /// The leading number of `2 vCPU`, `16 GB`, `1.5 TB` (in GB) or a bare one; 0 when there is none.
  private static int quantity(JsonObject entry, String name) {
    String text =
        entry.string(name).or(() -> entry.number(name).map(JsonNumber::lexeme)).orElse("");
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      return 0;
    }
    return Integer.parseInt(matcher.group(1)) * (matcher.group(2) == null ? 1 : 1000);
  }
}

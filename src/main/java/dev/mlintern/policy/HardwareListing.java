package dev.mlintern.policy;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import java.util.ArrayList;
import java.util.Optional;

/// Reads the Hub's answer to `GET /api/jobs/hardware` (also `/api/spaces/hardware`): an array of
/// `{name, cpu: "2 vCPU", ram: "16 GB", ephemeralStorage, accelerator{model, quantity, vram}|null,
/// unitCostMicroUSD, unitCostUSD, unitLabel: "minute"}`.
final class HardwareListing {
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
    Optional<Usd> price = usdPerHour(entry);
    if (!isFlavor(flavor) || price.isEmpty()) {
      return Optional.empty();
    }
    Hardware hardware =
        HardwareCatalogue.builtIn()
            .find(flavor)
            .map(HardwareOffer::hardware)
            .orElseGet(() -> hardware(flavor, entry));
    return Optional.of(new HardwareOffer(hardware, price.get(), PriceSource.LIVE, price.get()));
  }

  private static boolean isFlavor(String name) {
    if (name.isEmpty() || name.length() > 64 || !isLetterOrDigit(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isLetterOrDigit(c) && c != '-' && c != '_' && c != '.') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
  }

  /// Rounded to a tenth of a cent: the per-minute figure is itself rounded, and $0.40 an hour would
  /// come back as 0.40002.
  private static Optional<Usd> usdPerHour(JsonObject entry) {
    int units =
        switch (entry.string("unitLabel").orElse("")) {
          case "second" -> 3600;
          case "minute" -> 60;
          case "hour" -> 1;
          default -> 0;
        };
    Optional<JsonNumber> usd = entry.number("unitCostUSD");
    Optional<JsonNumber> micros = entry.number("unitCostMicroUSD");
    double perUnit =
        usd.isPresent()
            ? usd.get().asDouble()
            : micros.isPresent() ? micros.get().asDouble() / 1e6 : Double.NaN;
    if (units == 0 || !(perUnit >= 0)) {
      return Optional.empty();
    }
    double tenthsOfCents = Math.rint(perUnit * units * 1000);
    return Usd.of(perUnit == 0 ? 0 : Math.max(1, tenthsOfCents) / 1000);
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
    int end = 0;
    while (end < text.length()
        && end < 9
        && (isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    if (end == 0 || text.indexOf('.') == 0 || text.indexOf('.') != text.lastIndexOf('.')) {
      return 0;
    }
    double number = Double.parseDouble(text.substring(0, end));
    return (int) (text.contains("TB") ? number * 1000 : number);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}

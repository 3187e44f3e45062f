package dev.mlintern.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The one list of hardware with prices: what a job may cost, what a model fits on, which flavors
/// there are.
public final class HardwareCatalogue {
  private final Map<String, HardwareOffer> byFlavor;

  private HardwareCatalogue(Map<String, HardwareOffer> byFlavor) {
    this.byFlavor = byFlavor;
  }

  public static HardwareCatalogue of(List<HardwareOffer> offers) {
    var byFlavor = new LinkedHashMap<String, HardwareOffer>();
    offers.forEach(offer -> byFlavor.put(offer.flavor(), offer));
    return new HardwareCatalogue(byFlavor);
  }

  /// What was known when this was built, see [BuiltInHardware].
  public static HardwareCatalogue builtIn() {
    return BuiltInHardware.CATALOGUE;
  }

  /// All offers, cheapest hardware family first as the Hub lists them.
  public List<HardwareOffer> offers() {
    return List.copyOf(byFlavor.values());
  }

  /// The offer of exactly this flavor.
  public Optional<HardwareOffer> find(String flavor) {
    return Optional.ofNullable(byFlavor.get(flavor));
  }

  /// The cheapest hardware whose accelerators hold this much together; empty when nothing does.
  public Optional<HardwareOffer> cheapestWithAcceleratorMemory(double neededGb) {
    return byFlavor.values().stream()
        .filter(offer -> offer.hardware().accelerator().isPresent())
        .filter(offer -> offer.hardware().acceleratorMemoryGb() >= neededGb)
        .min(
            Comparator.comparing(HardwareOffer::usdPerHour)
                .thenComparing(offer -> offer.hardware().acceleratorMemoryGb()));
  }

  /// Flavors a misspelt one may have meant, nearest first, at most `limit`.
  public List<String> nearest(String flavor, int limit) {
    return byFlavor.keySet().stream()
        .sorted(Comparator.comparingInt(known -> editDistance(known, flavor)))
        .limit(limit)
        .toList();
  }

  /// This list with the larger of both prices for what both have.
  HardwareCatalogue dearerOf(HardwareCatalogue other) {
    var merged = new ArrayList<HardwareOffer>();
    for (HardwareOffer offer : byFlavor.values()) {
      Usd price =
          other
              .find(offer.flavor())
              .map(theirs -> theirs.usdPerHour().max(offer.usdPerHour()))
              .orElse(offer.usdPerHour());
      merged.add(
          new HardwareOffer(
              offer.hardware(), price, PriceSource.STALE, offer.publishedUsdPerHour()));
    }
    return of(merged);
  }

  private static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

package dev.mlintern.tools.jobs;

import dev.mlintern.policy.Accelerator;
import dev.mlintern.policy.Hardware;
import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.policy.HardwareOffer;
import dev.mlintern.policy.PriceSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/// What to say about hardware: what a misspelt flavor may have meant, and what is the next step up,
/// each with its price.
final class FlavorAdvice {
  private static final int SUGGESTIONS = 3;

  private final HardwareCatalogue catalogue;

  FlavorAdvice(HardwareCatalogue catalogue) {
    this.catalogue = Objects.requireNonNull(catalogue, "catalogue");
  }

  /// `` `a10g-large` (1×A10G 24 GB, $2.00/h) ``.
  static String shown(HardwareOffer offer) {
    Hardware hardware = offer.hardware();
    String what =
        hardware
            .accelerator()
            .map(gpu -> gpu.count() + "×" + gpu.model() + " " + gpu.memoryGb() + " GB")
            .orElse(hardware.cpus() + " vCPU, " + hardware.ramGb() + " GB");
    return "`" + offer.flavor() + "` (" + what + ", " + offer.usdPerHour() + "/h)";
  }

  /// What to say about a flavor that is not offered; empty when it is.
  Optional<String> unknown(String flavor) {
    if (catalogue.find(flavor).isPresent()) {
      return Optional.empty();
    }
    List<String> near =
        catalogue.nearest(flavor, SUGGESTIONS).stream()
            .map(catalogue::find)
            .flatMap(Optional::stream)
            .map(FlavorAdvice::shown)
            .toList();
    return Optional.of(
        "the hardware `"
            + flavor
            + "` is not offered for jobs; nearest: "
            + String.join(", ", near));
  }

  /// Whether the list is the Hub's own of today; a list from elsewhere may lack new hardware.
  boolean isLive() {
    return catalogue.offers().stream().anyMatch(offer -> offer.source() == PriceSource.LIVE);
  }

  /// Whether it is offered and has an accelerator.
  boolean hasGpu(String flavor) {
    return accelerator(flavor).isPresent();
  }

  /// Whether it is offered and has none.
  boolean isCpu(String flavor) {
    return catalogue.find(flavor).isPresent() && !hasGpu(flavor);
  }

  /// The cheapest hardware whose single cards hold more than this one's.
  Optional<HardwareOffer> largerCard(String flavor) {
    int memory = accelerator(flavor).map(Accelerator::memoryGb).orElse(0);
    return cheapest(
        offer -> offer.hardware().accelerator().filter(a -> a.memoryGb() > memory).isPresent());
  }

  /// The cheapest hardware with more main memory and no weaker cards.
  Optional<HardwareOffer> moreMemory(String flavor) {
    int ram = hardware(flavor).map(Hardware::ramGb).orElse(0);
    return cheapest(offer -> offer.hardware().ramGb() > ram && noWeaker(offer, flavor));
  }

  /// The cheapest hardware with more disk and no weaker cards.
  Optional<HardwareOffer> moreDisk(String flavor) {
    int disk = hardware(flavor).map(Hardware::diskGb).orElse(0);
    return cheapest(offer -> offer.hardware().diskGb() > disk && noWeaker(offer, flavor));
  }

  /// Main memory or disk of a flavor, when it is offered.
  Optional<Hardware> hardware(String flavor) {
    return catalogue.find(flavor).map(HardwareOffer::hardware);
  }

  Optional<Accelerator> accelerator(String flavor) {
    return hardware(flavor).flatMap(Hardware::accelerator);
  }

  private boolean noWeaker(HardwareOffer offer, String flavor) {
    Optional<Accelerator> now = accelerator(flavor);
    Optional<Accelerator> then = offer.hardware().accelerator();
    return now.isEmpty()
        ? then.isEmpty()
        : then.filter(
                gpu -> gpu.memoryGb() >= now.get().memoryGb() && gpu.count() >= now.get().count())
            .isPresent();
  }

  private Optional<HardwareOffer> cheapest(Predicate<HardwareOffer> wanted) {
    return catalogue.offers().stream()
        .filter(wanted)
        .min(
            Comparator.comparing(HardwareOffer::usdPerHour)
                .thenComparing(offer -> offer.hardware().acceleratorMemoryGb()));
  }
}

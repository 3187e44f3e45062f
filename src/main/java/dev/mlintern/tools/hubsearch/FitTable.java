package dev.mlintern.tools.hubsearch;

import dev.mlintern.policy.Accelerator;
import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.policy.HardwareOffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// For each way of using a model the memory it takes and the cheapest Job hardware that holds it.
record FitTable(List<Row> rows, Optional<FitTable.CpuOnly> cpuOnly) {
  private static final String NONE = "no Job hardware holds it";

  /// @param offer empty when no hardware holds it
  record Row(MemoryNeed need, Optional<HardwareOffer> offer) {
    String line() {
      return need.use() + ": " + gigabytes() + " → " + offer.map(FitTable::named).orElse(NONE);
    }

    String inBrief() {
      return need.brief() + " " + gigabytes() + " → " + offer.map(FitTable::priced).orElse(NONE);
    }

    private String gigabytes() {
      return Quantity.gigabytes(need.gigabytes());
    }
  }

  /// Hardware without accelerators whose main memory holds it.
  record CpuOnly(MemoryNeed need, HardwareOffer offer) {
    String line() {
      return "CPU only, slow ("
          + need.brief()
          + "): "
          + offer.flavor()
          + " ("
          + offer.hardware().ramGb()
          + " GB RAM) "
          + Quantity.hourly(offer.usdPerHour());
    }
  }

  FitTable {
    rows = List.copyOf(rows);
  }

  static FitTable of(List<MemoryNeed> needs, HardwareCatalogue hardware) {
    List<Row> rows =
        needs.stream()
            .map(need -> new Row(need, hardware.cheapestWithAcceleratorMemory(need.gigabytes())))
            .toList();
    Optional<CpuOnly> cpuOnly =
        needs.stream()
            .filter(need -> !need.brief().isEmpty())
            .findFirst()
            .flatMap(need -> cheapestCpu(need, hardware));
    return new FitTable(rows, cpuOnly);
  }

  private static Optional<CpuOnly> cheapestCpu(MemoryNeed need, HardwareCatalogue hardware) {
    return hardware.offers().stream()
        .filter(offer -> offer.hardware().accelerator().isEmpty())
        .filter(offer -> offer.hardware().ramGb() >= need.gigabytes())
        .min(Comparator.comparing(HardwareOffer::usdPerHour))
        .map(offer -> new CpuOnly(need, offer));
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>(rows.stream().map(Row::line).toList());
    cpuOnly.map(CpuOnly::line).ifPresent(lines::add);
    return lines;
  }

  /// One line of the uses most asked for.
  String inBrief() {
    return rows.stream()
        .filter(row -> !row.need().brief().isEmpty())
        .map(Row::inBrief)
        .collect(Collectors.joining("; "));
  }

  /// Whether some row needs the memory of several cards together.
  boolean needsSeveralCards() {
    return rows.stream()
        .flatMap(row -> row.offer().stream())
        .flatMap(offer -> offer.hardware().accelerator().stream())
        .anyMatch(accelerator -> accelerator.count() > 1);
  }

  private static String named(HardwareOffer offer) {
    String card = offer.hardware().accelerator().map(FitTable::card).orElse("");
    return offer.flavor() + " (" + card + ") " + Quantity.hourly(offer.usdPerHour());
  }

  private static String priced(HardwareOffer offer) {
    return offer.flavor() + " " + Quantity.hourly(offer.usdPerHour());
  }

  private static String card(Accelerator accelerator) {
    String count = accelerator.count() > 1 ? accelerator.count() + "×" : "";
    return count + accelerator.model() + " " + accelerator.totalMemoryGb() + " GB";
  }
}

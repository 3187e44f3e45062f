package dev.mlintern.policy;

import java.util.List;
import java.util.Optional;

/// The hardware and prices known when this was built, for a machine that has not asked the Hub yet.
///
/// Sizes are the list in the Hub's documentation of July 2026. Of the two prices known for each
/// (that list and the original's static table) an estimate uses the larger, so that a stale figure
/// errs towards asking.
final class BuiltInHardware {
  static final HardwareCatalogue CATALOGUE =
      HardwareCatalogue.of(
          List.of(
              cpu("cpu-basic", 2, 16, 50, 0.05, 0.01),
              cpu("cpu-upgrade", 8, 32, 50, 0.25, 0.03),
              cpu("cpu-performance", 32, 256, 1024, 1.90, 1.90),
              cpu("cpu-xl", 16, 124, 1000, 1.00, 1.00),
              gpu("t4-small", 4, 15, 50, "T4", 1, 16, 0.60, 0.40),
              gpu("t4-medium", 8, 30, 100, "T4", 1, 16, 0.90, 0.60),
              gpu("l4x1", 8, 30, 400, "L4", 1, 24, 1.00, 0.80),
              gpu("l4x4", 48, 186, 3200, "L4", 4, 24, 4.00, 3.80),
              gpu("l40sx1", 8, 62, 380, "L40S", 1, 48, 2.00, 1.80),
              gpu("l40sx4", 48, 382, 3200, "L40S", 4, 48, 8.30, 8.30),
              gpu("l40sx8", 192, 1534, 6500, "L40S", 8, 48, 23.50, 23.50),
              gpu("a10g-small", 4, 15, 110, "A10G", 1, 24, 1.00, 1.00),
              gpu("a10g-large", 12, 46, 200, "A10G", 1, 24, 2.00, 1.50),
              gpu("a10g-largex2", 24, 92, 1000, "A10G", 2, 24, 4.00, 3.00),
              gpu("a10g-largex4", 48, 184, 2000, "A10G", 4, 24, 8.00, 5.00),
              gpu("a100-large", 12, 142, 1000, "A100", 1, 80, 4.00, 2.50),
              gpu("a100x4", 48, 568, 4000, "A100", 4, 80, 16.00, 10.00),
              gpu("a100x8", 96, 1136, 8000, "A100", 8, 80, 32.00, 20.00),
              gpu("h200", 23, 256, 3000, "H200", 1, 141, 10.00, 5.00),
              gpu("h200x2", 46, 512, 6000, "H200", 2, 141, 20.00, 10.00),
              gpu("h200x4", 92, 1024, 12000, "H200", 4, 141, 40.00, 20.00),
              gpu("h200x8", 184, 2048, 24000, "H200", 8, 141, 80.00, 40.00),
              gpu("rtx-pro-6000", 23, 256, 475, "RTX PRO 6000", 1, 96, 2.75, 2.75),
              gpu("rtx-pro-6000x2", 46, 512, 950, "RTX PRO 6000", 2, 96, 5.50, 5.50),
              gpu("rtx-pro-6000x4", 92, 1024, 1900, "RTX PRO 6000", 4, 96, 11.00, 11.00),
              gpu("rtx-pro-6000x8", 184, 2048, 3800, "RTX PRO 6000", 8, 96, 22.00, 22.00)));

  private BuiltInHardware() {}

  private static HardwareOffer cpu(
      String flavor, int cpus, int ramGb, int diskGb, double larger, double published) {
    return offer(new Hardware(flavor, cpus, ramGb, diskGb, Optional.empty()), larger, published);
  }

  private static HardwareOffer gpu(
      String flavor,
      int cpus,
      int ramGb,
      int diskGb,
      String model,
      int count,
      int memoryGb,
      double larger,
      double published) {
    var accelerator = new Accelerator(model, count, memoryGb);
    return offer(
        new Hardware(flavor, cpus, ramGb, diskGb, Optional.of(accelerator)), larger, published);
  }

  private static HardwareOffer offer(Hardware hardware, double larger, double published) {
    return new HardwareOffer(hardware, usd(larger), PriceSource.BUILT_IN, usd(published));
  }

  private static Usd usd(double dollars) {
    return Usd.of(dollars).orElseThrow();
  }
}

package dev.mlintern.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareCatalogueTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String LISTING =
      """
      [{"name":"cpu-basic","prettyName":"CPU Basic","cpu":"2 vCPU","ram":"16 GB",
        "ephemeralStorage":"50 GB","accelerator":null,
        "unitCostMicroUSD":167,"unitCostUSD":0.000167,"unitLabel":"minute"},
       {"name":"t4-small","unitCostUSD":0.006667,"unitLabel":"minute"},
       {"name":"b300x2","cpu":"60 vCPU","ram":"1 TB","ephemeralStorage":"2 TB",
        "accelerator":{"type":"gpu","model":"B300","quantity":"2","vram":"576 GB"},
        "unitCostMicroUSD":250000,"unitLabel":"minute"},
       {"name":"no-price","unitLabel":"minute"},
       {"name":"odd-unit","unitCostUSD":1,"unitLabel":"fortnight"},
       {"name":"huge","unitCostUSD":1e99999999,"unitLabel":"minute"},
       {"name":"free","unitCostUSD":1e-99999999,"unitLabel":"minute"},
       {"name":"../x","unitCostUSD":1,"unitLabel":"hour"}, 7]
      """;

  @TempDir Path home;

  @Test
  void withoutACacheTheLargerOfTheKnownPricesCounts() {
    var catalogue = cache("https://huggingface.co").catalogue(NOW);

    assertThat(price(catalogue, "a10g-large")).contains(usd(2.00));
    assertThat(price(catalogue, "l40sx8")).contains(usd(23.50));
    assertThat(price(catalogue, "cpu-performance")).contains(usd(1.90));
    assertThat(catalogue.find("a10g-large").orElseThrow().source()).isEqualTo(PriceSource.BUILT_IN);
    assertThat(price(catalogue, "h100")).isEmpty();
  }

  @Test
  void theHubsOwnListIsTakenWhereItIsFresh() throws IOException {
    cache("https://huggingface.co").store(LISTING, NOW.minus(Duration.ofDays(1)));

    var catalogue = cache("https://huggingface.co").catalogue(NOW);

    assertThat(price(catalogue, "cpu-basic")).contains(usd(0.010));
    assertThat(price(catalogue, "t4-small")).contains(usd(0.400));
    assertThat(catalogue.find("t4-small").orElseThrow().hardware().acceleratorMemoryGb())
        .isEqualTo(16);
    assertThat(catalogue.find("b300x2").orElseThrow().hardware())
        .isEqualTo(
            new Hardware("b300x2", 60, 1000, 2000, Optional.of(new Accelerator("B300", 2, 288))));
    assertThat(price(catalogue, "b300x2")).contains(usd(15.000));
    assertThat(catalogue.offers())
        .extracting(HardwareOffer::flavor)
        .containsExactly("cpu-basic", "t4-small", "b300x2", "free");
  }

  @Test
  void anOldListIsRaisedToTheBuiltInPrices() throws IOException {
    cache("https://huggingface.co").store(LISTING, NOW.minus(Duration.ofDays(8)));

    var catalogue = cache("https://huggingface.co").catalogue(NOW);

    assertThat(price(catalogue, "t4-small")).contains(usd(0.60));
    assertThat(price(catalogue, "b300x2")).contains(usd(15.000));
    assertThat(catalogue.find("t4-small").orElseThrow().source()).isEqualTo(PriceSource.STALE);
  }

  @Test
  void anotherHubsPricesDoNotCount() throws IOException {
    cache("http://127.0.0.1:7860").store(LISTING, NOW);

    assertThat(price(cache("https://huggingface.co").catalogue(NOW), "t4-small"))
        .contains(usd(0.60));
  }

  @Test
  void aListWithoutPricesIsRefusedAndTheOldOneStays() throws IOException {
    var cache = cache("https://huggingface.co");
    cache.store(LISTING, NOW);

    assertThatThrownBy(() -> cache.store("[]", NOW)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> cache.store("<html>", NOW)).isInstanceOf(RuntimeException.class);

    assertThat(price(cache.catalogue(NOW), "t4-small")).contains(usd(0.400));
    assertThat(cache.fetchedWithin(Duration.ofHours(1), NOW)).isTrue();
    assertThat(cache.fetchedWithin(Duration.ofHours(1), NOW.plus(Duration.ofHours(2)))).isFalse();
  }

  @Test
  void aDamagedCacheIsAsGoodAsNone() throws IOException {
    cache("https://huggingface.co").store(LISTING, NOW);
    Files.writeString(home.resolve("hardware.json"), "{\"endpoint\":");

    assertThat(price(cache("https://huggingface.co").catalogue(NOW), "t4-small"))
        .contains(usd(0.60));
  }

  @Test
  void theCacheIsPrivateToTheUser() throws IOException {
    cache("https://huggingface.co").store(LISTING, NOW);

    assertThat(Files.getPosixFilePermissions(home.resolve("hardware.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(home).isDirectoryNotContaining(path -> !path.endsWith("hardware.json"));
  }

  @Test
  void findsTheCheapestHardwareThatHoldsAModel() {
    var catalogue = HardwareCatalogue.builtIn();

    assertThat(catalogue.cheapestWithAcceleratorMemory(15).orElseThrow().flavor())
        .isEqualTo("t4-small");
    assertThat(catalogue.cheapestWithAcceleratorMemory(90).orElseThrow().flavor())
        .isEqualTo("rtx-pro-6000");
    assertThat(catalogue.cheapestWithAcceleratorMemory(2000)).isEmpty();
  }

  @Test
  void suggestsTheNearestFlavors() {
    assertThat(HardwareCatalogue.builtIn().nearest("a10-large", 2)).first().isEqualTo("a10g-large");
    assertThat(HardwareCatalogue.builtIn().nearest("t4small", 1)).containsExactly("t4-small");
  }

  private HardwareCache cache(String endpoint) {
    return HardwareCache.of(
        Settings.of(
            Map.of(
                Setting.ML_INTERN_HOME.name(),
                home.toString(),
                Setting.HF_ENDPOINT.name(),
                endpoint),
            home));
  }

  private static Optional<Usd> price(HardwareCatalogue catalogue, String flavor) {
    return catalogue.find(flavor).map(HardwareOffer::usdPerHour);
  }

  private static Usd usd(double dollars) {
    return Usd.of(dollars).orElseThrow();
  }
}

package dev.mlintern.policy;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// The Hub's hardware list as last seen, in `hardware.json` of the state folder: the approval hook
/// decides without the network.
///
/// The file remembers which Hub (`HF_ENDPOINT`) it came from; another Hub's prices do not count.
public final class HardwareCache {
  /// Age up to which a cached list is taken as it is.
  public static final Duration FRESH = Duration.ofDays(7);

  private static final String FILE = "hardware.json";

  private final Path file;
  private final String endpoint;

  private HardwareCache(Path file, String endpoint) {
    this.file = file;
    this.endpoint = endpoint;
  }

  public static HardwareCache of(Settings settings) {
    return new HardwareCache(
        settings.stateDirectory().resolve(FILE), settings.text(Setting.HF_ENDPOINT).orElseThrow());
  }

  /// The list to decide with at `now`. Never fails: an unreadable cache is as good as none.
  public HardwareCatalogue catalogue(Instant now) {
    return stored().flatMap(stored -> catalogue(stored, now)).orElseGet(HardwareCatalogue::builtIn);
  }

  /// Whether the Hub was asked within `maxAge` before `now`.
  public boolean fetchedWithin(Duration maxAge, Instant now) {
    return stored()
        .flatMap(HardwareCache::fetchedAt)
        .filter(at -> !at.isAfter(now) && at.plus(maxAge).isAfter(now))
        .isPresent();
  }

  /// Keeps the Hub's answer.
  ///
  /// @throws JsonException when `listing` is not JSON; the old list then stays
  /// @throws IOException when it holds no hardware with a price (the old list then stays), or the
  ///     file cannot be written
  public void store(String listing, Instant fetchedAt) throws IOException {
    if (!(JsonReader.read(listing) instanceof JsonArray array)
        || HardwareListing.read(array).offers().isEmpty()) {
      throw new IOException("the Hub's hardware list holds no hardware with a price");
    }
    var document =
        JsonObject.builder()
            .put("endpoint", endpoint)
            .put("fetched_at", fetchedAt.getEpochSecond())
            .put("hardware", array)
            .build();
    StateFiles.replace(file, document.toJson());
  }

  private Optional<JsonObject> stored() {
    try {
      return Optional.of(JsonReader.readObject(Files.readString(file)))
          .filter(document -> document.string("endpoint").filter(endpoint::equals).isPresent());
    } catch (IOException | JsonException _) {
      return Optional.empty();
    }
  }

  private static Optional<HardwareCatalogue> catalogue(JsonObject stored, Instant now) {
    return stored
        .array("hardware")
        .map(HardwareListing::read)
        .filter(list -> !list.offers().isEmpty())
        .flatMap(list -> fetchedAt(stored).map(at -> aged(list, at, now)));
  }

  private static HardwareCatalogue aged(HardwareCatalogue list, Instant fetchedAt, Instant now) {
    boolean fresh = !fetchedAt.isAfter(now.plus(FRESH)) && fetchedAt.plus(FRESH).isAfter(now);
    return fresh ? list : list.dearerOf(HardwareCatalogue.builtIn());
  }

  private static Optional<Instant> fetchedAt(JsonObject stored) {
    OptionalLong seconds = stored.integer("fetched_at");
    return seconds.isPresent()
        ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
        : Optional.empty();
  }
}

package dev.mlintern.hooks;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.policy.Sha256;
import dev.mlintern.policy.StateFiles;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The last answer of `whoami-v2` in `identity.json` of the state folder, kept by Hub and token
/// (its digest): the route is rate-limited strictly on purpose.
final class IdentityCache {
  private static final Duration FRESH = Duration.ofMinutes(10);

  private final Path file;
  private final String key;

  private IdentityCache(Path file, String key) {
    this.file = file;
    this.key = key;
  }

  static IdentityCache of(Settings settings, String token) {
    String endpoint = settings.text(Setting.HF_ENDPOINT).orElseThrow();
    return new IdentityCache(
        settings.stateDirectory().resolve("identity.json"),
        Sha256.hex((endpoint + "\n" + token).getBytes(StandardCharsets.UTF_8)));
  }

  /// The answer if it is at most ten minutes old.
  Optional<Identity> fresh(Instant now) {
    return stored()
        .filter(
            stored -> {
              long age = now.getEpochSecond() - stored.integer("at").orElse(0);
              return age >= 0 && age < FRESH.toSeconds();
            })
        .flatMap(IdentityCache::identity);
  }

  /// The answer whatever its age.
  Optional<Identity> last() {
    return stored().flatMap(IdentityCache::identity);
  }

  void store(JsonObject whoami, Instant now) throws IOException {
    StateFiles.replace(
        file,
        JsonObject.builder()
            .put("key", key)
            .put("at", now.getEpochSecond())
            .put("whoami", Identity.reduced(whoami))
            .build()
            .toJson());
  }

  private static Optional<Identity> identity(JsonObject stored) {
    return stored.object("whoami").flatMap(Identity::read);
  }

  private Optional<JsonObject> stored() {
    try {
      return Optional.of(JsonReader.readObject(Files.readString(file)))
          .filter(stored -> stored.string("key").filter(key::equals).isPresent());
    } catch (IOException | JsonException _) {
      return Optional.empty(); // as good as never asked
    }
  }
}

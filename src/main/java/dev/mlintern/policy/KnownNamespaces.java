package dev.mlintern.policy;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/// The user's own name and organisations as the session start last saw them, in `namespaces.json`:
/// the hook tells a foreign repository from an own one without the network.
public final class KnownNamespaces {
  private final Path file;
  private final String endpoint;

  private KnownNamespaces(Path file, String endpoint) {
    this.file = file;
    this.endpoint = endpoint;
  }

  public static KnownNamespaces of(Settings settings) {
    return new KnownNamespaces(
        settings.stateDirectory().resolve("namespaces.json"),
        settings.text(Setting.HF_ENDPOINT).orElseThrow());
  }

  /// The names; none when nobody asked this Hub yet or the file cannot be read.
  public Set<String> names() {
    var names = new LinkedHashSet<String>();
    try {
      JsonObject document = JsonReader.readObject(Files.readString(file));
      if (document.string("endpoint").filter(endpoint::equals).isPresent()) {
        for (JsonValue name : document.array("names").orElse(JsonArray.of())) {
          if (name instanceof JsonString(var text)) {
            names.add(text);
          }
        }
      }
    } catch (IOException | JsonException _) {
      names.clear();
    }
    return names;
  }

  public void store(Iterable<String> names) throws IOException {
    StateFiles.replace(
        file,
        JsonObject.builder()
            .put("endpoint", endpoint)
            .put("names", JsonArray.ofStrings(names))
            .build()
            .toJson());
  }
}

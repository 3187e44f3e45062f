package dev.mlintern.localhub.store;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is known of a repo besides its files.
///
/// @param id 24 hex digits
/// @param gated who gets at the files of a public repo
/// @param accepted users a gated repo was opened to
public record RepoMeta(
    String id,
    Instant createdAt,
    boolean isPrivate,
    Gate gated,
    boolean disabled,
    Optional<String> sdk,
    long likes,
    long downloads,
    List<String> accepted) {

  /// How a gated repo lets people in.
  public enum Gate {
    OPEN("false"),
    AUTO("auto"),
    MANUAL("manual");

    private final String word;

    Gate(String word) {
      this.word = word;
    }

    /// `auto` or `manual`; `false` when open
    public String word() {
      return word;
    }

    public static Optional<Gate> ofWord(String word) {
      for (Gate gate : values()) {
        if (gate.word.equals(word)) {
          return Optional.of(gate);
        }
      }
      return Optional.empty();
    }
  }

  public RepoMeta {
    createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    accepted = List.copyOf(accepted);
  }

  public static RepoMeta fresh(boolean isPrivate, Optional<String> sdk) {
    return new RepoMeta(
        ObjectIds.next(), Instant.now(), isPrivate, Gate.OPEN, false, sdk, 0, 0, List.of());
  }

  public RepoMeta withPrivate(boolean nowPrivate) {
    return new RepoMeta(
        id, createdAt, nowPrivate, gated, disabled, sdk, likes, downloads, accepted);
  }

  public RepoMeta withGate(Gate gate) {
    return new RepoMeta(id, createdAt, isPrivate, gate, disabled, sdk, likes, downloads, accepted);
  }

  public RepoMeta withAccepted(String user) {
    List<String> more = Stream.concat(accepted.stream(), Stream.of(user)).distinct().toList();
    return new RepoMeta(id, createdAt, isPrivate, gated, disabled, sdk, likes, downloads, more);
  }

  /// This, with what a seed file says (see [FolderImport]).
  RepoMeta withSeed(JsonObject seed) {
    return new RepoMeta(
        id,
        seed.string("createdAt").map(Instant::parse).orElse(createdAt),
        seed.bool("private").orElse(isPrivate),
        seed.string("gated").flatMap(Gate::ofWord).orElse(gated),
        seed.bool("disabled").orElse(disabled),
        seed.string("sdk").or(() -> sdk),
        seed.integer("likes").orElse(likes),
        seed.integer("downloads").orElse(downloads),
        strings(seed, "accepted"));
  }

  static RepoMeta load(Path file) throws IOException {
    JsonObject json = JsonReader.readObject(Files.readString(file));
    Instant created = Instant.parse(json.string("createdAt").orElseThrow());
    String id = json.string("id").orElseThrow();
    return new RepoMeta(id, created, false, Gate.OPEN, false, Optional.empty(), 0, 0, List.of())
        .withSeed(json);
  }

  void save(Path temporaries, Path file, DurableFiles writes) throws IOException {
    var json =
        JsonObject.builder()
            .put("id", id)
            .put("createdAt", createdAt.toString())
            .put("private", isPrivate)
            .put("gated", gated.word())
            .put("disabled", disabled)
            .put("likes", likes)
            .put("downloads", downloads)
            .put("accepted", JsonArray.ofStrings(accepted));
    sdk.ifPresent(word -> json.put("sdk", word));
    writes.publish(temporaries, file, json.build().toJson().getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> strings(JsonObject json, String name) {
    return json.array(name).stream()
        .flatMap(JsonArray::stream)
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value())
        .toList();
  }
}

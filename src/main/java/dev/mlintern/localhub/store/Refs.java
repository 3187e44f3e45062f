package dev.mlintern.localhub.store;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Names of commits: `refs/heads/main`, `refs/tags/v1`, `refs/pr/1`, `refs/convert/parquet`. One
/// file holds them all, so any change of several is one rename.
public record Refs(Map<String, String> targets) {
  public static final String MAIN = "refs/heads/main";

  public Refs {
    targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
  }

  static Refs load(Path file) throws IOException {
    Map<String, String> targets = new LinkedHashMap<>();
    JsonReader.readObject(Files.readString(file))
        .members()
        .forEach((name, target) -> targets.put(name, ((JsonString) target).value()));
    return new Refs(targets);
  }

  void save(Path temporaries, Path file, DurableFiles writes) throws IOException {
    var json = JsonObject.builder();
    targets.forEach(json::put);
    writes.publish(temporaries, file, json.build().toJson().getBytes(StandardCharsets.UTF_8));
  }

  public Optional<String> target(String ref) {
    return Optional.ofNullable(targets.get(ref));
  }

  Refs with(String ref, String commit) {
    var changed = new LinkedHashMap<>(targets);
    changed.put(ref, commit);
    return new Refs(changed);
  }

  Refs without(String ref) {
    var changed = new LinkedHashMap<>(targets);
    changed.remove(ref);
    return new Refs(changed);
  }

  /// The full name of what a caller calls `main`, `HEAD`, `v1` or `refs/pr/1`, if it is there.
  public Optional<String> fullName(String revision) {
    if (revision.equals("HEAD")) {
      return Optional.of(MAIN).filter(targets::containsKey);
    }
    for (String candidate :
        new String[] {"refs/heads/" + revision, "refs/tags/" + revision, revision}) {
      if (targets.containsKey(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}

package dev.mlintern.localhub.store;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the store remembers about ids that have no repo (any more): where they moved, and which
/// plain folders were imported.
final class Journal {
  private final Path file;
  private final Map<String, String> moves = new LinkedHashMap<>();
  private final Set<String> imports = new LinkedHashSet<>();

  private Journal(Path file) {
    this.file = file;
  }

  static Journal load(Path file) throws IOException {
    var journal = new Journal(file);
    if (Files.exists(file)) {
      JsonObject json = JsonReader.readObject(Files.readString(file));
      json.object("moves")
          .orElseThrow()
          .members()
          .forEach((from, to) -> journal.moves.put(from, ((JsonString) to).value()));
      for (var key : json.array("imports").orElseThrow()) {
        journal.imports.add(((JsonString) key).value());
      }
    }
    return journal;
  }

  /// Follows a chain of moves to its end.
  synchronized Optional<String> movedTo(String key) {
    String at = key;
    for (int hops = 0; hops <= moves.size() && moves.containsKey(at); hops++) {
      at = moves.get(at);
    }
    return at.equals(key) ? Optional.empty() : Optional.of(at);
  }

  synchronized void recordMove(String from, String to) throws IOException {
    moves.remove(to);
    moves.put(from, to);
    save();
  }

  /// The id has a repo again, so it leads nowhere else.
  synchronized void forgetMove(String key) throws IOException {
    if (moves.remove(key) != null) {
      save();
    }
  }

  synchronized boolean isImported(String key) {
    return imports.contains(key);
  }

  synchronized void recordImports(List<String> keys) throws IOException {
    if (imports.addAll(keys)) {
      save();
    }
  }

  private void save() throws IOException {
    var moved = JsonObject.builder();
    moves.forEach(moved::put);
    JsonObject json =
        JsonObject.builder()
            .put("moves", moved.build())
            .put("imports", JsonArray.ofStrings(imports))
            .build();
    DurableFiles.FORCED.publish(
        file.resolveSibling("tmp"), file, json.toJson().getBytes(StandardCharsets.UTF_8));
  }
}

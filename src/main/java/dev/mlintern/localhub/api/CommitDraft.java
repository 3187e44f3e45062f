package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.card.BadFrontMatter;
import dev.mlintern.localhub.card.FrontMatter;
import dev.mlintern.localhub.store.Change;
import dev.mlintern.localhub.store.CommitMessage;
import dev.mlintern.localhub.store.ObjectStore;
import dev.mlintern.localhub.store.StoreConflict;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The body of a commit call, read line by line: contents go to the store as they come, so the
/// memory needed is that of the longest line.
final class CommitDraft {
  private final ObjectStore objects;
  private final List<Change> changes = new ArrayList<>();
  private Optional<JsonObject> header = Optional.empty();

  private CommitDraft(ObjectStore objects) {
    this.objects = objects;
  }

  /// Reads NDJSON, or the older form: one JSON object with `summary`, `files`, `deletedFiles`….
  ///
  /// @throws HubError 400 for a body that is not a commit
  static CommitDraft read(Request request, ObjectStore objects) throws IOException {
    var draft = new CommitDraft(objects);
    try {
      if (request.hasContentType("application/json")) {
        draft.readWhole(request.json());
      } else {
        var lines = new LineReader(request.body(), Request.MAX_BODY_BYTES);
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
          draft.add(JsonReader.read(line.get()));
        }
      }
    } catch (JsonException e) {
      throw HubError.badRequest("✖ Invalid JSON: " + e.getMessage());
    } catch (StoreConflict e) {
      throw HubError.badRequest(e.getMessage());
    }
    if (draft.header.isEmpty()) {
      throw HubError.badRequest("✖ The commit has no header");
    }
    return draft;
  }

  List<Change> changes() {
    return changes;
  }

  Optional<String> parent() {
    return header.flatMap(value -> value.string("parentCommit")).filter(id -> !id.isEmpty());
  }

  CommitMessage message(String author) {
    JsonObject value = header.orElseThrow();
    String title = value.string("summary").orElse("").strip();
    if (title.isEmpty()) {
      throw HubError.badRequest("✖ \"summary\" is required");
    }
    return CommitMessage.of(title, value.string("description").orElse(""), author);
  }

  private void readWhole(JsonObject body) throws IOException {
    header = Optional.of(body);
    for (JsonValue file : body.array("files").orElse(JsonArray.of())) {
      file(object(file));
    }
    for (JsonValue file : body.array("lfsFiles").orElse(JsonArray.of())) {
      lfsFile(object(file));
    }
    for (JsonValue file : body.array("deletedFiles").orElse(JsonArray.of())) {
      changes.add(new Change.DeleteFile(path(object(file))));
    }
    for (JsonValue folder : body.array("deletedFolders").orElse(JsonArray.of())) {
      changes.add(new Change.DeleteFolder(path(object(folder))));
    }
  }

  private void add(JsonValue line) throws IOException {
    JsonObject operation = object(line);
    String key = operation.string("key").orElse("");
    JsonObject value =
        operation
            .object("value")
            .orElseThrow(() -> HubError.badRequest("✖ A line of the commit has no \"value\""));
    if (key.equals("header")) {
      header = Optional.of(value);
      return;
    }
    if (header.isEmpty()) {
      throw HubError.badRequest("✖ The first line of a commit must be its header");
    }
    switch (key) {
      case "file" -> file(value);
      case "lfsFile" -> lfsFile(value);
      case "deletedFile" -> changes.add(new Change.DeleteFile(path(value)));
      case "deletedFolder" -> changes.add(new Change.DeleteFolder(path(value)));
      default -> throw HubError.badRequest("✖ Unknown key in a commit: " + key);
    }
  }

  private void file(JsonObject value) throws IOException {
    String path = path(value);
    Optional<String> oldPath = value.string("oldPath").filter(old -> !old.equals(path));
    if (value.has("content")) {
      byte[] content = FileContent.decode(value);
      if (path.equals("README.md")) {
        checkCard(content);
      }
      changes.add(new Change.Put(path, objects.putRegular(content)));
    } else {
      String from =
          oldPath.orElseThrow(() -> HubError.badRequest("✖ \"content\" is required for a file"));
      changes.add(new Change.Copy(path, from));
    }
    oldPath.ifPresent(old -> changes.add(new Change.DeleteFile(old)));
  }

  private void lfsFile(JsonObject value) throws IOException {
    String path = path(value);
    String oid =
        value.string("oid").orElseThrow(() -> HubError.badRequest("✖ \"oid\" is required"));
    if (!value.string("algo").orElse("sha256").equals("sha256")) {
      throw HubError.badRequest("✖ \"algo\" must be sha256");
    }
    long size =
        value.has("size")
            ? value.integer("size").orElse(-1)
            : objects.blob(oid).map(blob -> blob.size()).orElse(-1L);
    changes.add(new Change.Put(path, objects.large(oid, size)));
    value
        .string("oldPath")
        .filter(old -> !old.equals(path))
        .ifPresent(old -> changes.add(new Change.DeleteFile(old)));
  }

  private static void checkCard(byte[] readme) {
    try {
      FrontMatter.parse(new String(readme, StandardCharsets.UTF_8));
    } catch (BadFrontMatter e) {
      throw HubError.badRequest("✖ Invalid metadata in README.md: " + e.getMessage());
    }
  }

  private static String path(JsonObject value) {
    return value.string("path").orElseThrow(() -> HubError.badRequest("✖ \"path\" is required"));
  }

  private static JsonObject object(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw HubError.badRequest("✖ A line of the commit is not an object");
  }
}

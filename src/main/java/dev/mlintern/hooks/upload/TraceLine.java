package dev.mlintern.hooks.upload;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One line of a transcript as it is shared (harness §3.9 step 7): what was said and done, in the
/// client's own format, so that the Hub shows it as a trace.
///
/// Lines of the client's bookkeeping are left out, and so is every member that is not known to be
/// part of the conversation: the format is internal and grows, and copies of whole files are among
/// what it holds (`toolUseResult`, file histories). Pictures and documents become a note of their
/// size; signatures of thoughts go.
final class TraceLine {
  private static final Set<String> TYPES = Set.of("user", "assistant", "system", "summary");

  private static final Set<String> MEMBERS =
      Set.of(
          "type",
          "subtype",
          "message",
          "content",
          "summary",
          "leafUuid",
          "uuid",
          "parentUuid",
          "logicalParentUuid",
          "sessionId",
          "timestamp",
          "isSidechain",
          "isMeta",
          "isCompactSummary",
          "agentId",
          "version",
          "cwd",
          "gitBranch");

  /// Kinds of content that are data, not text.
  private static final Set<String> BINARY = Set.of("image", "document", "audio");

  /// What the user can write to keep a session to themselves.
  private static final String NO_UPLOAD = "#no-upload";

  private TraceLine() {}

  /// What is shared of a line; empty when nothing of it is.
  static Optional<JsonObject> shared(JsonObject line) {
    if (!TYPES.contains(line.string("type").orElse(""))) {
      return Optional.empty();
    }
    var kept = JsonObject.builder();
    line.members()
        .forEach(
            (name, value) -> {
              if (MEMBERS.contains(name)) {
                kept.put(name, stripped(value));
              }
            });
    return Optional.of(kept.build());
  }

  private static JsonValue stripped(JsonValue value) {
    return switch (value) {
      case JsonObject object -> stripped(object);
      case JsonArray array -> {
        List<JsonValue> elements = new ArrayList<>(array.size());
        array.forEach(element -> elements.add(stripped(element)));
        yield new JsonArray(elements);
      }
      default -> value;
    };
  }

  private static JsonValue stripped(JsonObject object) {
    String type = object.string("type").orElse("");
    Optional<String> data = object.string("data");
    if (BINARY.contains(type)) {
      Optional<String> encoded =
          data.or(() -> object.object("source").flatMap(source -> source.string("data")));
      if (encoded.isPresent()) {
        return note(type, encoded.get());
      }
    }
    Map<String, JsonValue> members = new LinkedHashMap<>();
    object
        .members()
        .forEach(
            (name, member) -> {
              boolean signature = type.equals("thinking") && name.equals("signature");
              boolean sealed = type.equals("redacted_thinking") && name.equals("data");
              if (!signature && !sealed) {
                members.put(name, stripped(member));
              }
            });
    return new JsonObject(members);
  }

  private static JsonValue note(String type, String base64) {
    long bytes = base64.length() * 3L / 4;
    return JsonObject.builder()
        .put("type", "text")
        .put("text", "[REMOVED:" + type.toUpperCase(Locale.ROOT) + " " + bytes + " bytes]")
        .build();
  }

  /// Whether the user wrote `#no-upload` on a line of its own.
  static boolean asksForNoUpload(JsonObject line) {
    if (!line.string("type").orElse("").equals("user")) {
      return false;
    }
    JsonObject message = line.object("message").orElse(JsonObject.EMPTY);
    if (message.string("content").filter(TraceLine::hasMarker).isPresent()) {
      return true;
    }
    for (JsonValue block : message.array("content").orElse(JsonArray.of())) {
      if (block instanceof JsonObject object
          && object.string("type").orElse("").equals("text")
          && object.string("text").filter(TraceLine::hasMarker).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasMarker(String text) {
    return text.contains(NO_UPLOAD)
        && text.lines().anyMatch(line -> line.strip().equals(NO_UPLOAD));
  }

  /// Whether the line holds something a person or the model said.
  static boolean isSaid(JsonObject line) {
    return line.object("message").isPresent();
  }
}

package dev.mlintern.hub.sandbox;

import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// A directory entry in a sandbox.
///
/// @param path where it is, in full
/// @param size bytes; of a link, the link's own
/// @param modifiedMillis time of the last change, in ms since 1970
/// @param mode permission bits
public record SandboxFile(
    String name, String path, Kind kind, long size, long modifiedMillis, int mode) {
  /// What an entry is.
  public enum Kind {
    FILE,
    DIR,
    SYMLINK,
    OTHER
  }

  public SandboxFile {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(kind, "kind");
  }

  static SandboxFile of(JsonNode json) {
    Kind kind =
        switch (json.path("type").asString("").toLowerCase(Locale.ROOT)) {
          case "file" -> Kind.FILE;
          case "dir", "directory" -> Kind.DIR;
          case "symlink", "link" -> Kind.SYMLINK;
          default -> Kind.OTHER;
        };
    return new SandboxFile(
        json.path("name").asString(""),
        json.path("path").asString(""),
        kind,
        json.path("size").asLong(0),
        json.path("mtime_ms").asLong(0),
        // A number in our own server; tolerated as octal text, the real service's form is not
        // known.
        json.path("mode").isString()
            ? Integer.parseInt(json.path("mode").asString().replaceAll("[^0-7]", "0"), 8)
            : json.path("mode").asInt(0));
  }
}

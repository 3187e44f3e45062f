package dev.mlintern.hub;

import dev.mlintern.http.OneLine;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A file or folder of a repository at a revision (spec hub-api §9.4).
///
/// @param path full path in the repository
/// @param size bytes of the real file, not of an LFS pointer; 0 for folders
/// @param oid git blob or tree sha1
/// @param lfsSha256 sha256 of the content when the file is stored outside git
/// @param json the whole entry, with `lastCommit` and `securityFileStatus` when expanded
public record TreeEntry(
    Kind kind, String path, long size, String oid, Optional<String> lfsSha256, JsonNode json) {
  /// The kinds of entry.
  public enum Kind {
    FILE,
    DIRECTORY,
    UNKNOWN
  }

  static TreeEntry of(JsonNode json) {
    Kind kind =
        switch (json.path("type").asString("")) {
          case "file" -> Kind.FILE;
          case "directory" -> Kind.DIRECTORY;
          default -> Kind.UNKNOWN;
        };
    return new TreeEntry(
        kind,
        json.path("path").asString(""),
        json.path("lfs").path("size").asLong(json.path("size").asLong(0)),
        OneLine.of(json.path("oid").asString(""), GitRef.MAX_ID_CHARS),
        json.path("lfs").path("oid").stringValueOpt(),
        json);
  }

  public boolean isFile() {
    return kind == Kind.FILE;
  }
}

package dev.mlintern.hub;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A repository as the Hub describes it.
///
/// @param id the true id, after renames and letter case
/// @param askedFor the id the question named
/// @param json the whole answer (fields: spec hub-api §9.3)
public record RepoInfo(RepoType type, RepoId id, RepoId askedFor, JsonNode json) {
  /// Whether the repository has another name than the one asked for.
  public boolean isRenamed() {
    return !id.equals(askedFor);
  }

  /// Commit the answer describes.
  public Optional<String> sha() {
    return json.path("sha").stringValueOpt();
  }

  public boolean isPrivate() {
    return json.path("private").asBoolean(false);
  }

  /// Whether access has to be asked for: the field is `false`, `"auto"` or `"manual"`.
  public boolean isGated() {
    JsonNode gated = json.path("gated");
    return gated.isString() || gated.asBoolean(false);
  }
}

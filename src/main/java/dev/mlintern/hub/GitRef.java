package dev.mlintern.hub;

import dev.mlintern.http.OneLine;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// A name of a commit.
///
/// @param name as people call it: `main`, `v1.0`, `3` for a pull request
/// @param ref in full: `refs/heads/main`, `refs/pr/3`
/// @param commit 40 hex digits
public record GitRef(String name, String ref, String commit) {
  /// Of a commit's or a comment's id.
  static final int MAX_ID_CHARS = 64;

  private static final int MAX_NAME_CHARS = 300;

  public GitRef {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(ref, "ref");
    Objects.requireNonNull(commit, "commit");
  }

  static GitRef of(JsonNode json) {
    return new GitRef(
        OneLine.of(json.path("name").asString(""), MAX_NAME_CHARS),
        OneLine.of(json.path("ref").asString(""), MAX_NAME_CHARS),
        OneLine.of(json.path("targetCommit").asString(""), MAX_ID_CHARS));
  }
}

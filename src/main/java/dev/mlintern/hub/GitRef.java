package dev.mlintern.hub;

import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// A name of a commit.
///
/// @param name as people call it: `main`, `v1.0`, `3` for a pull request
/// @param ref in full: `refs/heads/main`, `refs/pr/3`
/// @param commit 40 hex digits
public record GitRef(String name, String ref, String commit) {
  public GitRef {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(ref, "ref");
    Objects.requireNonNull(commit, "commit");
  }

  static GitRef of(JsonNode json) {
    return new GitRef(
        json.path("name").asString(""),
        json.path("ref").asString(""),
        json.path("targetCommit").asString(""));
  }
}

package dev.mlintern.hub;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// All names of commits of a repository.
///
/// @param converts what the Hub made of it, e.g. `parquet`
/// @param pullRequests only when asked for
public record RepoRefs(
    List<GitRef> branches, List<GitRef> tags, List<GitRef> converts, List<GitRef> pullRequests) {
  /// The branch nobody can delete.
  public static final String DEFAULT_BRANCH = "main";

  public RepoRefs {
    branches = List.copyOf(branches);
    tags = List.copyOf(tags);
    converts = List.copyOf(converts);
    pullRequests = List.copyOf(pullRequests);
  }

  static RepoRefs of(JsonNode json) {
    return new RepoRefs(
        refs(json, "branches"),
        refs(json, "tags"),
        refs(json, "converts"),
        refs(json, "pullRequests"));
  }

  private static List<GitRef> refs(JsonNode json, String group) {
    return json.path(group).valueStream().map(GitRef::of).toList();
  }

  public Optional<GitRef> branch(String name) {
    return named(branches, name);
  }

  public Optional<GitRef> tag(String name) {
    return named(tags, name);
  }

  /// Every ref that keeps commits alive but this one.
  public List<GitRef> others(GitRef one) {
    return Stream.of(branches, tags, converts, pullRequests)
        .flatMap(List::stream)
        .filter(ref -> !ref.ref().equals(one.ref()))
        .toList();
  }

  private static Optional<GitRef> named(List<GitRef> refs, String name) {
    return refs.stream().filter(ref -> ref.name().equals(name)).findFirst();
  }
}

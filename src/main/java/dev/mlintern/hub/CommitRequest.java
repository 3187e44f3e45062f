package dev.mlintern.hub;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A commit somebody wants.
///
/// @param revision the branch, or `refs/pr/N`
/// @param summary the message, not blank: its first line is the title
/// @param parent the commit that must still be the head, else the Hub refuses with 412
/// @param createPr opens a pull request instead of changing the branch
/// @param changes at least one, each path once
public record CommitRequest(
    RepoType type,
    RepoId id,
    String revision,
    String summary,
    Optional<String> parent,
    boolean createPr,
    List<CommitChange> changes) {
  public CommitRequest {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(id, "id");
    HubEndpoint.checkedRevision(revision);
    if (summary.isBlank()) {
      throw new IllegalArgumentException("the commit message must not be empty");
    }
    changes = List.copyOf(changes);
    Set<String> seen = new HashSet<>();
    for (CommitChange change : changes) {
      if (!seen.add(change.path().value())) {
        throw new IllegalArgumentException("`" + change.path() + "` is named twice in one commit.");
      }
    }
  }

  /// The same with a guard: nothing is committed if the head has moved.
  public CommitRequest onParent(String commit) {
    return new CommitRequest(type, id, revision, summary, Optional.of(commit), createPr, changes);
  }

  String title() {
    return summary.strip().lines().findFirst().orElseThrow().strip();
  }

  /// What the message says behind its first line.
  String description() {
    return summary.strip().lines().skip(1).collect(Collectors.joining("\n")).strip();
  }

  Stream<CommitFile> files() {
    return changes.stream()
        .filter(CommitChange.Put.class::isInstance)
        .map(change -> ((CommitChange.Put) change).file());
  }
}

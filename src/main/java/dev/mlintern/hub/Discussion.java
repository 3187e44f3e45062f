package dev.mlintern.hub;

import dev.mlintern.http.OneLine;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A discussion or pull request, as in a list or in full (spec hub-api §9.10).
///
/// @param author empty when the account was deleted
/// @param status `draft`, `open`, `closed` or `merged`
/// @param createdAt ISO 8601
/// @param json the whole answer
public record Discussion(
    int num,
    boolean isPullRequest,
    String title,
    Optional<String> author,
    String status,
    String createdAt,
    JsonNode json) {

  public Discussion {
    Objects.requireNonNull(json, "json");
  }

  /// Words for what the Hub made itself, whatever stands there in a bad answer: one line each.
  static final int MAX_WORD_CHARS = 40;

  static Discussion of(JsonNode json) {
    return new Discussion(
        json.path("num").asInt(0),
        json.path("isPullRequest").asBoolean(false),
        json.path("title").asString(""),
        author(json),
        OneLine.of(json.path("status").asString(""), MAX_WORD_CHARS),
        OneLine.of(json.path("createdAt").asString(""), MAX_WORD_CHARS),
        json);
  }

  public boolean isDraft() {
    return status.equals("draft");
  }

  public boolean isMerged() {
    return status.equals("merged");
  }

  /// Where something can still come of it.
  public boolean isOpen() {
    return status.equals("open") || isDraft();
  }

  /// In full only.
  public List<DiscussionEvent> events() {
    return json.path("events").valueStream().map(DiscussionEvent::of).toList();
  }

  /// Commits of a pull request, oldest first; in full only.
  public List<DiscussionEvent> commits() {
    return events().stream().filter(event -> event.type().equals("commit")).toList();
  }

  /// Full name of the branch a pull request is for; in full only.
  public String base() {
    return OneLine.of(json.path("changes").path("base").asString("refs/heads/main"), 300);
  }

  /// The commit that took in a merged pull request; in full only.
  public Optional<String> mergeCommit() {
    return json.path("changes")
        .path("mergeCommitId")
        .stringValueOpt()
        .map(id -> OneLine.of(id, GitRef.MAX_ID_CHARS));
  }

  /// Paths in the way of a merge. The Hub can also say only that there are some: see
  /// [#hasConflicts].
  public List<String> conflicts() {
    return json.path("filesWithConflicts")
        .valueStream()
        .map(
            file ->
                file.stringValueOpt()
                    .or(() -> file.path("path").stringValueOpt())
                    .orElseGet(file::toString))
        .toList();
  }

  public boolean hasConflicts() {
    JsonNode files = json.path("filesWithConflicts");
    return files.isArray() ? !files.isEmpty() : files.asBoolean(false);
  }

  /// Differences in the form of `git diff`, when asked for.
  public Optional<String> diff() {
    return json.path("diff").stringValueOpt();
  }

  /// Of a discussion or one of its events.
  static Optional<String> author(JsonNode json) {
    return json.path("author").path("name").stringValueOpt().map(name -> OneLine.of(name, 100));
  }
}

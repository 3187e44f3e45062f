package dev.mlintern.localhub.store;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A discussion or pull request of a repo, immutable.
///
/// @param num counts from 1 in each repo, discussions and pull requests together
/// @param id 24 hex digits
/// @param proposal what a pull request wants; empty for a discussion
public record Discussion(
    int num,
    String id,
    String title,
    String author,
    Instant createdAt,
    DiscussionStatus status,
    boolean pinned,
    Optional<Proposal> proposal,
    List<DiscussionEvent> events) {

  /// @param base full name of the branch that is to take the changes
  /// @param baseCommit where the pull request parted from it
  /// @param mergeCommit set once it has
  /// @param refDeleted whether its files were given up
  public record Proposal(
      String base, String baseCommit, Optional<String> mergeCommit, boolean refDeleted) {}

  public Discussion {
    events = List.copyOf(events);
  }

  static Discussion fresh(
      int num,
      String title,
      DiscussionEvent.Comment first,
      DiscussionStatus status,
      Optional<Proposal> proposal) {
    return new Discussion(
        num,
        ObjectIds.next(),
        title,
        first.author(),
        first.createdAt(),
        status,
        false,
        proposal,
        List.of(first));
  }

  public boolean isPullRequest() {
    return proposal.isPresent();
  }

  /// Full name of a pull request's branch.
  public String ref() {
    return ref(num);
  }

  static String ref(int num) {
    return "refs/pr/" + num;
  }

  /// Names the commit that merged a pull request: with it, merging is one change of the refs.
  String mergedRef() {
    return "refs/merged/" + num;
  }

  public Discussion plus(DiscussionEvent event) {
    var more = new ArrayList<>(events);
    more.add(event);
    return new Discussion(num, id, title, author, createdAt, status, pinned, proposal, more);
  }

  public Discussion withStatus(DiscussionEvent.StatusChange change) {
    return new Discussion(
            num, id, title, author, createdAt, change.status(), pinned, proposal, events)
        .plus(change);
  }

  public Discussion withTitle(String newTitle, String by) {
    return new Discussion(num, id, newTitle, author, createdAt, status, pinned, proposal, events)
        .plus(
            new DiscussionEvent.TitleChange(ObjectIds.next(), Instant.now(), by, title, newTitle));
  }

  public Discussion withPinned(boolean nowPinned, String by) {
    return new Discussion(num, id, title, author, createdAt, status, nowPinned, proposal, events)
        .plus(new DiscussionEvent.PinningChange(ObjectIds.next(), Instant.now(), by, nowPinned));
  }

  Discussion withProposal(Proposal changed) {
    return new Discussion(
        num, id, title, author, createdAt, status, pinned, Optional.of(changed), events);
  }

  public Discussion withEdited(DiscussionEvent.Comment comment, String text) {
    return with(comment.edited(text));
  }

  public Discussion withHidden(DiscussionEvent.Comment comment, String by) {
    return with(comment.hidden(by));
  }

  private Discussion with(DiscussionEvent.Comment changed) {
    List<DiscussionEvent> replaced =
        events.stream().map(event -> event.id().equals(changed.id()) ? changed : event).toList();
    return new Discussion(num, id, title, author, createdAt, status, pinned, proposal, replaced);
  }

  public Optional<DiscussionEvent.Comment> comment(String commentId) {
    return events.stream()
        .filter(event -> event.id().equals(commentId))
        .filter(DiscussionEvent.Comment.class::isInstance)
        .map(DiscussionEvent.Comment.class::cast)
        .findFirst();
  }

  JsonObject toJson() {
    List<JsonValue> happened = events.stream().<JsonValue>map(DiscussionEvent::toJson).toList();
    var json =
        JsonObject.builder()
            .put("id", id)
            .put("title", title)
            .put("author", author)
            .put("createdAt", createdAt.toString())
            .put("status", status.word())
            .put("pinned", pinned)
            .put("events", new JsonArray(happened));
    proposal.ifPresent(
        wanted -> {
          json.put("base", wanted.base)
              .put("baseCommit", wanted.baseCommit)
              .put("refDeleted", wanted.refDeleted);
          wanted.mergeCommit.ifPresent(commit -> json.put("mergeCommit", commit));
        });
    return json.build();
  }

  static Discussion fromJson(int num, JsonObject json) {
    List<DiscussionEvent> events = new ArrayList<>();
    for (JsonValue event : json.array("events").orElseThrow()) {
      events.add(DiscussionEvent.fromJson((JsonObject) event));
    }
    return new Discussion(
        num,
        json.string("id").orElseThrow(),
        json.string("title").orElseThrow(),
        json.string("author").orElseThrow(),
        Instant.parse(json.string("createdAt").orElseThrow()),
        DiscussionStatus.ofWord(json.string("status").orElseThrow()),
        json.bool("pinned").orElseThrow(),
        json.string("base")
            .map(
                base ->
                    new Proposal(
                        base,
                        json.string("baseCommit").orElseThrow(),
                        json.string("mergeCommit"),
                        json.bool("refDeleted").orElseThrow())),
        events);
  }
}

package dev.mlintern.localhub.store;

import dev.mlintern.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/// Something that happened in a discussion. Commits of a pull request are not kept as events: its
/// ref knows them.
public sealed interface DiscussionEvent {
  String id();

  Instant createdAt();

  String author();

  /// @param edits how often it was edited
  /// @param hiddenBy who hid it; its text is gone then
  record Comment(
      String id,
      Instant createdAt,
      String author,
      String text,
      int edits,
      Instant updatedAt,
      Optional<String> hiddenBy)
      implements DiscussionEvent {
    Comment edited(String newText) {
      return new Comment(id, createdAt, author, newText, edits + 1, Instant.now(), hiddenBy);
    }

    Comment hidden(String by) {
      return new Comment(id, createdAt, author, "", edits, Instant.now(), Optional.of(by));
    }
  }

  record StatusChange(String id, Instant createdAt, String author, DiscussionStatus status)
      implements DiscussionEvent {}

  record TitleChange(String id, Instant createdAt, String author, String from, String to)
      implements DiscussionEvent {}

  record PinningChange(String id, Instant createdAt, String author, boolean pinned)
      implements DiscussionEvent {}

  /// The files of a pull request were given up.
  record RefDeleted(String id, Instant createdAt, String author) implements DiscussionEvent {}

  static Comment comment(String author, String text) {
    Instant now = Instant.now();
    return new Comment(ObjectIds.next(), now, author, text, 0, now, Optional.empty());
  }

  static StatusChange status(String author, DiscussionStatus status) {
    return new StatusChange(ObjectIds.next(), Instant.now(), author, status);
  }

  /// `comment`, `status-change`, …: the Hub's words (spec hub-api §9.10).
  default String type() {
    return switch (this) {
      case Comment _ -> "comment";
      case StatusChange _ -> "status-change";
      case TitleChange _ -> "title-change";
      case PinningChange _ -> "pinning-change";
      case RefDeleted _ -> "ref-deleted";
    };
  }

  /// As it is stored.
  default JsonObject toJson() {
    var json =
        JsonObject.builder()
            .put("id", id())
            .put("type", type())
            .put("createdAt", createdAt().toString())
            .put("author", author());
    switch (this) {
      case Comment comment -> {
        json.put("text", comment.text).put("edits", comment.edits);
        json.put("updatedAt", comment.updatedAt.toString());
        comment.hiddenBy.ifPresent(by -> json.put("hiddenBy", by));
      }
      case StatusChange change -> json.put("status", change.status.word());
      case TitleChange change -> json.put("from", change.from).put("to", change.to);
      case PinningChange change -> json.put("pinned", change.pinned);
      case RefDeleted _ -> {}
    }
    return json.build();
  }

  static DiscussionEvent fromJson(JsonObject json) {
    String id = json.string("id").orElseThrow();
    Instant at = Instant.parse(json.string("createdAt").orElseThrow());
    String author = json.string("author").orElseThrow();
    String type = json.string("type").orElseThrow();
    return switch (type) {
      case "comment" ->
          new Comment(
              id,
              at,
              author,
              json.string("text").orElseThrow(),
              (int) json.integer("edits").orElseThrow(),
              Instant.parse(json.string("updatedAt").orElseThrow()),
              json.string("hiddenBy"));
      case "status-change" ->
          new StatusChange(
              id, at, author, DiscussionStatus.ofWord(json.string("status").orElseThrow()));
      case "title-change" ->
          new TitleChange(
              id, at, author, json.string("from").orElseThrow(), json.string("to").orElseThrow());
      case "pinning-change" -> new PinningChange(id, at, author, json.bool("pinned").orElseThrow());
      case "ref-deleted" -> new RefDeleted(id, at, author);
      default -> throw new java.util.NoSuchElementException("unknown event " + type);
    };
  }
}

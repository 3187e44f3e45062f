package dev.mlintern.hub;

import dev.mlintern.http.OneLine;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Something that happened in a discussion (spec hub-api §9.10).
///
/// @param type `comment`, `commit`, `status-change`, `title-change`, … ; more may come
/// @param author empty when the account was deleted
/// @param createdAt ISO 8601
public record DiscussionEvent(
    String id, String type, Optional<String> author, String createdAt, JsonNode data) {

  static DiscussionEvent of(JsonNode json) {
    return new DiscussionEvent(
        OneLine.of(json.path("id").asString(""), GitRef.MAX_ID_CHARS),
        json.path("type").asString(""),
        Discussion.author(json),
        OneLine.of(json.path("createdAt").asString(""), Discussion.MAX_WORD_CHARS),
        json.path("data"));
  }

  public boolean isComment() {
    return type.equals("comment");
  }

  /// The Markdown of a comment; empty for other events and for a hidden comment.
  public Optional<String> text() {
    return isComment() && !isHidden()
        ? data.path("latest").path("raw").stringValueOpt()
        : Optional.empty();
  }

  public boolean isHidden() {
    return data.path("hidden").asBoolean(false);
  }
}

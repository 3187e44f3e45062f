package dev.mlintern.hub;

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
        json.path("id").asString(""),
        json.path("type").asString(""),
        json.path("author").path("name").stringValueOpt(),
        json.path("createdAt").asString(""),
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

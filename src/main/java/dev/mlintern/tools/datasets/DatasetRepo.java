package dev.mlintern.tools.datasets;

import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// What the Hub says about a dataset's repository. Every field may be missing (spec hub-api §9.3).
///
/// @param id the true id, after renames
record DatasetRepo(String id, JsonNode json) {
  /// The fields asked for: `siblings` is left out because some datasets have 100,000 files.
  static final List<String> FIELDS =
      List.of(
          "cardData",
          "createdAt",
          "disabled",
          "downloads",
          "gated",
          "lastModified",
          "likes",
          "private",
          "sha",
          "tags");

  /// `auto`, `manual` or `yes`; empty for an open dataset.
  Optional<String> gating() {
    JsonNode gated = json.path("gated");
    if (gated.isString()) {
      return Optional.of(line(gated.asString(), 20));
    }
    return gated.asBoolean(false) ? Optional.of("yes") : Optional.empty();
  }

  boolean isPrivate() {
    return json.path("private").asBoolean(false);
  }

  boolean isDisabled() {
    return json.path("disabled").asBoolean(false);
  }

  /// The licences of the card or the tags; empty when none is stated.
  List<String> licences() {
    List<String> licences = texts(card().path("license"));
    return licences.isEmpty() ? tagged("license:") : licences;
  }

  OptionalLong number(String field) {
    JsonNode value = json.path(field);
    return value.isNumber() ? OptionalLong.of(value.asLong(0)) : OptionalLong.empty();
  }

  /// The day of a time stamp.
  Optional<String> day(String field) {
    return Optional.of(json.path(field).asString(""))
        .filter(text -> text.matches("\\d{4}-\\d{2}-\\d{2}.*"))
        .map(text -> text.substring(0, 10));
  }

  /// Tags that start with `prefix`, without it.
  List<String> tagged(String prefix) {
    return texts(json.path("tags")).stream()
        .filter(tag -> tag.startsWith(prefix))
        .map(tag -> tag.substring(prefix.length()))
        .distinct()
        .toList();
  }

  /// The card's YAML header.
  JsonNode card() {
    return json.path("cardData");
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(element -> texts.add(line(element.asString(""), 80)));
    } else if (node.isString()) {
      texts.add(line(node.asString(), 80));
    }
    texts.removeIf(String::isEmpty);
    return texts;
  }

  private static String line(String text, int max) {
    return ForeignText.oneLine(text, max);
  }
}

package dev.mlintern.tools.hubsearch;

import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What the Hub says about one repository, in a list or in full: every field may be missing or of
/// another type than documented (spec hub-api §9.2, §9.3).
///
/// Every text is foreign: one line, hidden characters removed, cut.
record RepoFacts(RepoType type, JsonNode json) {
  private static final int MOST_CHARS = 120;

  RepoFacts {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(json, "json");
  }

  String id() {
    return text("id").or(() -> text("modelId")).orElse("(no id)");
  }

  /// A top-level text field.
  Optional<String> text(String field) {
    return text(json.path(field));
  }

  /// A text field of the card's YAML.
  Optional<String> card(String field) {
    return text(json.path("cardData").path(field));
  }

  OptionalLong number(String field) {
    JsonNode value = json.path(field);
    return value.isNumber() ? OptionalLong.of(value.asLong(0)) : OptionalLong.empty();
  }

  boolean flag(String field) {
    return json.path(field).asBoolean(false);
  }

  /// `auto`, `manual`, or just `gated`; empty when the repository is open.
  Optional<String> gating() {
    JsonNode gated = json.path("gated");
    if (gated.isBoolean()) {
      return gated.asBoolean() ? Optional.of("gated") : Optional.empty();
    }
    return text(gated).filter(s -> !s.equals("false"));
  }

  /// What stands in the way of using it, a word each: `gated:manual`, `private`, `disabled`.
  List<String> obstacles() {
    List<String> obstacles = new ArrayList<>();
    gating().ifPresent(how -> obstacles.add(how.equals("gated") ? how : "gated:" + how));
    if (flag("private")) {
      obstacles.add("private");
    }
    if (flag("disabled")) {
      obstacles.add("disabled");
    }
    return obstacles;
  }

  /// The licence by its short name, from the tags or the card.
  Optional<String> licence() {
    return firstTagged("license:").or(() -> texts(cardField("license")).stream().findFirst());
  }

  /// What follows `prefix` in the tags that start with it.
  List<String> tagged(String prefix) {
    return rests(prefix).distinct().toList();
  }

  /// The first of what [#tagged] finds.
  Optional<String> firstTagged(String prefix) {
    return rests(prefix).findFirst();
  }

  /// Looks before it cleans: a repository has dozens of tags, and a line shows a few of them.
  private Stream<String> rests(String prefix) {
    JsonNode tags = json.path("tags");
    return (tags.isArray() ? tags.valueStream() : Stream.of(tags))
        .filter(tag -> tag.isString() && tag.stringValue().startsWith(prefix))
        .flatMap(tag -> text(tag).stream())
        .map(tag -> tag.substring(prefix.length()))
        .filter(rest -> !rest.isEmpty());
  }

  JsonNode cardField(String field) {
    return json.path("cardData").path(field);
  }

  /// The day of a time stamp, `2026-07-14`.
  Optional<String> day(String field) {
    return text(field).filter(RepoFacts::beginsWithDay).map(s -> s.substring(0, 10));
  }

  private static boolean beginsWithDay(String text) {
    if (text.length() < 10) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      char c = text.charAt(i);
      if (i == 4 || i == 7 ? c != '-' : c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }

  /// A text, or the texts of an array.
  static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(element -> text(element).ifPresent(texts::add));
    } else {
      text(node).ifPresent(texts::add);
    }
    return texts;
  }

  /// One line of foreign text; numbers count as text, objects and blanks do not.
  static Optional<String> text(JsonNode node) {
    if (!node.isString() && !node.isNumber()) {
      return Optional.empty();
    }
    String line = ForeignText.oneLine(node.asString(), MOST_CHARS);
    return line.isEmpty() ? Optional.empty() : Optional.of(line);
  }
}

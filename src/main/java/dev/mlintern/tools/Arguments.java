package dev.mlintern.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The arguments of a call after validation: nulls removed, enums in their declared case, integral
/// strings turned into integers.
public record Arguments(ObjectNode node) {
  public boolean has(String name) {
    return node.has(name);
  }

  public Optional<JsonNode> get(String name) {
    return node.optional(name);
  }

  /// The string, unless missing or blank.
  public Optional<String> text(String name) {
    return get(name).map(JsonNode::asString).map(String::strip).filter(s -> !s.isEmpty());
  }

  /// The string as sent, blanks and all, unless missing.
  public Optional<String> verbatim(String name) {
    return get(name).map(JsonNode::asString);
  }

  public String requireText(String name) {
    return text(name).orElseThrow(() -> new ToolFailure("`" + name + "` must not be empty."));
  }

  public int integer(String name, int fallback) {
    return integer(name).orElse(fallback);
  }

  /// The number; one beyond all bounds is the nearest there is.
  public Optional<Integer> integer(String name) {
    return get(name)
        .map(
            value ->
                value.canConvertToInt()
                    ? value.asInt()
                    : value.asString().startsWith("-") ? Integer.MIN_VALUE : Integer.MAX_VALUE);
  }

  public boolean flag(String name, boolean fallback) {
    return get(name).map(JsonNode::asBoolean).orElse(fallback);
  }

  /// A list of strings; a single string counts as a list split at commas.
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    get(name)
        .ifPresent(
            value -> {
              if (value.isArray()) {
                value.forEach(element -> texts.add(element.asString()));
              } else {
                texts.addAll(List.of(value.asString().split(",")));
              }
            });
    return texts.stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
  }
}

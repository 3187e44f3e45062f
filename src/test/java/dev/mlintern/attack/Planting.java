package dev.mlintern.attack;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Puts a payload into the answers of a service.
///
/// @param payload what is planted
/// @param where the one place it goes to, as `in` collects them; empty for all of them
/// @param how where in a text
record Planting(String payload, Optional<String> where, Way how) {
  /// Where in a text.
  enum Way {
    /// After what stands there.
    AFTER,
    /// Instead of what stands there.
    INSTEAD,
    /// As the name of a further member of every object.
    NAME
  }

  private static final String NAMES = "{}";
  private static final JsonMapper JSON = JsonMapper.shared();

  /// The ways to plant something at a place.
  static List<Way> ways(String place) {
    return place.endsWith(NAMES) ? List.of(Way.NAME) : List.of(Way.AFTER, Way.INSTEAD);
  }

  /// The answer as a stranger would have it.
  String in(String contentType, String body, Set<String> places) {
    if (contentType.contains("event-stream")) {
      return body.lines()
          .map(line -> line.startsWith("data:") ? "data: " + json(line.substring(5), places) : line)
          .collect(Collectors.joining("\n", "", "\n"));
    }
    if (contentType.contains("json") || body.startsWith("{")) {
      return json(body, places);
    }
    places.add("text");
    if (where.isPresent() && !where.get().equals("text") || how == Way.NAME) {
      return body;
    }
    if (body.stripLeading().startsWith("<")) {
      String escaped = payload.replace("&", "&amp;").replace("<", "&lt;");
      return body.replaceAll(
          "(?<=[\\w.])(?=</)", java.util.regex.Matcher.quoteReplacement("\n" + escaped + "\n"));
    }
    return how == Way.AFTER ? body + "\n" + payload + "\n" : payload;
  }

  private String json(String body, Set<String> places) {
    try {
      return planted(JSON.readTree(body), "$", places).toString();
    } catch (JacksonException _) {
      return body;
    }
  }

  private JsonNode planted(JsonNode node, String path, Set<String> places) {
    return switch (node) {
      case StringNode text -> {
        places.add(path);
        yield how != Way.NAME && isMeant(path)
            ? StringNode.valueOf(how == Way.AFTER ? text.stringValue() + "\n" + payload : payload)
            : text;
      }
      case ArrayNode array -> {
        ArrayNode copy = JSON.createArrayNode();
        array.forEach(item -> copy.add(planted(item, path + "[]", places)));
        yield copy;
      }
      case ObjectNode object -> {
        ObjectNode copy = JSON.createObjectNode();
        object
            .properties()
            .forEach(
                member ->
                    copy.set(
                        member.getKey(),
                        planted(member.getValue(), path + "." + member.getKey(), places)));
        if (how == Way.NAME && isMeant(path + NAMES)) {
          copy.set(
              payload,
              object.isEmpty() ? StringNode.valueOf("x") : object.iterator().next().deepCopy());
        }
        if (!object.isEmpty()) {
          places.add(path + NAMES);
        }
        yield copy;
      }
      default -> node;
    };
  }

  private boolean isMeant(String path) {
    return where.isEmpty() || where.get().equals(path);
  }
}

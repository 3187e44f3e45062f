package dev.mlintern.tools;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Reads what models write for what they mean, where only one meaning is possible: `"20"` for 20,
/// `"true"` for true, `Run` for `run`, `"a, b"` or `"[\"a\"]"` for a list, `null` or (where text
/// makes no sense) `""` for nothing. Everything else is left for validation to refuse.
final class ArgumentCoercion {
  /// Most characters of one string, unless its schema says `maxLength`: larger than any script or
  /// card, small enough to refuse before something breaks on it.
  static final int DEFAULT_MAX_LENGTH = 1_000_000;

  private ArgumentCoercion() {}

  /// A copy of `given` in the types `schema` declares.
  static ObjectNode coerce(JsonNode schema, ObjectNode given) {
    ObjectNode coerced = JsonNodeFactory.instance.objectNode();
    JsonNode properties = schema.path("properties");
    JsonNode others = schema.path("additionalProperties");
    given.forEachEntry(
        (name, value) -> {
          JsonNode property =
              properties.has(name) || !others.isObject() ? properties.path(name) : others;
          if (!isNothing(property, value)) {
            coerced.set(name, coerceValue(property, value));
          }
        });
    return coerced;
  }

  /// A complaint for every string of `given` that is longer than what the product can take.
  static List<String> tooLong(JsonNode schema, ObjectNode given) {
    List<String> complaints = new ArrayList<>();
    given.forEachEntry(
        (name, value) -> {
          tooLong(schema.path("properties").path(name), value)
              .ifPresent(
                  text ->
                      complaints.add(
                          String.format(
                              Locale.ROOT,
                              "`%s` is %,d characters long, at most %,d are accepted",
                              ForeignText.cut(name, 60),
                              text.length(),
                              text.most())));
        });
    return complaints;
  }

  private record TooLong(long length, long most) {}

  /// The first string in it that is longer than its own place in the schema allows.
  private static Optional<TooLong> tooLong(JsonNode schema, JsonNode value) {
    if (value instanceof ArrayNode array) {
      return array
          .valueStream()
          .flatMap(element -> tooLong(schema.path("items"), element).stream())
          .findFirst();
    }
    if (value instanceof ObjectNode object) {
      return object
          .propertyStream()
          .flatMap(
              property ->
                  tooLong(schema.path("properties").path(property.getKey()), property.getValue())
                      .stream())
          .findFirst();
    }
    long most = schema.path("maxLength").asLong(DEFAULT_MAX_LENGTH);
    long length = value.isString() ? value.stringValue().length() : 0;
    return length > most ? Optional.of(new TooLong(length, most)) : Optional.empty();
  }

  private static boolean isNothing(JsonNode schema, JsonNode value) {
    if (value.isNull()) {
      return true;
    }
    boolean textMakesSense =
        schema.isMissingNode() || (accepts(schema, "string") && !schema.has("enum"));
    return !textMakesSense && value.isString() && value.stringValue().isBlank();
  }

  private static JsonNode coerceValue(JsonNode schema, JsonNode value) {
    if (schema.isMissingNode()) {
      return value;
    }
    for (String combinator : List.of("oneOf", "anyOf")) {
      if (schema.has(combinator)) {
        return coerceToOneOf(schema.get(combinator), value);
      }
    }
    if (value instanceof ObjectNode object && accepts(schema, "object")) {
      return coerce(schema, object);
    }
    if (value instanceof ArrayNode array && accepts(schema, "array")) {
      return elements(schema, array);
    }
    if (schema.has("enum")) {
      return declared(schema.get("enum"), value);
    }
    return isOfType(schema, value) ? value : converted(schema, value);
  }

  private static JsonNode coerceToOneOf(JsonNode alternatives, JsonNode value) {
    for (JsonNode alternative : alternatives) {
      if (isOfType(alternative, value)) {
        return coerceValue(alternative, value);
      }
    }
    for (JsonNode alternative : alternatives) {
      JsonNode coerced = coerceValue(alternative, value);
      if (isOfType(alternative, coerced)) {
        return coerced;
      }
    }
    return value;
  }

  private static ArrayNode elements(JsonNode schema, ArrayNode array) {
    ArrayNode coerced = JsonNodeFactory.instance.arrayNode();
    array.forEach(element -> coerced.add(coerceValue(schema.path("items"), element)));
    return coerced;
  }

  private static JsonNode declared(JsonNode values, JsonNode value) {
    String wanted = value.asString("").strip();
    for (JsonNode declared : values) {
      if (declared.asString("").equalsIgnoreCase(wanted)) {
        return declared;
      }
    }
    return value;
  }

  private static JsonNode converted(JsonNode schema, JsonNode value) {
    if (value.isString()) {
      return fromText(schema, value);
    }
    if (value.isNumber()) {
      return fromNumber(schema, value);
    }
    if (accepts(schema, "array") && value.isValueNode()) {
      return JsonNodeFactory.instance.arrayNode().add(coerceValue(schema.path("items"), value));
    }
    return value;
  }

  private static JsonNode fromText(JsonNode schema, JsonNode value) {
    String text = value.stringValue().strip();
    if (accepts(schema, "boolean")) {
      switch (text.toLowerCase(Locale.ROOT)) {
        case "true" -> {
          return BooleanNode.TRUE;
        }
        case "false" -> {
          return BooleanNode.FALSE;
        }
        default -> {}
      }
    }
    if (accepts(schema, "integer") || accepts(schema, "number")) {
      return number(schema, text, value);
    }
    if ((accepts(schema, "array") && text.startsWith("["))
        || (accepts(schema, "object") && text.startsWith("{"))) {
      return parsed(schema, text, value);
    }
    return accepts(schema, "array") ? list(schema, text) : value;
  }

  private static JsonNode fromNumber(JsonNode schema, JsonNode value) {
    if (accepts(schema, "integer") && value.isNumber()) {
      return number(schema, value.asString(), value);
    }
    if (accepts(schema, "string")) {
      return StringNode.valueOf(value.asString());
    }
    if (accepts(schema, "array")) {
      return JsonNodeFactory.instance.arrayNode().add(coerceValue(schema.path("items"), value));
    }
    return value;
  }

  private static JsonNode number(JsonNode schema, String text, JsonNode otherwise) {
    try {
      BigDecimal number = new BigDecimal(text);
      if (Math.abs((long) number.scale()) > 30) {
        return huge(schema, text, otherwise);
      }
      boolean isWhole = number.stripTrailingZeros().scale() <= 0;
      if (isWhole && number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        return LongNode.valueOf(number.longValueExact());
      }
      return accepts(schema, "number")
          ? DecimalNode.valueOf(number)
          : isWhole ? huge(schema, text, otherwise) : otherwise;
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }

  /// As text it is refused by name; as a number the validator of whole numbers breaks on it.
  private static JsonNode huge(JsonNode schema, String text, JsonNode otherwise) {
    return accepts(schema, "number") ? otherwise : StringNode.valueOf(text);
  }

  private static JsonNode parsed(JsonNode schema, String text, JsonNode otherwise) {
    try {
      JsonNode parsed = JsonMapper.shared().readTree(text);
      return isOfType(schema, parsed) ? coerceValue(schema, parsed) : otherwise;
    } catch (JacksonException _) {
      return otherwise;
    }
  }

  private static JsonNode list(JsonNode schema, String text) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    Stream.of(text.split(","))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .forEach(s -> list.add(coerceValue(schema.path("items"), StringNode.valueOf(s))));
    return list;
  }

  private static boolean isOfType(JsonNode schema, JsonNode value) {
    if (!schema.has("type")) {
      return true;
    }
    return switch (value.getNodeType()) {
      case STRING -> accepts(schema, "string");
      case BOOLEAN -> accepts(schema, "boolean");
      case ARRAY -> accepts(schema, "array");
      case OBJECT -> accepts(schema, "object");
      case NUMBER ->
          accepts(schema, "number") || (accepts(schema, "integer") && value.isIntegralNumber());
      default -> false;
    };
  }

  private static boolean accepts(JsonNode schema, String type) {
    JsonNode types = schema.path("type");
    if (types.isArray()) {
      for (JsonNode one : types) {
        if (one.asString().equals(type)) {
          return true;
        }
      }
      return false;
    }
    return types.asString("").equals(type);
  }
}

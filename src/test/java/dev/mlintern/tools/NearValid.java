package dev.mlintern.tools;

import dev.mlintern.fuzz.Choices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Arguments a model might send to a tool: an example of its document or values of the right kind,
/// then a few slips.
final class NearValid {
  static final List<ToolSpec> TOOLS = tools();

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "me/m",
          "main",
          "30m",
          "2h",
          "1.5",
          "0",
          "-1",
          "true",
          "cpu-basic",
          "a100x8",
          "a, b",
          "[\"a\"]",
          "{\"a\":1}",
          "[",
          "\u0000",
          "\ud800",
          "\ufeffrun",
          "\u202e",
          "x".repeat(3_000),
          "../..",
          "9".repeat(400),
          "1e999",
          "null",
          "RUN",
          "hf://me/m",
          "@hourly",
          "* * * * *");

  private NearValid() {}

  private static List<ToolSpec> tools() {
    try (Stream<Path> files = Files.list(Path.of(ToolSpec.class.getResource("/tools").toURI()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> ToolSpec.load(name.substring(0, name.length() - 5)))
          .sorted(java.util.Comparator.comparing(ToolSpec::name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What the served and the validated schemas of a tool describe.
  static List<ObjectNode> shapes(ToolSpec spec) {
    return spec.branches().isEmpty() ? List.of(spec.validatedSchema()) : spec.branches();
  }

  static ObjectNode arguments(ToolSpec spec, Choices choices) {
    ObjectNode shape = choices.oneOf(shapes(spec));
    ObjectNode arguments = sound(shape, choices);
    for (int slips = choices.below(4); slips > 0; slips--) {
      arguments = slipped(spec, arguments, choices);
    }
    return arguments;
  }

  private static ObjectNode sound(ObjectNode shape, Choices choices) {
    JsonNode examples = shape.path("examples");
    ObjectNode arguments =
        examples.isEmpty()
            ? JSON.objectNode()
            : (ObjectNode) examples.get(choices.below(examples.size())).deepCopy();
    List<Map.Entry<String, JsonNode>> properties =
        new ArrayList<>(shape.path("properties").properties());
    for (int more = choices.below(5); more > 0 && !properties.isEmpty(); more--) {
      Map.Entry<String, JsonNode> property = choices.oneOf(properties);
      arguments.set(property.getKey(), value(property.getValue(), choices, 3));
    }
    return arguments;
  }

  /// A value as the schema wants it, patterns and limits aside.
  private static JsonNode value(JsonNode schema, Choices choices, int depth) {
    if (schema.has("const")) {
      return schema.get("const");
    }
    for (String list : List.of("enum", "examples")) {
      if (schema.path(list).isArray() && !schema.get(list).isEmpty()) {
        return schema.get(list).get(choices.below(schema.get(list).size()));
      }
    }
    for (String combinator : List.of("oneOf", "anyOf")) {
      if (schema.has(combinator)) {
        return value(
            schema.get(combinator).get(choices.below(schema.get(combinator).size())),
            choices,
            depth);
      }
    }
    JsonNode type = schema.path("type");
    String name =
        type.isArray() ? type.get(choices.below(type.size())).asString() : type.asString("string");
    return switch (name) {
      case "integer" -> JSON.numberNode(schema.path("minimum").asInt(0) + choices.below(50));
      case "number" -> JSON.numberNode(choices.below(1000) / 8.0);
      case "boolean" -> JSON.booleanNode(choices.oneIn(2));
      case "array" -> array(schema.path("items"), choices, depth);
      case "object" -> object(schema, choices, depth);
      case "null" -> JSON.nullNode();
      default -> JSON.stringNode(choices.oneIn(3) ? choices.text() : choices.oneOf(TEXTS));
    };
  }

  private static ArrayNode array(JsonNode items, Choices choices, int depth) {
    ArrayNode array = JSON.arrayNode();
    for (int size = depth == 0 ? 0 : choices.below(4); size > 0; size--) {
      array.add(value(items, choices, depth - 1));
    }
    return array;
  }

  private static ObjectNode object(JsonNode schema, Choices choices, int depth) {
    ObjectNode object = JSON.objectNode();
    if (depth > 0) {
      schema.path("properties").properties().stream()
          .filter(_ -> !choices.oneIn(3))
          .forEach(
              property ->
                  object.set(property.getKey(), value(property.getValue(), choices, depth - 1)));
      if (choices.oneIn(2)) {
        object.set(
            choices.oneOf(TEXTS), value(schema.path("additionalProperties"), choices, depth - 1));
      }
    }
    return object;
  }

  private static ObjectNode slipped(ToolSpec spec, ObjectNode arguments, Choices choices) {
    List<String> names = new ArrayList<>(arguments.propertyNames());
    if (names.isEmpty()) {
      return arguments.put(choices.oneOf(TEXTS), 1);
    }
    String name = choices.oneOf(names);
    JsonNode value = arguments.get(name);
    switch (choices.below(12)) {
      case 0 -> arguments.remove(name);
      case 1 -> arguments.putNull(name);
      case 2 -> arguments.put(name, value.asString(value.toString()));
      case 3 -> arguments.put(name, choices.oneOf(TEXTS));
      case 4 -> renamed(arguments, name, text -> text.toUpperCase(Locale.ROOT));
      case 5 -> renamed(arguments, name, text -> text.replace('_', '-'));
      case 6 -> arguments.set(name, JSON.arrayNode().add(value));
      case 7 -> arguments.set(name, JSON.objectNode().set(name, value));
      case 8 ->
          arguments.put(
              name,
              new java.math.BigDecimal(
                  choices.oneOf(List.of("1e400", "-1", "0.5", "3.0", "1E+3"))));
      case 9 -> arguments.set(choices.oneOf(propertyNames(spec)), value);
      case 10 -> {
        return nested(arguments, choices);
      }
      default -> respelt(arguments, name, choices);
    }
    return arguments;
  }

  private static List<String> propertyNames(ToolSpec spec) {
    return Stream.concat(
            Stream.of("anything"),
            shapes(spec).stream()
                .flatMap(shape -> shape.path("properties").propertyStream())
                .map(Map.Entry::getKey))
        .toList();
  }

  private static void renamed(ObjectNode arguments, String name, UnaryOperator<String> how) {
    JsonNode value = arguments.remove(name);
    arguments.set(how.apply(name), value);
  }

  /// Hugging Face's own calling form.
  private static ObjectNode nested(ObjectNode arguments, Choices choices) {
    ObjectNode outer = JSON.objectNode();
    JsonNode operation =
        choices.oneIn(4) ? arguments.get("operation") : arguments.remove("operation");
    if (operation != null) {
      outer.set("operation", operation);
    }
    return outer.set("args", arguments);
  }

  /// The same word as others write it.
  private static void respelt(ObjectNode arguments, String name, Choices choices) {
    if (!arguments.get(name).isString()) {
      return;
    }
    String text = arguments.get(name).stringValue();
    arguments.put(
        name,
        switch (choices.below(6)) {
          case 0 -> text.toUpperCase(Locale.ROOT);
          case 1 -> " " + text + "\n";
          case 2 -> text.replace('_', ' ');
          case 3 -> text.replace('a', '\uff41');
          case 4 -> text + "\u200b";
          default -> text.replace('i', '\u0131');
        });
  }
}

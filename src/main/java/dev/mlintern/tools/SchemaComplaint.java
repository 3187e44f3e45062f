package dev.mlintern.tools;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Words for what a schema refuses: which argument, the rule, what was given.
final class SchemaComplaint {
  private static final int MAX_SHOWN = 60;

  private SchemaComplaint() {}

  /// @param schema what was validated with
  /// @param errors what the validator found; empty means valid
  static List<String> phrase(JsonNode schema, List<Error> errors) {
    Set<String> complaints = new LinkedHashSet<>();
    Map<String, List<Error>> byCombinator = new LinkedHashMap<>();
    for (Error error : errors) {
      String combinator = combinator(error.getEvaluationPath());
      if (combinator.isEmpty()) {
        complaints.add(phrase(schema.at(error.getEvaluationPath().getParent().toString()), error));
      } else {
        byCombinator.computeIfAbsent(combinator, _ -> new ArrayList<>()).add(error);
      }
    }
    byCombinator.forEach((path, below) -> complaints.add(phraseChoice(schema, path, below)));
    return List.copyOf(complaints);
  }

  /// Below a combinator every alternative complains. One that agreed with the value's type and
  /// found fault further inside knows best; otherwise one line names the alternatives.
  private static String phraseChoice(JsonNode schema, String path, List<Error> below) {
    Comparator<Error> depth = Comparator.comparing(e -> e.getInstanceLocation().getNameCount());
    Error deepest = Collections.max(below, depth);
    Error shallowest = Collections.min(below, depth);
    if (depth.compare(deepest, shallowest) > 0) {
      return phrase(schema.at(deepest.getEvaluationPath().getParent().toString()), deepest);
    }
    String subject = "`" + name(shallowest.getInstanceLocation()) + "`";
    String given = shown(shallowest.getInstanceNode());
    return subject + " must be " + alternatives(schema.at(path)) + ", got " + given;
  }

  /// Path of the schema whose `oneOf` or `anyOf` the error is from; empty for none.
  private static String combinator(NodePath path) {
    StringBuilder parent = new StringBuilder();
    for (int i = 0; i < path.getNameCount(); i++) {
      String element = String.valueOf(path.getElement(i));
      if (element.equals("oneOf") || element.equals("anyOf")) {
        return parent.toString();
      }
      parent.append('/').append(element);
    }
    return "";
  }

  /// A value as shown in a complaint: JSON, short, on one line.
  static String shown(JsonNode value) {
    if (value.isContainer()) {
      return value.isArray() ? "a list" : "an object";
    }
    String text =
        value.isString() ? ForeignText.cut(value.stringValue(), MAX_SHOWN) : value.asString();
    return value.isString() ? "\"" + ForeignText.oneLine(text) + "\"" : text;
  }

  private static String phrase(JsonNode rule, Error error) {
    JsonNode value = error.getInstanceNode();
    String name = name(error.getInstanceLocation());
    String subject = name.isEmpty() ? "the arguments" : "`" + name + "`";
    return switch (error.getKeyword()) {
      case "required" -> "`" + member(name, error.getProperty()) + "` is missing";
      case "additionalProperties" -> "unknown argument `" + member(name, error.getProperty()) + "`";
      case "type" -> subject + " must be " + type(rule.get("type")) + ", got " + shown(value);
      case "enum" ->
          subject + " must be one of " + list(rule.get("enum")) + ", got " + shown(value);
      case "const" -> subject + " must be " + shown(rule.get("const")) + ", got " + shown(value);
      case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
          subject + " must be " + range(rule) + ", got " + shown(value);
      case "minLength" ->
          rule.path("minLength").asInt() == 1
              ? subject + " must not be empty"
              : subject + " must have at least " + rule.get("minLength") + " characters";
      case "maxLength" -> subject + " must have at most " + rule.get("maxLength") + " characters";
      case "minItems" ->
          rule.path("minItems").asInt() == 1
              ? subject + " must not be empty"
              : subject + " must have at least " + rule.get("minItems") + " elements";
      case "maxItems" ->
          subject + " must have at most " + rule.get("maxItems") + " elements, got " + value.size();
      case "pattern" -> subject + " must be " + like(rule) + ", got " + shown(value);
      default -> subject + ": " + ForeignText.oneLine(error.getMessage(), 200);
    };
  }

  private static String name(NodePath location) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < location.getNameCount(); i++) {
      Object element = location.getElement(i);
      if (element instanceof Integer index) {
        name.append('[').append(index.intValue()).append(']');
      } else {
        name.append(name.isEmpty() ? "" : ".").append(element);
      }
    }
    return ForeignText.oneLine(name.toString(), MAX_SHOWN);
  }

  private static String member(String parent, String property) {
    return parent.isEmpty() ? property : parent + "." + property;
  }

  private static String like(JsonNode rule) {
    if (rule.has("examples")) {
      return "like " + list(rule.get("examples"));
    }
    return rule.has("description")
        ? rule.get("description").asString()
        : "of the form " + rule.get("pattern").asString();
  }

  private static String range(JsonNode rule) {
    List<String> limits = new ArrayList<>();
    if (rule.has("minimum") && rule.has("maximum")) {
      return rule.get("minimum").asString() + " to " + rule.get("maximum").asString();
    }
    limit(limits, rule, "minimum", "at least ");
    limit(limits, rule, "exclusiveMinimum", "more than ");
    limit(limits, rule, "maximum", "at most ");
    limit(limits, rule, "exclusiveMaximum", "less than ");
    return String.join(" and ", limits);
  }

  private static void limit(List<String> limits, JsonNode rule, String keyword, String words) {
    if (rule.has(keyword)) {
      limits.add(words + rule.get(keyword).asString());
    }
  }

  private static String alternatives(JsonNode rule) {
    Set<String> words = new LinkedHashSet<>();
    for (String keyword : List.of("oneOf", "anyOf")) {
      for (JsonNode alternative : rule.path(keyword)) {
        if (alternative.has("enum")) {
          words.add("one of " + list(alternative.get("enum")));
        } else if (alternative.has("type")) {
          words.add(type(alternative.get("type")));
        }
      }
    }
    return words.isEmpty() ? "of a known form" : String.join(" or ", words);
  }

  private static String type(JsonNode type) {
    if (type.isArray()) {
      return type.valueStream().map(SchemaComplaint::type).collect(Collectors.joining(" or "));
    }
    return switch (type.asString()) {
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "boolean" -> "true or false";
      case "array" -> "a list";
      case "object" -> "an object";
      default -> "a string";
    };
  }

  private static String list(JsonNode values) {
    return values.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
  }
}

package dev.mlintern.tools.docs;

import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Reads the Hub's OpenAPI document into operations; the same route over models, datasets and
/// Spaces becomes one.
final class OpenApiReader {
  private static final List<String> METHODS = List.of("get", "post", "put", "delete", "patch");
  private static final String VARIANTS =
      "^/api/(?:models|datasets|spaces|kernels)/\\{namespace}/\\{repo}";
  private static final int MAX_DEPTH = 3;
  private static final int MAX_NAME = 80;
  private static final int MAX_NOTE = 300;

  // Paths and names get into a command line.
  private static final Pattern PATH = Pattern.compile("/[\\w./{}:~@*-]{0,300}");

  private final JsonNode document;

  private OpenApiReader(JsonNode document) {
    this.document = document;
  }

  static List<ApiOperation> read(JsonNode document) {
    return new OpenApiReader(document).operations();
  }

  private List<ApiOperation> operations() {
    Map<String, ApiOperation> byTitle = new LinkedHashMap<>();
    for (var path : document.path("paths").properties()) {
      for (String method : METHODS) {
        JsonNode node = path.getValue().path(method);
        if (node.isObject() && PATH.matcher(path.getKey()).matches()) {
          ApiOperation operation = operation(method, path.getKey(), node, path.getValue());
          byTitle.merge(operation.title(), operation, (first, _) -> first);
        }
      }
    }
    return List.copyOf(byTitle.values());
  }

  private ApiOperation operation(String method, String path, JsonNode node, JsonNode shared) {
    List<ApiField> query = new ArrayList<>();
    for (JsonNode list : List.of(shared.path("parameters"), node.path("parameters"))) {
      for (JsonNode entry : list) {
        JsonNode parameter = resolve(entry);
        if (parameter.path("in").asString("").equals("query")) {
          boolean required = parameter.path("required").asBoolean(false);
          String name = line(parameter.path("name").asString("?"), MAX_NAME);
          query.add(new ApiField(name, required, note(parameter.path("schema"))));
        }
      }
    }
    List<ApiField> body = new ArrayList<>();
    JsonNode content = resolve(node.path("requestBody")).path("content");
    content.properties().stream()
        .findFirst()
        .ifPresent(type -> fields(body, "", type.getValue().path("schema"), 0));
    String merged = path.replaceFirst(VARIANTS, "/api/{repoType}/{namespace}/{repo}");
    String tag = line(node.path("tags").path(0).asString("other"), MAX_NAME);
    String shown = merged.equals(path) ? tag : "repos";
    return new ApiOperation(
        method.toUpperCase(java.util.Locale.ROOT),
        merged,
        merged.contains("/discussions") ? "discussions" : shown,
        true,
        line(node.path("summary").asString(node.path("description").asString("")), MAX_NOTE),
        query,
        body,
        answer(node));
  }

  private void fields(List<ApiField> fields, String prefix, JsonNode raw, int depth) {
    if (depth > MAX_DEPTH) { // a schema may be an alternative of itself
      return;
    }
    JsonNode schema = resolve(raw);
    for (String combinator : List.of("allOf", "oneOf", "anyOf")) {
      for (JsonNode part : schema.path(combinator)) {
        fields(fields, prefix, part, depth + 1);
      }
    }
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asString("")));
    for (var member : schema.path("properties").properties()) {
      String name = line(prefix + member.getKey(), MAX_NAME);
      if (fields.stream().noneMatch(f -> f.name().equals(name))) {
        boolean needed = prefix.isEmpty() && required.contains(member.getKey());
        fields.add(new ApiField(name, needed, note(member.getValue())));
      }
    }
  }

  private String note(JsonNode raw) {
    JsonNode schema = resolve(raw);
    List<String> parts = new ArrayList<>();
    List<String> values = new ArrayList<>();
    collectValues(values, schema, 0);
    if (!values.isEmpty()) {
      parts.add("one of " + String.join(",", values.subList(0, Math.min(20, values.size()))));
    } else {
      String type = schema.path("type").asString("");
      parts.add(type.equals("array") ? "array of " + itemType(schema) : type);
    }
    String low = schema.path("minimum").asString("");
    String high = schema.path("maximum").asString(schema.path("maxLength").asString(""));
    if (!low.isEmpty() || !high.isEmpty()) {
      parts.add(low + ".." + high);
    }
    if (schema.has("default") && !schema.path("default").isContainer()) {
      parts.add("default " + schema.path("default").asString(""));
    }
    if (schema.has("pattern")) {
      parts.add("pattern " + schema.path("pattern").asString(""));
    }
    return line(String.join("; ", parts.stream().filter(p -> !p.isBlank()).toList()), MAX_NOTE);
  }

  private String itemType(JsonNode array) {
    JsonNode items = resolve(array.path("items"));
    List<String> members = new ArrayList<>();
    items.path("properties").properties().forEach(member -> members.add(member.getKey()));
    return members.isEmpty()
        ? items.path("type").asString("any")
        : "{" + String.join(", ", members) + "}";
  }

  private void collectValues(List<String> values, JsonNode schema, int depth) {
    schema.path("enum").forEach(value -> values.add(value.asString("")));
    if (schema.has("const")) {
      values.add(schema.path("const").asString(""));
    }
    for (String combinator : List.of("anyOf", "oneOf")) {
      for (JsonNode part : schema.path(combinator)) {
        if (depth < MAX_DEPTH) {
          collectValues(values, resolve(part), depth + 1);
        }
      }
    }
  }

  private String answer(JsonNode node) {
    for (String status : List.of("200", "201", "204")) {
      JsonNode reply = resolve(node.path("responses").path(status));
      if (reply.isObject()) {
        List<String> members = new ArrayList<>();
        JsonNode content = reply.path("content").path("application/json").path("schema");
        JsonNode schema = resolve(content);
        boolean list = schema.path("type").asString("").equals("array");
        JsonNode object = list ? resolve(schema.path("items")) : schema;
        object.path("properties").properties().forEach(member -> members.add(member.getKey()));
        String fields = String.join(", ", members.subList(0, Math.min(30, members.size())));
        fields = line(fields, MAX_NOTE);
        return status
            + (fields.isEmpty() ? "" : list ? " [{" + fields + "}]" : " {" + fields + "}");
      }
    }
    return "";
  }

  private static String line(String text, int maxChars) {
    return ForeignText.oneLine(text, maxChars);
  }

  private JsonNode resolve(JsonNode node) {
    JsonNode at = node;
    for (int hops = 0; hops < 10 && at.has("$ref"); hops++) {
      String reference = at.path("$ref").asString("");
      if (!reference.startsWith("#/")) {
        return at;
      }
      at = document.at(reference.substring(1));
    }
    return at;
  }
}

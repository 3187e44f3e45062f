package dev.mlintern.e2e;

import static dev.mlintern.e2e.ModelRequest.elements;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What the Messages API answers with 400 `invalid_request_error`, as far as a server of ours can
/// cause it: the rules for tool definitions and for the pairing of calls and results.
final class AnthropicRules {
  private static final Pattern TOOL_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");
  private static final Pattern PROPERTY_KEY = Pattern.compile("[a-zA-Z0-9_.-]{1,64}");
  private static final Set<String> ROOT_COMBINATORS = Set.of("oneOf", "anyOf", "allOf");
  private static final Schema META_SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

  private AnthropicRules() {}

  /// Why a request would be refused; empty when it would not.
  static List<String> refusals(JsonNode body) {
    List<String> refusals = new ArrayList<>();
    Set<String> names = new HashSet<>();
    elements(body.path("tools"))
        .forEach(
            tool -> {
              String name = tool.path("name").asString("");
              if (!names.add(name)) {
                refusals.add("tools: Tool names must be unique: " + name);
              }
              checkTool(name, tool, refusals);
            });
    checkMessages(body.path("messages"), refusals);
    return refusals;
  }

  private static void checkTool(String name, JsonNode tool, List<String> refusals) {
    if (!TOOL_NAME.matcher(name).matches()) {
      refusals.add("tools: name must match " + TOOL_NAME + ": " + name);
    }
    if (tool.has("description") && !tool.path("description").isString()) {
      refusals.add("tools." + name + ".description: Input should be a valid string");
    }
    if (!tool.has("input_schema")) {
      return; // One of the API's own tools, told apart by its `type`.
    }
    JsonNode schema = tool.path("input_schema");
    String where = "tools." + name + ".input_schema";
    if (!schema.path("type").isString() || !schema.path("type").asString().equals("object")) {
      refusals.add(where + ".type: must be \"object\"");
    }
    for (String combinator : ROOT_COMBINATORS) {
      if (schema.has(combinator)) {
        refusals.add(where + ": does not support oneOf, allOf, or anyOf at the top level");
      }
    }
    checkKeys(where, schema, refusals);
    if (!META_SCHEMA.validate(schema.toString(), InputFormat.JSON).isEmpty()) {
      refusals.add(where + ": JSON schema is invalid (draft 2020-12)");
    }
  }

  private static void checkKeys(String where, JsonNode schema, List<String> refusals) {
    schema
        .path("properties")
        .propertyNames()
        .forEach(
            key -> {
              if (!PROPERTY_KEY.matcher(key).matches()) {
                refusals.add(where + ".properties: key must match " + PROPERTY_KEY + ": " + key);
              }
            });
  }

  /// Every call is answered in the very next message; no text block is empty.
  private static void checkMessages(JsonNode messages, List<String> refusals) {
    Set<String> open = new TreeSet<>();
    for (JsonNode message : elements(messages).toList()) {
      String role = message.path("role").asString();
      List<JsonNode> blocks = elements(message.path("content")).toList();
      if (role.equals("user")) {
        blocks.forEach(block -> open.remove(block.path("tool_use_id").asString("")));
        open.forEach(id -> refusals.add("messages: tool_use without tool_result: " + id));
        open.clear();
      }
      for (JsonNode block : blocks) {
        switch (block.path("type").asString()) {
          case "tool_use" -> open.add(block.path("id").asString());
          case "text" -> {
            if (block.path("text").asString().isEmpty()) {
              refusals.add("messages: text content blocks must be non-empty");
            }
          }
          default -> {}
        }
      }
    }
  }
}

package dev.mlintern.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the model is told about a tool: the hand-written document `resources/tools/<name>.json`.
///
/// @param toolset the group it is switched on and off with
/// @param annotations MCP hints (`readOnlyHint`, …), true to what the tool does
/// @param inputSchema served verbatim; flat, no combinators at the root
/// @param operations for a tool with operations: a `oneOf` of one branch per operation, what
///     arguments are validated with
public record ToolSpec(
    String name,
    String title,
    String toolset,
    String description,
    ObjectNode annotations,
    ObjectNode inputSchema,
    Optional<ObjectNode> operations) {

  /// Reads `tools/<name>.json` from the class path.
  public static ToolSpec load(String name) {
    String resource = "/tools/" + name + ".json";
    try (InputStream in = ToolSpec.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      JsonNode document = JsonMapper.shared().readTree(in);
      return new ToolSpec(
          document.get("name").asString(),
          document.get("title").asString(),
          document.get("toolset").asString(),
          document.get("description").asString(),
          (ObjectNode) document.get("annotations"),
          (ObjectNode) document.get("inputSchema"),
          document.optional("operations").map(ObjectNode.class::cast));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  /// Whether no operation of the tool changes anything.
  public boolean isReadOnly() {
    return annotations.path("readOnlyHint").asBoolean(false);
  }
}

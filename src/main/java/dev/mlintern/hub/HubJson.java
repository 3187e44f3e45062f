package dev.mlintern.hub;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads JSON that may be something else.
final class HubJson {
  private HubJson() {}

  /// The document; empty when the bytes are not one. The parser's own message is of no use: it
  /// quotes the bytes, which may be a whole HTML page.
  static Optional<JsonNode> parse(byte[] bytes) {
    try {
      return Optional.of(JsonMapper.shared().readTree(bytes)).filter(node -> !node.isMissingNode());
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }
}

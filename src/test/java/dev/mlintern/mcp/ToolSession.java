package dev.mlintern.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

/// Calls of one tool, one after the other, through a server's real stdio. Arguments are written
/// with apostrophes for quotation marks.
public final class ToolSession {
  private final Wire wire;
  private final String tool;
  private int calls;

  public ToolSession(Wire wire, String tool) {
    this.wire = wire;
    this.tool = tool;
  }

  /// The text of an answer that must be none of an error.
  public String ok(String arguments) {
    return text(call(arguments), false);
  }

  /// The text of an answer that must be an error.
  public String refused(String arguments) {
    return text(call(arguments), true);
  }

  /// Sends a call without waiting for its answer.
  ///
  /// @return its id
  public int begin(String arguments) {
    wire.call(++calls, tool, arguments);
    return calls;
  }

  private JsonNode call(String arguments) {
    int id = begin(arguments);
    JsonNode message = wire.receive();
    while (!message.has("id")) {
      message = wire.receive();
    }
    assertThat(message.get("id").asInt()).isEqualTo(id);
    return message.get("result");
  }

  private static String text(JsonNode result, boolean isError) {
    assertThat(result.path("isError").asBoolean(false)).as(result.toString()).isEqualTo(isError);
    return result.get("content").get(0).get("text").asString();
  }
}

package dev.mlintern.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// One request of the client to the Messages API: what the model was shown.
///
/// @param headers names in lower case
/// @param refusals why the real API would answer 400; empty when it would not
public record ModelRequest(
    String path, Map<String, String> headers, JsonNode body, List<String> refusals) {
  /// Which conversation a request belongs to.
  public enum Kind {
    MAIN,
    SUBAGENT,
    /// The client asks for a summary that replaces the conversation.
    COMPACTION,
    /// Titles, summaries and whatever else the client asks beside the work.
    SIDE
  }

  /// A tool's result as the model reads it.
  public record ShownResult(String toolUseId, String tool, boolean isError, String text) {}

  public ModelRequest {
    headers = Map.copyOf(headers);
    refusals = List.copyOf(refusals);
  }

  public Kind kind() {
    if (lastUserText().contains("Your task is to create a detailed summary")) {
      return Kind.COMPACTION;
    }
    if (agentId().isPresent() || systemText().contains("cc_is_subagent=true")) {
      return Kind.SUBAGENT;
    }
    return body.path("tools").isEmpty() ? Kind.SIDE : Kind.MAIN;
  }

  public Optional<String> agentId() {
    return Optional.ofNullable(headers.get("x-claude-code-agent-id"));
  }

  public String systemText() {
    return text(body.path("system"));
  }

  public List<String> toolNames() {
    return elements(body.path("tools")).map(tool -> tool.path("name").asString()).toList();
  }

  /// The definition of one tool: `name`, `description`, `input_schema`.
  public JsonNode tool(String name) {
    return elements(body.path("tools"))
        .filter(tool -> tool.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no tool " + name + " among " + toolNames()));
  }

  /// Every tool result of the conversation so far, oldest first.
  public List<ShownResult> toolResults() {
    Map<String, String> toolsById = new HashMap<>();
    List<ShownResult> results = new ArrayList<>();
    elements(body.path("messages"))
        .flatMap(message -> elements(message.path("content")))
        .forEach(
            block -> {
              switch (block.path("type").asString()) {
                case "tool_use" ->
                    toolsById.put(block.path("id").asString(), block.path("name").asString());
                case "tool_result" -> {
                  String id = block.path("tool_use_id").asString();
                  results.add(
                      new ShownResult(
                          id,
                          toolsById.getOrDefault(id, "?"),
                          block.path("is_error").asBoolean(false),
                          text(block.path("content"))));
                }
                default -> {}
              }
            });
    return results;
  }

  /// The newest tool result.
  public ShownResult lastResult() {
    List<ShownResult> results = toolResults();
    if (results.isEmpty()) {
      throw new AssertionError("the model has seen no tool result yet");
    }
    return results.getLast();
  }

  public String firstUserText() {
    return messages("user").map(message -> text(message.path("content"))).findFirst().orElse("");
  }

  public String lastUserText() {
    return messages("user")
        .map(message -> text(message.path("content")))
        .reduce("", (_, later) -> later);
  }

  /// Everything the client put before the model beside its own turns: user messages, reminders,
  /// hook context, server instructions.
  public String contextText() {
    return Stream.concat(messages("system"), messages("user"))
        .map(message -> text(message.path("content")))
        .collect(Collectors.joining("\n"));
  }

  private Stream<JsonNode> messages(String role) {
    return elements(body.path("messages"))
        .filter(message -> message.path("role").asString().equals(role));
  }

  static Stream<JsonNode> elements(JsonNode node) {
    return node.isArray() ? node.valueStream() : Stream.empty();
  }

  /// The text of a content value: a string, or a list of blocks.
  static String text(JsonNode content) {
    if (content.isString()) {
      return content.asString();
    }
    return elements(content)
        .map(
            block ->
                switch (block.path("type").asString()) {
                  case "text" -> block.path("text").asString();
                  case "tool_result" -> text(block.path("content"));
                  default -> "";
                })
        .collect(Collectors.joining("\n"));
  }
}

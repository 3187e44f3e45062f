package dev.mlintern.tools.datasets;

import tools.jackson.databind.JsonNode;

/// One turn of a conversation.
///
/// @param role as written: `user`, `assistant`, `human`, `gpt`, …; empty when missing
/// @param text the content; text parts of a multi-part content joined, other parts as `<image>`
/// @param toolCall whether it calls a tool: a `tool_calls` or `function_call` that is neither null
///     nor empty
record ChatMessage(String role, String text, boolean toolCall) {
  /// Neither words nor a tool call.
  boolean isBlank() {
    return text.isBlank() && !toolCall;
  }

  /// The role in OpenAI's words; unknown ones as written.
  String plainRole() {
    return switch (role.strip().toLowerCase(java.util.Locale.ROOT)) {
      case "user", "human", "prompter" -> "user";
      case "assistant", "gpt", "chatgpt", "bard", "bing", "model", "bot" -> "assistant";
      case "system" -> "system";
      case "developer" -> "developer";
      case "tool", "function", "observation", "function_response" -> "tool";
      default -> role;
    };
  }

  static ChatMessage of(JsonNode message, String roleKey, String textKey) {
    return new ChatMessage(
        message.path(roleKey).asString(""),
        content(message.path(textKey)),
        isPresent(message.path("tool_calls")) || isPresent(message.path("function_call")));
  }

  private static boolean isPresent(JsonNode node) {
    return node.isString() ? !node.asString().isBlank() : node.isContainer() && !node.isEmpty();
  }

  static String content(JsonNode content) {
    if (content.isString()) {
      return content.asString();
    }
    if (content.isArray()) {
      StringBuilder text = new StringBuilder();
      for (JsonNode part : content) {
        if (!text.isEmpty()) {
          text.append(' ');
        }
        JsonNode words = part.isString() ? part : part.path("text");
        text.append(
            words.isString() && !words.asString().isEmpty()
                ? words.asString()
                : "<" + part.path("type").asString("part") + ">");
      }
      return text.toString();
    }
    return content.isMissingNode() || content.isNull() ? "" : content.toString();
  }
}

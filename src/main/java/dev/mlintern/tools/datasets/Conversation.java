package dev.mlintern.tools.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A cell that holds a conversation, in any of the ways people store one.
record Conversation(Keys keys, Packing packing, List<ChatMessage> messages) {
  /// What the two parts of a message are called.
  enum Keys {
    /// OpenAI's; what chat templates and TRL take.
    ROLE_CONTENT("role", "content"),
    /// ShareGPT's.
    FROM_VALUE("from", "value");

    final String role;
    final String text;

    Keys(String role, String text) {
      this.role = role;
      this.text = text;
    }
  }

  /// How messages are put into the cell.
  enum Packing {
    /// A list of messages.
    LIST,
    /// One message alone, not in a list.
    SINGLE,
    /// An object of parallel lists, which older `Sequence` columns give.
    COLUMNS,
    /// JSON text of a list.
    JSON_TEXT
  }

  Conversation {
    messages = List.copyOf(messages);
  }

  /// Reads a cell; empty for anything that is no conversation (an empty list included).
  static Optional<Conversation> read(JsonNode cell) {
    if (cell.isString()) {
      return readText(cell.asString());
    }
    for (Keys keys : Keys.values()) {
      if (cell.isArray() && !cell.isEmpty() && cell.get(0).has(keys.role)) {
        List<ChatMessage> messages = new ArrayList<>();
        cell.forEach(message -> messages.add(ChatMessage.of(message, keys.role, keys.text)));
        return Optional.of(new Conversation(keys, Packing.LIST, messages));
      }
      if (cell.isObject() && cell.has(keys.role) && cell.has(keys.text)) {
        return Optional.of(fromObject(cell, keys));
      }
    }
    return Optional.empty();
  }

  private static Conversation fromObject(JsonNode cell, Keys keys) {
    JsonNode roles = cell.path(keys.role);
    if (!roles.isArray()) {
      return new Conversation(
          keys, Packing.SINGLE, List.of(ChatMessage.of(cell, keys.role, keys.text)));
    }
    JsonNode texts = cell.path(keys.text);
    List<ChatMessage> messages = new ArrayList<>();
    for (int i = 0; i < roles.size(); i++) {
      messages.add(
          new ChatMessage(roles.get(i).asString(""), ChatMessage.content(texts.path(i)), false));
    }
    return new Conversation(keys, Packing.COLUMNS, messages);
  }

  private static Optional<Conversation> readText(String text) {
    String stripped = text.strip();
    if (!stripped.startsWith("[{") && !stripped.startsWith("[ {") && !stripped.startsWith("[\n")) {
      return Optional.empty();
    }
    try {
      return read(JsonMapper.shared().readTree(stripped))
          .map(inner -> new Conversation(inner.keys, Packing.JSON_TEXT, inner.messages));
    } catch (JacksonException _) {
      // Not JSON after all, or JSON the viewer has cut.
      return Optional.empty();
    }
  }
}

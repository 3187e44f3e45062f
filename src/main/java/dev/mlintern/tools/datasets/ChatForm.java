package dev.mlintern.tools.datasets;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a column stores conversations, as far as it takes to rewrite them into `{role, content}`.
record ChatForm(Conversation.Keys keys, Conversation.Packing packing, List<String> roles) {
  ChatForm {
    roles = List.copyOf(roles);
  }

  /// The form seen in the rows, or what the shape alone tells.
  static ChatForm of(ColumnShape shape, ChatProfile seen) {
    return new ChatForm(
        seen.keys().orElse(unseen(shape).keys),
        seen.packing().orElse(unseen(shape).packing),
        List.copyOf(seen.roles().keySet()));
  }

  static ChatForm unseen(ColumnShape shape) {
    return switch (shape) {
      case SHAREGPT ->
          new ChatForm(
              Conversation.Keys.FROM_VALUE,
              Conversation.Packing.LIST,
              List.of("human", "gpt", "system"));
      case CHAT_PACKED ->
          new ChatForm(Conversation.Keys.ROLE_CONTENT, Conversation.Packing.COLUMNS, List.of());
      case CHAT_SINGLE ->
          new ChatForm(Conversation.Keys.ROLE_CONTENT, Conversation.Packing.SINGLE, List.of());
      default -> new ChatForm(Conversation.Keys.ROLE_CONTENT, Conversation.Packing.LIST, List.of());
    };
  }

  /// Whether chat templates take it as it is.
  boolean isStandard() {
    return keys == Conversation.Keys.ROLE_CONTENT
        && packing == Conversation.Packing.LIST
        && renamedRoles().isEmpty();
  }

  /// Role as written → OpenAI's word, for roles that differ.
  Map<String, String> renamedRoles() {
    Map<String, String> renamed = new LinkedHashMap<>();
    for (String role : roles) {
      String plain = new ChatMessage(role, "", false).plainRole();
      if (!plain.equals(role)) {
        renamed.put(role, plain);
      }
    }
    return renamed;
  }

  /// `from/value`, `JSON text`, … for people.
  String text() {
    String form =
        switch (packing) {
          case LIST -> "list of {" + keys.role + ", " + keys.text + "}";
          case SINGLE -> "single {" + keys.role + ", " + keys.text + "}";
          case COLUMNS -> "parallel lists {" + keys.role + "[], " + keys.text + "[]}";
          case JSON_TEXT -> "JSON text of {" + keys.role + ", " + keys.text + "} messages";
        };
    return keys == Conversation.Keys.FROM_VALUE ? "ShareGPT " + form : form;
  }
}

package dev.mlintern.tools.datasets;

import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/// One line about a column of conversations.
final class ChatText {
  private ChatText() {}

  /// Empty when no conversation could be read.
  static String of(ChatProfile chat, String phrase) {
    if (chat.read() == 0) {
      return chat.cut() > 0
          ? "Chat "
              + Names.code(chat.column())
              + ": cells cut by the viewer "
              + phrase
              + "; use `offset` to read whole ones."
          : "";
    }
    ColumnShape shape =
        chat.keys().filter(k -> k == Conversation.Keys.FROM_VALUE).isPresent()
            ? ColumnShape.SHAREGPT
            : ColumnShape.CHAT;
    return "Chat "
        + Names.code(chat.column())
        + " ("
        + phrase
        + "): "
        + ChatForm.of(shape, chat).text()
        + "; roles "
        + counts(chat.roles())
        + "; "
        + chat.turns().map(Spread::text).orElse("0")
        + " turns; system message in "
        + chat.withSystem()
        + ", tool calls in "
        + chat.withTools()
        + "; last turn "
        + counts(chat.lastRoles())
        + (chat.cut() > 0 ? "; " + chat.cut() + " cut and not read" : "");
  }

  private static String counts(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .limit(6)
        .map(e -> (e.getKey().isBlank() ? "(none)" : Names.plain(e.getKey())) + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}

package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What the rows at hand say about one column of conversations, over all of them.
///
/// @param read rows whose conversation could be read
/// @param cut rows whose cell the viewer cut, so that it cannot be read
/// @param empty rows without a single message (null or an empty list)
/// @param keys what messages call role and content
/// @param roles role as written → messages
/// @param turns messages per conversation
/// @param withSystem rows that open with a system or developer message
/// @param withTools rows with a tool call or a tool message
/// @param blanks rows with a message that has neither words nor a tool call
/// @param lastRoles role as written of the last message → rows
/// @param repeats rows in which user or assistant speaks twice in a row
/// @param badStarts rows whose first message after any system message is not the user's
/// @param lateSystem rows with a system message after the first message
/// @param example index of the first row with a blank message, repeat or bad start
record ChatProfile(
    String column,
    int read,
    int cut,
    int empty,
    Optional<Conversation.Keys> keys,
    Optional<Conversation.Packing> packing,
    Map<String, Integer> roles,
    Optional<Spread> turns,
    int withSystem,
    int withTools,
    int blanks,
    Map<String, Integer> lastRoles,
    int repeats,
    int badStarts,
    int lateSystem,
    Optional<Long> example) {

  /// Reads every row of a column whose shape is a conversation.
  static ChatProfile of(String column, List<DatasetPage.Row> rows) {
    Tally tally = new Tally();
    for (DatasetPage.Row row : rows) {
      JsonNode cell = row.cells().path(column);
      if (row.truncated().contains(column)) {
        tally.cut++;
      } else {
        Conversation.read(cell)
            .ifPresentOrElse(found -> tally.add(found, row.index()), () -> tally.empty++);
      }
    }
    return tally.profile(column);
  }

  /// Whether some message has a role that chat templates do not know.
  List<String> strangeRoles() {
    return roles.keySet().stream()
        .filter(role -> !List.of("user", "assistant", "system", "developer", "tool").contains(role))
        .toList();
  }

  private static final class Tally {
    private int read;
    private int cut;
    private int empty;
    private Optional<Conversation.Keys> keys = Optional.empty();
    private Optional<Conversation.Packing> packing = Optional.empty();
    private final Map<String, Integer> roles = new LinkedHashMap<>();
    private final List<Integer> turns = new ArrayList<>();
    private int withSystem;
    private int withTools;
    private int blanks;
    private final Map<String, Integer> lastRoles = new LinkedHashMap<>();
    private int repeats;
    private int badStarts;
    private int lateSystem;
    private Optional<Long> example = Optional.empty();

    void add(Conversation conversation, long row) {
      read++;
      keys = Optional.of(conversation.keys());
      packing = Optional.of(conversation.packing());
      List<ChatMessage> messages = conversation.messages();
      turns.add(messages.size());
      messages.forEach(message -> roles.merge(message.role(), 1, Integer::sum));
      lastRoles.merge(messages.getLast().role(), 1, Integer::sum);
      List<String> plain = messages.stream().map(ChatMessage::plainRole).toList();
      withSystem += isSystem(plain.getFirst()) ? 1 : 0;
      withTools +=
          messages.stream().anyMatch(ChatMessage::toolCall) || plain.contains("tool") ? 1 : 0;
      boolean blank = messages.stream().anyMatch(ChatMessage::isBlank);
      boolean repeat = repeats(plain);
      boolean badStart = startsBadly(plain);
      blanks += blank ? 1 : 0;
      repeats += repeat ? 1 : 0;
      badStarts += badStart ? 1 : 0;
      lateSystem += plain.stream().skip(1).anyMatch(Tally::isSystem) ? 1 : 0;
      if (example.isEmpty() && (blank || repeat || badStart)) {
        example = Optional.of(row);
      }
    }

    ChatProfile profile(String column) {
      return new ChatProfile(
          column,
          read,
          cut,
          empty,
          keys,
          packing,
          roles,
          Spread.of(turns.stream().mapToDouble(Integer::doubleValue).toArray()),
          withSystem,
          withTools,
          blanks,
          lastRoles,
          repeats,
          badStarts,
          lateSystem,
          example);
    }

    private static boolean isSystem(String role) {
      return role.equals("system") || role.equals("developer");
    }

    private static boolean repeats(List<String> roles) {
      for (int i = 1; i < roles.size(); i++) {
        String role = roles.get(i);
        boolean speaker = role.equals("user") || role.equals("assistant");
        if (speaker && role.equals(roles.get(i - 1))) {
          return true;
        }
      }
      return false;
    }

    private static boolean startsBadly(List<String> roles) {
      return roles.stream()
          .filter(role -> !isSystem(role))
          .findFirst()
          .map(role -> !role.equals("user"))
          .orElse(true);
    }
  }
}

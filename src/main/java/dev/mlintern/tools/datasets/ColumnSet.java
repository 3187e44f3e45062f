package dev.mlintern.tools.datasets;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The columns of a dataset by name and [ColumnShape], and which of them play a part under another
/// name.
///
/// @param shapes a CHAT column whose roles have unusual names counts as CHAT_PACKED
/// @param forms how each column of conversations stores them
record ColumnSet(Map<String, ColumnShape> shapes, Map<String, ChatForm> forms) {
  /// A part a column plays in training data, with the names people give it, TRL's first.
  enum Part {
    TEXT("text", "content", "body", "document", "article", "raw_text", "raw_content", "story"),
    MESSAGES("messages", "conversations", "conversation", "chat", "dialogue", "dialog", "turns"),
    /// A prompt beside a completion; by itself such a column may be something else.
    PROMPT(
        "prompt",
        "question",
        "instruction",
        "problem",
        "query",
        "user_prompt",
        "input",
        "user",
        "human"),
    /// A prompt that is known by its name alone.
    LONE_PROMPT("prompt", "question", "instruction", "problem", "query", "user_prompt"),
    COMPLETION(
        "completion",
        "response",
        "answer",
        "output",
        "solution",
        "target",
        "assistant",
        "reply",
        "generation"),
    CHOSEN(
        "chosen",
        "chosen_response",
        "response_chosen",
        "preferred",
        "accepted",
        "winner",
        "better",
        "y_w",
        "response_j"),
    REJECTED(
        "rejected",
        "rejected_response",
        "response_rejected",
        "dispreferred",
        "loser",
        "worse",
        "y_l",
        "response_k"),
    LABEL("label", "is_preferred", "desirable", "thumbs_up", "liked", "is_good", "feedback"),
    STEPS("completions", "steps", "solution_steps"),
    STEP_LABELS("labels", "step_labels", "ratings");

    private final List<String> names;

    Part(String... names) {
      this.names = List.of(names);
    }

    /// The name TRL expects.
    String standardName() {
      return names.getFirst();
    }
  }

  ColumnSet {
    Map<String, ColumnShape> checked = new LinkedHashMap<>();
    for (Map.Entry<String, ColumnShape> column : shapes.entrySet()) {
      ChatForm form = forms.get(column.getKey());
      boolean oddRoles =
          column.getValue() == ColumnShape.CHAT && form != null && !form.isStandard();
      checked.put(column.getKey(), oddRoles ? ColumnShape.CHAT_PACKED : column.getValue());
    }
    shapes = Collections.unmodifiableMap(checked);
    forms = Map.copyOf(forms);
  }

  /// From rows that were seen.
  static ColumnSet of(Sample sample) {
    Map<String, ColumnShape> shapes = new LinkedHashMap<>();
    sample.profiles().forEach(profile -> shapes.put(profile.name(), profile.shape()));
    Map<String, ChatForm> forms = new LinkedHashMap<>();
    for (ChatProfile chat : sample.chats()) {
      forms.put(chat.column(), ChatForm.of(shapes.get(chat.column()), chat));
    }
    return new ColumnSet(shapes, forms);
  }

  /// From types alone.
  static ColumnSet of(Map<String, FeatureType> schema) {
    Map<String, ColumnShape> shapes = new LinkedHashMap<>();
    schema.forEach((name, type) -> shapes.put(name, ColumnShape.of(type, List.of())));
    return new ColumnSet(shapes, Map.of());
  }

  boolean has(Part part) {
    return shapes.containsKey(part.standardName());
  }

  /// Whether the column with TRL's name is there in one of the shapes.
  boolean has(Part part, ColumnShape... allowed) {
    return has(part) && List.of(allowed).contains(shapes.get(part.standardName()));
  }

  /// A column of one of the shapes that plays the part, under TRL's or another name.
  Optional<String> playing(Part part, ColumnShape... allowed) {
    List<ColumnShape> wanted = List.of(allowed);
    for (String name : part.names) {
      for (Map.Entry<String, ColumnShape> column : shapes.entrySet()) {
        if (column.getKey().toLowerCase(Locale.ROOT).equals(name)
            && wanted.contains(column.getValue())) {
          return Optional.of(column.getKey());
        }
      }
    }
    return Optional.empty();
  }

  ColumnShape shape(String column) {
    return shapes.getOrDefault(column, ColumnShape.OTHER);
  }

  ChatForm form(String column) {
    return forms.getOrDefault(column, ChatForm.unseen(shape(column)));
  }

  private List<String> named(ColumnShape shape) {
    return shapes.entrySet().stream()
        .filter(column -> column.getValue() == shape)
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Columns of a shape that hold content, not what tells rows apart.
  List<String> contents(ColumnShape shape) {
    return named(shape).stream().filter(name -> !Names.isId(name)).toList();
  }

  /// A column of whole conversations, by name if possible; preference and prompt columns hold only
  /// parts of one.
  Optional<String> conversation() {
    ColumnShape[] kinds = {ColumnShape.CHAT, ColumnShape.SHAREGPT, ColumnShape.CHAT_PACKED};
    return playing(Part.MESSAGES, kinds)
        .or(
            () ->
                shapes.entrySet().stream()
                    .filter(column -> List.of(kinds).contains(column.getValue()))
                    .map(Map.Entry::getKey)
                    .filter(name -> !isPartOfConversation(name))
                    .findFirst());
  }

  private static boolean isPartOfConversation(String name) {
    return List.of("prompt", "completion", "chosen", "rejected")
        .contains(name.toLowerCase(Locale.ROOT));
  }
}

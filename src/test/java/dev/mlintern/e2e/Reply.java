package dev.mlintern.e2e;

import java.util.List;
import java.util.Map;

/// What the scripted model says in one turn: text, tool calls, or both.
public record Reply(String text, List<ToolUse> toolUses) {
  public Reply {
    toolUses = List.copyOf(toolUses);
    if (text.isEmpty() && toolUses.isEmpty()) {
      throw new IllegalArgumentException("a turn of the model is never empty");
    }
  }

  /// One tool call.
  public record ToolUse(String tool, Map<String, Object> input) {
    public ToolUse {
      input = Map.copyOf(input);
    }
  }

  public static Reply text(String text) {
    return new Reply(text, List.of());
  }

  public static Reply call(String tool, Map<String, Object> input) {
    return new Reply("", List.of(new ToolUse(tool, input)));
  }

  /// Calls within one turn, which the client may run at the same time.
  public static Reply calls(ToolUse... toolUses) {
    return new Reply("", List.of(toolUses));
  }
}

package dev.mlintern.cli;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What a hook is fired with to see whether it works, and what it must answer.
///
/// @param name for the reader: the event, and the call if there is one
/// @param expected the decision a PreToolUse hook must give; for other events a remark
record HookSample(String event, String name, JsonObject fields, String expected) {
  private static final String SESSION = "00000000-0000-0000-0000-000000000000";

  private static final List<HookSample> CALLS =
      List.of(
          call(
              "mcp__ml-intern__hf_jobs",
              JsonObject.builder()
                  .put("operation", "run")
                  .put("script", "print(1)")
                  .put("hardware_flavor", "a10g-large")
                  .put("timeout", "2h"),
              "ask"),
          call(
              "mcp__ml-intern__hub_repo_search",
              JsonObject.builder().put("query", "doctor"),
              "allow"),
          call("mcp__ml-intern__doctor_sample", JsonObject.builder(), "ask"),
          call("Bash", JsonObject.builder().put("command", "hf jobs run python:3.12 true"), "ask"),
          call(
              "Read", JsonObject.builder().put("file_path", "~/.cache/huggingface/token"), "deny"));

  private static HookSample call(String tool, JsonObject.Builder input, String expected) {
    JsonObject fields =
        JsonObject.builder()
            .put("permission_mode", "default")
            .put("tool_name", tool)
            .put("tool_input", input.build())
            .put("tool_use_id", "toolu_doctor")
            .build();
    return new HookSample("PreToolUse", "PreToolUse " + tool, fields, expected);
  }

  /// The sample for a hook of this event; for PreToolUse one that its matcher takes.
  static HookSample of(String event, String matcher) {
    return switch (event) {
      case "PreToolUse" ->
          CALLS.stream()
              .filter(sample -> takes(matcher, sample.tool()))
              .findFirst()
              .orElse(CALLS.getFirst());
      case "SessionStart" -> lifeCycle(event, "source", "startup", "context");
      case "SessionEnd" -> lifeCycle(event, "reason", "other", "ends (upload switched off here)");
      default -> lifeCycle(event, "source", "doctor", "ends");
    };
  }

  private static HookSample lifeCycle(String event, String field, String value, String expected) {
    return new HookSample(event, event, JsonObject.builder().put(field, value).build(), expected);
  }

  private static boolean takes(String matcher, String tool) {
    try {
      return matcher.isEmpty() || Pattern.compile(matcher).matcher(tool).find();
    } catch (PatternSyntaxException _) {
      return false;
    }
  }

  private String tool() {
    return fields.string("tool_name").orElse("");
  }

  /// What Claude Code would write to the hook's standard input.
  String json(Path project) {
    return JsonObject.builder()
        .put("session_id", SESSION)
        .put("transcript_path", project.resolve("no-such-transcript.jsonl").toString())
        .put("cwd", project.toString())
        .put("hook_event_name", event)
        .putAll(fields)
        .build()
        .toJson();
  }

  /// What is wrong with the hook's answer.
  Optional<String> complaint(BoundedRun run) {
    if (run.exitCode() != 0) {
      return Optional.of(run.summary());
    }
    if (!event.equals("PreToolUse")) {
      String out = run.stdout().strip();
      if (out.isEmpty() && event.equals("SessionStart")) {
        return Optional.of("says nothing (not built, or no JDK 25)");
      }
      return out.isEmpty() || out.startsWith("{")
          ? Optional.empty()
          : Optional.of("answers with something that is not JSON");
    }
    JsonObject output;
    try {
      output =
          JsonReader.readObject(run.stdout()).object("hookSpecificOutput").orElse(JsonObject.EMPTY);
    } catch (JsonException _) {
      return Optional.of("answers with something that is not JSON: " + run.summary());
    }
    String reason = output.string("permissionDecisionReason").orElse("");
    if (reason.contains("hook is unavailable")) {
      return Optional.of("only its stand-in answers (not built, or no JDK 25): it asks each time");
    }
    String decision = output.string("permissionDecision").orElse("nothing");
    return decision.equals(expected)
        ? Optional.empty()
        : Optional.of("answers " + decision + ", not " + expected);
  }
}

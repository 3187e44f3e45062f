package dev.mlintern.cli;

import dev.mlintern.hooks.ApprovalHook;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A job of the demo, from the question a human is asked to the result: what the approval hook says
/// is the hook's own answer, and the job really runs.
final class DemoJob {
  private static final int QUOTED_LINES = 14;
  private static final String SCRIPT =
      """
      # Fits y = 2x + 1 by gradient descent, with nothing but Python.
      data = [(x / 10, 2 * x / 10 + 1) for x in range(-20, 21)]
      w = b = 0.0
      for step in range(1, 301):
          errors = [(w * x + b - y, x) for x, y in data]
          loss = sum(e * e for e, _ in errors) / len(data)
          w -= 0.1 * sum(2 * e * x for e, x in errors) / len(data)
          b -= 0.1 * sum(2 * e for e, _ in errors) / len(data)
          if step in (1, 10, 300):
              print(f"step {step}: loss {loss:.6f}")
      print(f"learned y = {w:.2f}x + {b:.2f}")
      """;

  private DemoJob() {}

  static JsonObject arguments() {
    return JsonObject.builder()
        .put("operation", "run")
        .put("script", SCRIPT)
        .put("hardware_flavor", "a10g-large")
        .put("timeout", "10m")
        .put("name", "demo")
        .put("env", JsonObject.builder().put("UV_OFFLINE", "1").build())
        .build();
  }

  /// Asks the hook, then runs the job.
  ///
  /// @param settings those of the server
  static void show(DemoScreen screen, ChildServer server, Settings settings) throws IOException {
    JsonObject arguments = arguments();
    long begun = System.nanoTime();
    JsonObject decision = asked(arguments, settings);
    screen.step("The approval hook, before Claude Code may start a job", since(begun));
    screen.finding("Claude Code asks you (" + text(decision, "permissionDecision") + "):");
    text(decision, "permissionDecisionReason").lines().forEach(screen::item);
    if (!hasPython()) {
      screen.note("There is no python3 here, so the job is not started.");
      return;
    }
    begun = System.nanoTime();
    String answer = server.call("hf_jobs", arguments);
    screen.step("You said yes: hf_jobs run, on this machine instead of a GPU", since(begun));
    screen.quote(answer, QUOTED_LINES);
  }

  private static JsonObject asked(JsonObject arguments, Settings settings) {
    String payload =
        JsonObject.builder()
            .put("session_id", "demo")
            .put("permission_mode", "default")
            .put("tool_name", "mcp__ml-intern__hf_jobs")
            .put("tool_input", arguments)
            .put("tool_use_id", "demo")
            .build()
            .toJson();
    String answer =
        ApprovalHook.answer(
            new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)), settings);
    return JsonReader.readObject(answer).object("hookSpecificOutput").orElse(JsonObject.EMPTY);
  }

  private static String text(JsonObject decision, String name) {
    return decision.string(name).orElse("");
  }

  private static boolean hasPython() {
    String path = new ProcessBuilder().environment().getOrDefault("PATH", "");
    return List.of(path.split(File.pathSeparator)).stream()
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3")));
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}

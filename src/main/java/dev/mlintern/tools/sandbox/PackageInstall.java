package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.sandbox.CommandSpec;
import dev.mlintern.hub.sandbox.CommandState;
import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.hub.sandbox.SandboxException;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/// Installs Python packages in a sandbox that is up: with uv where the image has it, else with pip.
/// A failure leaves the sandbox as it is, running and usable.
final class PackageInstall {
  static final Duration LIMIT = Duration.ofMinutes(10);
  static final Result NOTHING = new Result(Optional.empty(), false);

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int LAST_BYTES = 3_000;
  private static final int LAST_LINES = 15;

  /// Packages are parameters, so nothing in their names is a shell's. A sandbox that is a folder of
  /// this machine gets them into its own home, never into the machine's Python.
  private static final String PROGRAM =
      """
      if [ -n "$ML_INTERN_SANDBOX_ROOT" ]; then
        exec python3 -m pip install --user --break-system-packages -q "$@"
      elif command -v uv >/dev/null 2>&1; then
        exec uv pip install --system -q "$@"
      elif command -v python3 >/dev/null 2>&1; then
        exec python3 -m pip install --root-user-action=ignore -q "$@"
      fi
      echo "the image has neither uv nor python3" >&2
      exit 127
      """;

  /// What came of it.
  ///
  /// @param note for the caller; empty when nothing was to be installed
  record Result(Optional<String> note, boolean failed) {
    /// The answer of the tool: never a plain success when a package is missing.
    ToolResult result(String text) {
      if (note.isEmpty()) {
        return ToolResult.ok(text);
      }
      return failed
          ? ToolResult.error(note.get() + "\n" + text)
          : ToolResult.ok(text + "\n" + note.get());
    }
  }

  Result install(SandboxClient sandbox, List<String> packages, CallScope scope, Progress progress) {
    progress.report(0, OptionalDouble.empty(), "installing " + String.join(", ", packages));
    var command = new ArrayList<>(List.of("/bin/sh", "-c", PROGRAM, "sh"));
    command.addAll(packages);
    try {
      CommandState end =
          sandbox
              .commands()
              .run(
                  "packages-" + UUID.randomUUID(),
                  new CommandSpec(command, "/", Map.of(), LIMIT, GRACE, Optional.empty()),
                  scope);
      return switch (end.stage()) {
        case ENDED ->
            end.exitCode() == 0
                ? new Result(
                    Optional.of("Packages installed: " + String.join(", ", packages) + "."), false)
                : failed(
                    "exit code " + end.exitCode(), Optional.of(lastLines(sandbox, end, scope)));
        case TIMED_OUT ->
            failed(
                "not done within " + LIMIT.toMinutes() + " minutes",
                Optional.of(lastLines(sandbox, end, scope)));
        case RUNNING, NO_FOLDER, LOST, UNKNOWN ->
            failed("the installation was lost", Optional.empty());
      };
    } catch (SandboxException | HttpFailure e) {
      return failed(e.getMessage(), Optional.empty());
    }
  }

  private static Result failed(String why, Optional<String> lastLines) {
    return new Result(
        Optional.of(
            "The packages were NOT installed ("
                + why
                + "). The sandbox runs all the same and is kept: mend it with bash, or destroy it."
                + lastLines
                    .filter(text -> !text.isBlank())
                    .map(text -> "\n" + ForeignText.fenced("last lines of the installer", text))
                    .orElse("")),
        true);
  }

  private static String lastLines(SandboxClient sandbox, CommandState end, CallScope scope) {
    try {
      long size = sandbox.files().stat(end.outputPath(), scope).map(file -> file.size()).orElse(0L);
      long from = Math.max(0, size - LAST_BYTES);
      byte[] bytes = sandbox.files().bytes(end.outputPath(), from, LAST_BYTES, scope);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (SandboxException | HttpFailure e) {
      return "(its output could not be read: " + e.getMessage() + ")";
    }
  }
}

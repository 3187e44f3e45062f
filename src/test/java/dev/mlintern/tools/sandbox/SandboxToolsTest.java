package dev.mlintern.tools.sandbox;

import static dev.mlintern.tools.sandbox.Answers.failed;
import static dev.mlintern.tools.sandbox.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.soak.Fault;
import dev.mlintern.soak.FaultPlan;
import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the four tools have in common: a sandbox that is gone, troubled or full of odd names.
class SandboxToolsTest {
  @TempDir private Path home;

  private SandboxToolsRig rig;
  private Path app;

  @BeforeEach
  void start() throws IOException {
    rig = new SandboxToolsRig(home);
    app = home.resolve("sandbox/app").toRealPath();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void a_sandbox_that_is_gone_is_said_to_be_gone() {
    rig.sandbox().close();

    failed(bash("echo hi"), "did not answer", "process=c", "sandbox_status");
    failed(rig.call("read", Map.of("path", "a")), "did not answer");
  }

  @Test
  void an_error_after_the_work_was_done_is_no_refusal() throws IOException {
    Path folder = Files.createDirectory(home.resolve("troubled"));
    FaultPlan broken = (method, _) -> method.equals("POST") ? Fault.BROKEN_AFTER : Fault.NONE;
    try (var troubled = new SandboxToolsRig(folder, broken)) {
      failed(
          troubled.call("write", Map.of("path", "a", "content", "b")),
          "HTTP 500",
          "either as it was or written whole: read it to see");
      failed(
          troubled.call("bash", Map.of("command", "echo x >>ran")),
          "HTTP 500",
          "may be running or done: ask with process=c");
      assertThat(Files.readString(folder.resolve("sandbox/app/a"))).isEqualTo("b");
      assertThat(Files.readString(folder.resolve("sandbox/app/ran"))).isEqualTo("x\n");
    }
  }

  @Test
  void names_with_line_ends_and_blanks_are_names() throws IOException {
    String name = "a\nb 'c' $(d)";
    ok(rig.call("write", Map.of("path", name, "content", "1\n")), "a\\nb");
    ok(rig.call("edit", Map.of("path", name, "old_str", "1", "new_str", "2")));
    assertThat(Files.readString(app.resolve(name))).isEqualTo("2\n");
    ok(rig.call("read", Map.of("path", ".")), "\"a\\nb 'c' $(d)\" 2");
  }

  private ToolResult bash(String command) {
    return rig.call("bash", Map.of("command", command));
  }
}

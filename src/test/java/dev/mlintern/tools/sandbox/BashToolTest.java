package dev.mlintern.tools.sandbox;

import static dev.mlintern.tools.sandbox.Answers.failed;
import static dev.mlintern.tools.sandbox.Answers.found;
import static dev.mlintern.tools.sandbox.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `bash` by the calls of spec tools-act §6.4, the weaknesses of §6.3 and the defects of appendix
/// B, each with the better behaviour.
class BashToolTest {
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
  void bash_tells_output_exit_code_and_time() {
    ok(bash("python3 -c 'print(6*7)'"), "42", "exit code 0");
    failed(bash("echo out; echo err >&2; exit 3"), "out\nerr", "exit code 3");
    ok(bash("[[ a == a ]] && echo yes"), "yes");
    ok(bash("true"), "no output");
  }

  @Test
  void bash_tells_what_came_before_a_time_out() {
    failed(
        rig.call("bash", Map.of("command", "echo part; sleep 30", "timeout", 1)),
        "part",
        "TIMED OUT");
  }

  @Test
  void bash_shows_beginning_and_end_and_names_the_rest() throws IOException {
    String text = ok(bash("seq 1 20000"), "\n1\n2\n", "\n20000\n", "left out", ".out");

    assertThat(text.length()).isLessThan(8_600);
    Path whole = Path.of(found("all of it is in (\\S+) ", text));
    assertThat(Files.readString(whole)).startsWith("1\n").endsWith("20000\n").hasSize(108_894);
    ok(rig.call("read", Map.of("path", whole.toString(), "offset", 9_999, "limit", 2)), "9999\t");
  }

  @Test
  void bash_tells_bytes_that_are_no_text_and_escapes_are_gone() {
    ok(bash("printf '\\377\\376ok'"), "2 bytes are not UTF-8", "ok");
    ok(bash("printf '10%%\\r50%%\\r100%%\\n\\033[31mred\\033[0m\\n'"), "\n100%\nred\n");
  }

  @Test
  void bash_does_not_wait_for_what_was_left_behind() {
    ok(bash("sleep 60 & echo started"), "started");
  }

  @Test
  void bash_names_a_folder_it_cannot_enter() {
    failed(
        rig.call("bash", Map.of("command", "pwd", "work_dir", "/no/such")), "NOT RUN", "/no/such");
  }

  @Test
  void bash_passes_input_environment_and_folder() throws IOException {
    Files.createDirectory(app.resolve("sub"));
    ok(
        rig.call(
            "bash",
            Map.of(
                "command",
                "cat; echo \"$A\"; pwd",
                "stdin",
                "line\n",
                "env",
                Map.of("A", "a b"),
                "work_dir",
                "sub")),
        "line\na b\n" + app.resolve("sub"));
  }

  @Test
  void bash_runs_in_the_background_is_polled_and_ended() {
    ToolResult started =
        rig.call("bash", Map.of("command", "echo up; sleep 99", "background", true));
    String id = found("process (c[0-9a-f]+)", ok(started, "background"));

    String text = "";
    while (!text.contains("up")) {
      text = ok(rig.call("bash", Map.of("process", id)), "is running");
    }
    ok(rig.call("bash", Map.of("process", id, "offset", 3)), "offset=3");
    ok(rig.call("bash", Map.of("process", id, "kill", true)), "exit code 143");
    failed(rig.call("bash", Map.of("process", id)), "143", "up");
    failed(rig.call("bash", Map.of("process", "c0")), "no process c0");
    failed(rig.call("bash", Map.of()), "either `command`");
  }

  @Test
  void bash_says_that_it_does_not_know_the_name_the_file_tools_have_for_the_folder() {
    ok(rig.call("write", Map.of("path", "/app/a.txt", "content", "x\n")), "Created");

    failed(rig.call("bash", Map.of("command", "cat /app/a.txt")), "relative paths");
    ok(rig.call("bash", Map.of("command", "cat \"$ML_INTERN_SANDBOX_ROOT/app/a.txt\"")), "x\n");
    assertThat(ok(rig.call("bash", Map.of("command", "cat a.txt; : web/app/x /apple")), "x\n"))
        .doesNotContain("relative paths");
    ok(rig.call("bash", Map.of("command", "cat a.txt", "work_dir", "/app")), "x\n");
  }

  @Test
  void a_cancelled_command_is_ended() throws Exception {
    Thread caller =
        Thread.startVirtualThread(
            () -> {
              try {
                rig.runner()
                    .run(
                        "bash",
                        Optional.of(
                            JsonMapper.shared()
                                .valueToTree(Map.of("command", "echo $$ >pid; sleep 99"))),
                        Progress.NONE);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
    Path file = app.resolve("pid");
    while (!Files.exists(file) || Files.size(file) == 0) {
      Thread.sleep(5);
    }
    long pid = Long.parseLong(Files.readString(file).strip());
    caller.interrupt();
    while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
      Thread.sleep(5);
    }
  }

  private ToolResult bash(String command) {
    return rig.call("bash", Map.of("command", command));
  }
}

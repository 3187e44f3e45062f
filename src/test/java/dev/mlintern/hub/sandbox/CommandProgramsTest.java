package dev.mlintern.hub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The programs that keep commands, as a server starts them that knows nothing of them: each call
/// in a session of its own, killed as a whole when the caller is gone.
@EnabledOnOs(OS.LINUX)
class CommandProgramsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"/bin/sh", "/bin/bash"})
  void a_command_tells_its_exit(String shell) throws Exception {
    assertThat(answer(call(shell, "run", 30, "echo out; exit 3")))
        .startsWith("ml-intern-run 1 ended 3 something own ");
    assertThat(folder.resolve(".ml-intern/c1.out")).hasContent("out");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/bin/sh", "/bin/bash"})
  void a_command_survives_the_call_that_began_it_and_runs_once(String shell) throws Exception {
    String line = "echo x >>count; until [ -e go ]; do sleep 0.02; done; exit 4";
    Process first = call(shell, "run", 30, line);
    while (!Files.exists(folder.resolve(".ml-intern/c1.pid"))) {
      Thread.sleep(5);
    }

    new ProcessBuilder("/bin/sh", "-c", "kill -KILL \"-$1\"", "sh", "" + first.pid())
        .start()
        .waitFor();
    assertThat(first.waitFor()).isEqualTo(137);
    Files.createFile(folder.resolve("go"));

    assertThat(answer(call(shell, "run", 30, line))).startsWith("ml-intern-run 1 ended 4 ");
    assertThat(folder.resolve("count")).hasContent("x");
  }

  @Test
  void a_time_limit_ends_it() throws Exception {
    assertThat(answer(call("/bin/sh", "run", 1, "echo part; sleep 66")))
        .startsWith("ml-intern-run 1 late 143 something ");
  }

  /// GNU's timeout beside the date of busybox, or of musl.
  @ParameterizedTest
  @ValueSource(strings = {"$(/bin/date +%s)%N", ""})
  void a_time_limit_ends_it_also_where_date_knows_whole_seconds_only(String said) throws Exception {
    Path date = Files.createDirectory(folder.resolve("programs")).resolve("date");
    Files.writeString(
        date,
        "#!/bin/sh\ncase $* in *%N*) echo \"" + said + "\" ;; *) exec /bin/date \"$@\" ;; esac\n");
    Files.setPosixFilePermissions(date, PosixFilePermissions.fromString("rwx------"));

    assertThat(answer(call("/bin/sh", "run", 1, "echo part; sleep 66")))
        .startsWith("ml-intern-run 1 late 143 something ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/bin/sh", "/bin/bash"})
  void a_started_command_is_killed_on_request(String shell) throws Exception {
    assertThat(answer(call(shell, "start", 0, "sleep 67"))).startsWith("ml-intern-run 1 running ");
    assertThat(answer(call(shell, "kill", 0, "-"))).startsWith("ml-intern-run 1 ended 143 ");
  }

  private Process call(String shell, String mode, int limit, String line) throws IOException {
    var words = new ArrayList<>(List.of("setsid", shell, "-c", program("run.sh"), "sh"));
    words.addAll(List.of(program("supervise.sh"), "c1", mode, folder.toString(), "" + limit));
    words.addAll(List.of("2", "-", "bash", "-c", line));
    var builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().put("TMPDIR", folder.toString());
    builder.environment().merge("PATH", folder + "/programs", (path, own) -> own + ":" + path);
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static String answer(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return text;
  }

  private static String program(String name) throws IOException {
    try (var in = CommandProgramsTest.class.getResourceAsStream("/sandbox/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

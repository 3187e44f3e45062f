package dev.mlintern.localhub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a process whose caller goes away.
@EnabledOnOs(OS.LINUX)
class OutlivingTest {
  @TempDir private Path root;

  private SandboxFolder folder;
  private SandboxProcesses processes;

  @BeforeEach
  void start() throws IOException {
    folder = SandboxFolder.make(root);
    processes = new SandboxProcesses(folder, Map.of(), Long.MAX_VALUE);
  }

  @AfterEach
  void stop() {
    processes.killAll();
  }

  @Test
  void without_its_caller_a_process_is_ended() throws Exception {
    SandboxProcess process = begun("echo up; sleep 74 & sleep 74");

    process.abandon();

    assertThat(process.await()).isEqualTo(137);
  }

  @Test
  void who_asked_to_outlive_its_caller_is_ended_with_the_sandbox() throws Exception {
    SandboxProcess process = begun("ml_intern_outlive; echo up; sleep 75 & sleep 75");

    process.abandon();
    assertThat(process.isRunning()).isTrue();

    processes.killAll();
    assertThat(process.await()).isEqualTo(137);
  }

  @Test
  void a_command_goes_on_without_its_caller_and_tells_its_end_to_who_asks_again() throws Exception {
    String line = "echo x >>count; until [ -e go ]; do sleep 0.02; done; exit 4";
    SandboxProcess process = command("run", line);
    Path pid = folder.temporary().resolve(".ml-intern/c1.pid");
    while (!Files.exists(pid)) {
      Thread.sleep(5);
    }

    process.abandon();
    Files.createFile(folder.work().resolve("go"));

    assertThat(read(command("run", line)).readLine()).startsWith("ml-intern-run 1 ended 4 ");
    assertThat(folder.work().resolve("count")).hasContent("x");
  }

  private SandboxProcess begun(String program) throws IOException {
    SandboxProcess process = started(List.of("/bin/sh", "-c", program));
    assertThat(read(process).readLine()).isEqualTo("up");
    return process;
  }

  private SandboxProcess command(String mode, String line) throws IOException {
    var words = new ArrayList<>(List.of("/bin/sh", "-c", program("run.sh"), "sh"));
    words.addAll(List.of(program("supervise.sh"), "c1", mode, "/app", "30", "2", "-"));
    words.addAll(List.of("bash", "-c", line));
    return started(words);
  }

  private SandboxProcess started(List<String> words) throws IOException {
    SandboxProcess process = processes.start(words, folder.work(), Map.of());
    process.input().close();
    return process;
  }

  private static BufferedReader read(SandboxProcess process) {
    return new BufferedReader(new InputStreamReader(process.output(), StandardCharsets.UTF_8));
  }

  private static String program(String name) throws IOException {
    try (var in = OutlivingTest.class.getResourceAsStream("/sandbox/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

package dev.mlintern.localhub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.sandbox.CommandSpec;
import dev.mlintern.hub.sandbox.CommandState;
import dev.mlintern.hub.sandbox.ExecEnd;
import dev.mlintern.hub.sandbox.ExecSpec;
import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A sandbox in whose folder something went wrong still runs the command that mends it.
class LastResortTest {
  private static final String TOKEN = "sandbox-token";

  @TempDir private Path folder;

  private final CallScope scope = CallScope.lasting(Duration.ofSeconds(60));
  private LocalSandbox sandbox;
  private HttpStack http;
  private SandboxClient client;

  @BeforeEach
  void start() throws Exception {
    sandbox = LocalSandbox.start(folder, TOKEN, Duration.ZERO);
    http = HttpStack.create(Settings.of(Map.of(), Path.of("/nowhere")), List.of());
    client = new SandboxClient(http, HttpUrl.get(sandbox.url()), () -> TOKEN);
  }

  @AfterEach
  void stop() {
    sandbox.close();
    http.close();
  }

  @Test
  void what_cannot_be_told_its_command_by_a_file_is_begun_with_it() throws Exception {
    // No file can be written there, as on a full disk.
    for (int i = 1; i < 10; i++) {
      Files.createDirectories(folder.resolve("tmp/.ml-intern-next-" + i));
    }
    for (int i = 0; i < 3; i++) {
      ExecEnd end =
          client.exec(
              ExecSpec.of("/bin/sh", "-c", "echo \"$0|$1|$PWD\"; exit 3", "a'b", "c d"), scope);

      assertThat(end.exitCode()).isEqualTo(3);
      assertThat(end.output()).isEqualTo("a'b|c d|" + folder.toRealPath().resolve("app") + "\n");
    }
    CommandState state = run("x", "echo still; exit 4");
    assertThat(state.exitCode()).isEqualTo(4);
    assertThat(output(state)).isEqualTo("still\n");
  }

  @Test
  void a_deleted_folder_for_temporary_files_or_for_work_is_made_again() {
    run("a", "rm -rf \"$TMPDIR\"");
    assertThat(output(run("b", "echo one; rm -rf \"$ML_INTERN_SANDBOX_ROOT/app\"")))
        .isEqualTo("one\n");
    CommandState state = run("c", "pwd");

    assertThat(state.exitCode()).isZero();
    assertThat(output(state)).endsWith("/app\n");
  }

  private CommandState run(String id, String command) {
    var spec =
        new CommandSpec(
            List.of("bash", "-c", command),
            "/app",
            Map.of(),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            Optional.empty());
    return client.commands().run(id, spec, scope);
  }

  private String output(CommandState state) {
    byte[] bytes = client.files().bytes(state.outputPath(), 0, 1 << 20, scope);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

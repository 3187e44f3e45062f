package dev.mlintern.hub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.localhub.sandbox.LocalSandbox;
import dev.mlintern.settings.Settings;
import dev.mlintern.soak.Fault;
import dev.mlintern.soak.FaultPlan;
import dev.mlintern.soak.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How long a sandbox that does not answer is asked again.
class SandboxPatienceTest {
  private static final String TOKEN = "sandbox-token";

  @TempDir private Path folder;

  private final CallScope scope = CallScope.lasting(Duration.ofSeconds(60));
  private LocalSandbox sandbox;
  private HttpStack http;

  @BeforeEach
  void start() throws Exception {
    sandbox = LocalSandbox.start(folder, TOKEN, Duration.ZERO);
    http = HttpStack.create(Settings.of(Map.of(), Path.of("/nowhere")), List.of());
  }

  @AfterEach
  void stop() {
    sandbox.close();
    http.close();
  }

  @Test
  void an_answer_that_was_waited_for_longer_than_patience_lasts_is_still_asked_for_again()
      throws Exception {
    var calls = new AtomicInteger();
    FaultPlan first = (_, _) -> calls.getAndIncrement() == 0 ? Fault.CUT_AFTER : Fault.NONE;
    try (FaultProxy between = FaultProxy.before(sandbox.url(), first, sandbox.url())) {
      var impatient =
          new SandboxClient(
              http, HttpUrl.get(between.endpoint()), () -> TOKEN, Duration.ofNanos(1));
      CommandState state = impatient.commands().run("lost", spec("echo x >>n; cat n", 9, 1), scope);

      assertThat(output(state)).isEqualTo("x\n");
    }
  }

  @Test
  @Timeout(60)
  void a_sandbox_that_is_gone_for_ever_is_not_waited_for() {
    var asked = new AtomicInteger();
    var patient =
        new SandboxClient(
            http,
            HttpUrl.get(sandbox.url()),
            () -> TOKEN,
            Duration.ofHours(1),
            () -> asked.incrementAndGet() > 1);
    sandbox.close();

    assertThatThrownBy(
            () ->
                patient
                    .commands()
                    .run("gone", spec("true", 9, 1), CallScope.lasting(Duration.ofHours(1))))
        .isInstanceOfSatisfying(
            SandboxException.class,
            e -> assertThat(e.fault()).isEqualTo(SandboxException.Fault.OUT_OF_REACH));
    assertThat(asked).hasValue(2);
  }

  @Test
  void a_sandbox_that_ends_under_a_command_is_out_of_reach() {
    var impatient =
        new SandboxClient(http, HttpUrl.get(sandbox.url()), () -> TOKEN, Duration.ofMillis(500));
    Thread.startVirtualThread(
        () -> {
          waitFor(folder.resolve("app/up"));
          sandbox.close();
        });

    assertThatThrownBy(
            () -> impatient.commands().run("dead", spec("echo >up; sleep 60", 0, 1), scope))
        .isInstanceOf(SandboxException.class);
  }

  private static CommandSpec spec(String line, int limit, int grace) {
    return new CommandSpec(
        List.of("bash", "-c", line),
        "/app",
        Map.of(),
        Duration.ofSeconds(limit),
        Duration.ofSeconds(grace),
        Optional.empty());
  }

  private String output(CommandState state) {
    var client = new SandboxClient(http, HttpUrl.get(sandbox.url()), () -> TOKEN);
    return new String(
        client.files().bytes(state.outputPath(), 0, 100_000, scope), StandardCharsets.UTF_8);
  }

  private static void waitFor(Path file) {
    while (!Files.exists(file) || file.toFile().length() == 0) {
      Thread.onSpinWait();
    }
  }
}

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.sandbox.CommandSpec;
import dev.mlintern.hub.sandbox.ExecSpec;
import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Gate;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import dev.mlintern.tools.sandbox.SandboxHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/// How long a sandbox of the embedded Hub takes from the call to its answer, and a trivial command
/// there and back, in one process.
///
///     java -cp target/ml-intern.jar bench/Sandboxes.java
public final class Sandboxes {
  private static final int CREATIONS = 20;
  private static final int COMMANDS = 200;

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("sandbox-bench");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
    try (EmbeddedHub hub = EmbeddedHub.start(folder.resolve("hub"), 0)) {
      Settings settings =
          Settings.of(
              Map.of(
                  "HF_ENDPOINT", hub.endpoint().toString(),
                  "HF_TOKEN", "hf_" + "x".repeat(8),
                  "ML_INTERN_HOME", folder.resolve("state").toString()),
              folder);
      try (HttpStack http = HttpStack.create(settings, HubCredentials.of(settings))) {
        var host = SandboxHost.create(settings, HubClient.create(settings, http));
        var runner =
            new ToolRunner(
                ToolCatalogue.of(List.of(host.createTool(), host.destroyTool())),
                Duration.ofSeconds(30),
                UnaryOperator.identity(),
                Gate.of(settings, Clock.systemUTC()));
        measure(
            "create to ready, ms",
            CREATIONS,
            () -> call(runner, "sandbox_create"),
            () -> call(runner, "sandbox_destroy"));
        call(runner, "sandbox_create");
        SandboxClient sandbox = host.sandboxes().current(scope());
        measure(
            "`true` by one exec, ms",
            COMMANDS,
            () -> sandbox.exec(ExecSpec.of("true"), scope()),
            () -> null);
        measure(
            "`true` exactly once (what bash does), ms",
            COMMANDS,
            () -> sandbox.commands().run("b-" + UUID.randomUUID(), nothing(), scope()),
            () -> null);
        host.close(Duration.ofSeconds(10));
      }
    }
  }

  /// Also when it is broken off.
  private static void delete(Path folder) {
    try {
      new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    } catch (IOException | InterruptedException e) {
      System.err.println(folder + " is left behind: " + e);
    }
  }

  private static CommandSpec nothing() {
    return new CommandSpec(
        List.of("true"),
        "/app",
        Map.of(),
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        Optional.empty());
  }

  private static CallScope scope() {
    return CallScope.lasting(Duration.ofSeconds(30));
  }

  private static ToolResult call(ToolRunner runner, String tool) throws Exception {
    ToolResult result =
        runner.runJson(tool, Optional.of("{}".getBytes(StandardCharsets.UTF_8)), Progress.NONE);
    if (result.isError()) {
      throw new IllegalStateException(result.text());
    }
    return result;
  }

  private static void measure(String what, int times, Callable<?> work, Callable<?> after)
      throws Exception {
    double[] ms = new double[times];
    for (int i = -times / 2; i < times; i++) {
      long start = System.nanoTime();
      work.call();
      if (i >= 0) {
        ms[i] = (System.nanoTime() - start) / 1e6;
      }
      after.call();
    }
    Arrays.sort(ms);
    System.out.printf(
        "%s: median %.2f, 90%% %.2f, most %.2f%n",
        what, ms[times / 2], ms[times * 9 / 10], ms[times - 1]);
  }
}

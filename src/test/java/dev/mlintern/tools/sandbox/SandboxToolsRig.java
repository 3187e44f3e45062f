package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.localhub.sandbox.LocalSandbox;
import dev.mlintern.settings.Settings;
import dev.mlintern.soak.FaultPlan;
import dev.mlintern.soak.FaultProxy;
import dev.mlintern.tools.Gate;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import tools.jackson.databind.json.JsonMapper;

/// The four tools on a real sandbox of this machine, called as a door calls them.
final class SandboxToolsRig implements AutoCloseable {
  private static final String TOKEN = "sandbox-token";

  private final LocalSandbox sandbox;
  private final FaultProxy between;
  private final HttpStack http;
  private final ToolRunner runner;

  SandboxToolsRig(Path home) throws IOException {
    this(home, FaultPlan.CALM);
  }

  SandboxToolsRig(Path home, FaultPlan faults) throws IOException {
    this(home, faults, LocalSandbox.DEFAULT_MAX_FILE_BYTES, UnaryOperator.identity(), Map.of());
  }

  /// @param environment what every process there is given
  SandboxToolsRig(Path home, Map<String, String> environment) throws IOException {
    this(
        home,
        FaultPlan.CALM,
        LocalSandbox.DEFAULT_MAX_FILE_BYTES,
        UnaryOperator.identity(),
        environment);
  }

  /// @param maxFileBytes largest file a process there may write
  /// @param way the address to call instead of the sandbox's own
  SandboxToolsRig(Path home, long maxFileBytes, UnaryOperator<HttpUrl> way) throws IOException {
    this(home, FaultPlan.CALM, maxFileBytes, way, Map.of());
  }

  private SandboxToolsRig(
      Path home,
      FaultPlan faults,
      long maxFileBytes,
      UnaryOperator<HttpUrl> way,
      Map<String, String> environment)
      throws IOException {
    this.sandbox =
        LocalSandbox.start(
            home.resolve("sandbox"), TOKEN, Duration.ZERO, environment, maxFileBytes);
    this.between = FaultProxy.before(sandbox.url(), faults, sandbox.url());
    Settings settings =
        Settings.of(Map.of("ML_INTERN_HOME", home.resolve("state").toString()), home);
    this.http = HttpStack.create(settings, List.of());
    var client =
        new SandboxClient(
            http, way.apply(HttpUrl.get(between.endpoint())), () -> TOKEN, Duration.ofMillis(500));
    Sandboxes one =
        new Sandboxes() {
          @Override
          public SandboxClient current(CallScope scope) {
            return client;
          }

          @Override
          public void over(CallScope scope) {}

          @Override
          public boolean hasCurrent() {
            return true;
          }

          @Override
          public Optional<String> whyGone(CallScope scope) {
            return Optional.empty();
          }
        };
    var seen = new SeenFiles();
    this.runner =
        new ToolRunner(
            ToolCatalogue.of(
                List.of(
                    new BashTool(one),
                    new ReadTool(one, seen),
                    new WriteTool(one, seen),
                    new EditTool(one, seen))),
            Duration.ofSeconds(60),
            UnaryOperator.identity(),
            Gate.of(settings, Clock.systemUTC()));
  }

  ToolResult call(String tool, Map<String, ?> arguments) {
    try {
      return runner.run(
          tool, Optional.of(JsonMapper.shared().valueToTree(arguments)), Progress.NONE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  ToolRunner runner() {
    return runner;
  }

  LocalSandbox sandbox() {
    return sandbox;
  }

  @Override
  public void close() {
    between.close();
    sandbox.close();
    http.close();
  }
}

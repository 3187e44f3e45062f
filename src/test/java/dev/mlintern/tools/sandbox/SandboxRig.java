package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.policy.BudgetLedger;
import dev.mlintern.policy.Charge;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.SandboxLeases;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Gate;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The sandbox tools of one server process as its doors reach them, against a Hub over real HTTP.
final class SandboxRig implements AutoCloseable {
  static final String USER = "local";
  static final String SESSION = "s-1";

  final Settings settings;
  final MovableClock clock = new MovableClock();
  final SandboxHost host;
  final HubJobs jobs;
  private final HttpStack http;
  private final ToolRunner runner;

  SandboxRig(URI hub, Path home, String... more) {
    this(hub, home, Duration.ofSeconds(20), more);
  }

  SandboxRig(URI hub, Path home, Duration start, String... more) {
    // Rounds are made by the test.
    this(hub, home, start, Duration.ofDays(1), more);
  }

  /// @param tick between two rounds that it makes by itself
  SandboxRig(URI hub, Path home, Duration start, Duration tick, String... more) {
    var environment = new HashMap<String, String>();
    environment.put("HF_ENDPOINT", hub.toString());
    environment.put("HF_TOKEN", token());
    environment.put("ML_INTERN_HOME", home.resolve("state").toString());
    environment.put("CLAUDE_CODE_SESSION_ID", SESSION);
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    settings = Settings.of(environment, home);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    HubClient client = HubClient.create(settings, http);
    jobs = new HubJobs(client, Duration.ofMillis(5));
    Duration blink = Duration.ofMillis(10);
    host =
        SandboxHost.of(
            settings,
            client,
            jobs,
            clock,
            new SandboxTimes(
                start,
                blink,
                blink,
                Duration.ofSeconds(5),
                tick,
                Duration.ZERO,
                Duration.ofMinutes(5)));
    runner =
        new ToolRunner(
            ToolCatalogue.of(
                List.of(
                    host.createTool(),
                    host.statusTool(),
                    host.destroyTool(),
                    new BashTool(host.sandboxes()))),
            Duration.ofSeconds(30),
            UnaryOperator.identity(),
            Gate.of(settings, clock));
  }

  /// Of the shape the embedded Hub takes for its own user.
  static String token() {
    return "hf_" + "x".repeat(8);
  }

  ToolResult call(String tool, String arguments) throws InterruptedException {
    return call(tool, arguments, Progress.NONE);
  }

  ToolResult call(String tool, String arguments, Progress progress) throws InterruptedException {
    return runner.runJson(tool, Optional.of(arguments.getBytes(StandardCharsets.UTF_8)), progress);
  }

  ToolResult create(String arguments) throws InterruptedException {
    return call("sandbox_create", arguments);
  }

  CallScope scope() {
    return CallScope.lasting(Duration.ofSeconds(20));
  }

  /// Jobs of the user that cost money now.
  List<Job> running() {
    return jobs.list(USER, List.of(JobStage.SCHEDULING, JobStage.RUNNING), Map.of(), 100, scope())
        .jobs();
  }

  List<Job> everyJob() {
    return jobs.list(USER, List.of(), Map.of(), 100, scope()).jobs();
  }

  List<SandboxLease> leases() {
    try {
      return SandboxLeases.of(settings).all();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Charge> charges() throws IOException {
    return BudgetLedger.of(settings, Optional.of(SESSION), clock).charges();
  }

  @Override
  public void close() {
    host.close(Duration.ofSeconds(10));
    http.close();
  }
}

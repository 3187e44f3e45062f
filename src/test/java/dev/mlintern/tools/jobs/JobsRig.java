package dev.mlintern.tools.jobs;

import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.policy.BudgetLedger;
import dev.mlintern.policy.Charge;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Gate;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import dev.mlintern.tools.sandbox.BashTool;
import dev.mlintern.tools.sandbox.SandboxHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `hf_jobs` as a client calls it: gate, validation and all, against whatever Hub answers at the
/// address given.
final class JobsRig implements AutoCloseable {
  static final String SESSION = "session-1";
  private static final Pattern ID = Pattern.compile("Job ([0-9a-f]{24})");

  final Settings settings;
  final String token;
  private final HttpStack http;
  private final SandboxHost sandboxes;
  private final ToolRunner runner;

  JobsRig(String endpoint, Path home, Map<String, String> environment) {
    token = "hf_" + UUID.randomUUID().toString().replace("-", "");
    var all = new HashMap<String, String>();
    all.put("HF_ENDPOINT", endpoint);
    all.put("HF_TOKEN", token);
    all.put("ML_INTERN_HOME", home.resolve("state").toString());
    all.put("CLAUDE_PROJECT_DIR", home.toString());
    all.put("CLAUDE_CODE_SESSION_ID", SESSION);
    all.putAll(environment);
    settings = Settings.of(all, home);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    HubClient hub = HubClient.create(settings, http);
    sandboxes = SandboxHost.create(settings, hub);
    var pace =
        new JobWatch.Pace(Duration.ofMillis(40), Duration.ofMillis(300), Duration.ofSeconds(1));
    var tool =
        new HfJobs(
            hub,
            settings,
            () -> Optional.of(sandboxes.sandboxes()),
            new HubJobs(hub, Duration.ofMillis(5)),
            pace);
    runner =
        new ToolRunner(
            ToolCatalogue.of(
                List.of(tool, sandboxes.createTool(), new BashTool(sandboxes.sandboxes()))),
            Duration.ofSeconds(45),
            UnaryOperator.identity(),
            Gate.of(settings, Clock.systemUTC()));
  }

  ToolResult call(String json) throws InterruptedException {
    return call(json, Progress.NONE);
  }

  ToolResult call(String json, Progress progress) throws InterruptedException {
    return other("hf_jobs", json, progress);
  }

  /// A tool beside it that a test needs.
  ToolResult other(String tool, String json) throws InterruptedException {
    return other(tool, json, Progress.NONE);
  }

  private ToolResult other(String tool, String json, Progress progress)
      throws InterruptedException {
    return runner.runJson(
        tool, Optional.of(json.getBytes(StandardCharsets.UTF_8)), Optional.empty(), progress);
  }

  List<Charge> charges() {
    try {
      return BudgetLedger.of(settings, Optional.of(SESSION), Clock.systemUTC()).charges();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String id(ToolResult result) {
    Matcher id = ID.matcher(result.text());
    if (!id.find()) {
      throw new AssertionError("no job id in: " + result.text());
    }
    return id.group(1);
  }

  @Override
  public void close() {
    sandboxes.close(Duration.ofSeconds(10));
    http.close();
  }
}

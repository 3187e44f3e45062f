package dev.mlintern.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The first session of a person at a terminal, as the guide tells it: both dialogs, the question
/// before a job that costs money, and what "don't ask again" is worth.
class TerminalIT {
  private static final String JOBS = "mcp__ml-intern__hf_jobs";
  private static final String TOKEN = "hf_" + "x".repeat(34);
  private static final String QUESTION = "Do you want to proceed?";

  @TempDir Path temp;
  private Path project;
  private Path home;
  private EmbeddedHub hub;

  @BeforeEach
  void makeAProject() throws IOException {
    hub = EmbeddedHub.start(temp.resolve("hub"), 0);
    home = temp.resolve("home");
    project = ClaudeProject.copyTo(temp.resolve("a project"));
    Path target = Files.createDirectories(project.resolve("target"));
    Path packaged = Path.of(System.getProperty("ml-intern.jar"));
    for (String jar : List.of("approve-tool-use.jar", "session-start.jar", "session-end.jar")) {
      Files.copy(packaged.resolveSibling(jar), target.resolve(jar));
    }
  }

  @AfterEach
  void closeTheHub() throws IOException {
    hub.close();
  }

  @Test
  void dontAskAgainIsRememberedByTheClientAndTheNextPaidJobIsAskedAboutAllTheSame()
      throws Exception {
    var answered = new CountDownLatch(1); // No key for the first question reaches the second.
    Scenario training =
        Scenario.start()
            .calls(JOBS, job("print('one')"))
            .does(_ -> after(answered, Reply.call(JOBS, job("print('two')"))))
            .says("done");
    try (ScriptedModel model = ScriptedModel.start(training);
        RefusingProxy proxy = RefusingProxy.start();
        Terminal terminal = Terminal.start(client(model, proxy), temp.resolve("tmux"))) {
      terminal.choose("Yes, I trust this folder");
      terminal.choose("Use this MCP server");
      terminal.awaitScreen(screen -> screen.contains("Claude Code v"));
      terminal.type("train it");
      terminal.pressUntil("Enter", screen -> !model.requests().isEmpty());

      String first = terminal.awaitScreen(screen -> asksFor(screen, "print('one')"));
      assertThat(first).contains("hf_jobs run", "t4-small", "timeout 10m", "at most $");
      terminal.pressUntil("2", screen -> !screen.contains(QUESTION));
      answered.countDown();

      terminal.awaitScreen(screen -> asksFor(screen, "print('two')"));
      assertThat(remembered()).containsExactly(JOBS);
      terminal.pressUntil("Escape", screen -> !screen.contains(QUESTION));
    }
    assertThat(jobs()).as("the second was never started").hasSize(1);

    ClaudeRun later =
        ClaudeSession.in(project, temp.resolve("another home"))
            .env("HF_ENDPOINT", hub.endpoint())
            .env("HF_TOKEN", TOKEN)
            .run("go on", Scenario.start().calls(JOBS, job("print('three')")).says("done"));

    assertThat(later.mainRequests().getLast().lastResult().text())
        .as("a later session that has the rule: " + later)
        .contains("hf_jobs run", "at most $");
    assertThat(jobs()).hasSize(1);
  }

  private static Reply after(CountDownLatch signal, Reply reply) {
    try {
      assertThat(signal.await(1, TimeUnit.MINUTES)).isTrue();
      return reply;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean asksFor(String screen, String script) {
    return screen.contains(script) && screen.contains(QUESTION);
  }

  /// What the client wrote down as allowed from now on.
  private List<String> remembered() throws IOException {
    String settings = Files.readString(project.resolve(".claude/settings.local.json"));
    return JsonMapper.shared()
        .readTree(settings)
        .at("/permissions/allow")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  private List<JsonNode> jobs() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(hub.endpoint() + "/api/jobs/local"))
                  .header("Authorization", "Bearer " + TOKEN)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JsonMapper.shared().readTree(answer.body()).valueStream().toList();
    }
  }

  private Command client(ScriptedModel model, RefusingProxy proxy) throws IOException {
    String key = "no-key-for-a-person-at-a-terminal";
    Path config = Files.createDirectories(home.resolve(".claude"));
    // What a client has asked before its first session in any project: colours, and the key.
    Files.writeString(
        config.resolve(".claude.json"),
        JsonMapper.shared()
            .writeValueAsString(
                Map.of(
                    "hasCompletedOnboarding",
                    true,
                    "theme",
                    "dark",
                    "customApiKeyResponses",
                    Map.of("approved", List.of(key.substring(key.length() - 20))))));
    Command command =
        Command.of(project, ClaudeInstall.binary().toString())
            .with("HOME", home)
            .with("CLAUDE_CONFIG_DIR", config)
            .with("TMPDIR", Files.createDirectories(home.resolve("tmp")))
            .with("ANTHROPIC_BASE_URL", model.url())
            .with("ANTHROPIC_API_KEY", key)
            .with("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", 1)
            .with("DISABLE_AUTOUPDATER", 1)
            .with("CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL", 1)
            .with("ML_INTERN_JAVA_HOME", System.getProperty("java.home"))
            .with("ML_INTERN_AOT_CACHE", 0)
            .with("ML_INTERN_SAVE_SESSIONS", 0)
            .with("HF_ENDPOINT", hub.endpoint())
            .with("HF_TOKEN", TOKEN);
    for (Map.Entry<String, String> variable : proxy.environment().entrySet()) {
      command = command.with(variable.getKey(), variable.getValue());
    }
    return command;
  }

  private static Map<String, Object> job(String script) {
    return Map.of(
        "operation",
        "run",
        "script",
        script,
        "timeout",
        "10m",
        "hardware_flavor",
        "t4-small",
        "wait_seconds",
        0);
  }
}

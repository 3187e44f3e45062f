package dev.mlintern.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The real Claude Code client uses the packaged server, offline: what the model is shown, turn by
/// turn, while it looks for a dataset and inspects it.
class ClaudeCodeIT {
  private static final String SEARCH = "mcp__ml-intern__hub_repo_search";
  private static final String INSPECT = "mcp__ml-intern__hf_inspect_dataset";
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path temp;
  private EmbeddedHub hub;
  private RecordedViewer viewer;

  @BeforeEach
  void serveImdb() throws IOException {
    Path repo = Files.createDirectories(temp.resolve("hub/datasets/stanfordnlp/imdb"));
    Files.createDirectories(repo.resolve("plain_text"));
    Files.writeString(repo.resolve("README.md"), CARD);
    String rows = imdbRows().stream().map(JsonNode::toString).collect(Collectors.joining("\n"));
    Files.writeString(repo.resolve("plain_text/train.jsonl"), rows + "\n");
    hub = EmbeddedHub.start(temp.resolve("hub"), 0);
    viewer = RecordedViewer.inFrontOf(hub.viewerEndpoint());
  }

  @AfterEach
  void stop() throws IOException {
    viewer.close();
    hub.close();
  }

  @Test
  void theModelFindsADatasetAndIsShownItsAudit() {
    Scenario scenario =
        Scenario.start()
            .calls(SEARCH, Map.of("query", "imdb", "repo_types", List.of("dataset")))
            .calls(INSPECT, Map.of("dataset", "stanfordnlp/imdb"))
            .says("It fits a text classifier.");
    Path project = ClaudeProject.copyTo(temp.resolve("a project with blanks"));

    ClaudeRun run =
        session(project)
            .allowing("mcp__ml-intern")
            .run("Is stanfordnlp/imdb good for a classifier?", scenario);

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.serverStatus("ml-intern")).isEqualTo("connected");
    assertThat(run.result().path("result").asString()).isEqualTo("It fits a text classifier.");
    assertThat(run.result().path("permission_denials")).isEmpty();
    List<ModelRequest> turns = run.mainRequests();
    assertThat(turns).hasSize(3);
    assertThat(run.requests()).allSatisfy(request -> assertThat(request.refusals()).isEmpty());
    assertShownTheTools(turns.getFirst());
    assertShownTheSearch(turns.get(1).lastResult());
    assertShownTheAudit(turns.get(2).lastResult());
    assertThat(run.outsideCalls()).isEmpty();
    assertThat(run.leftovers()).isEmpty();
  }

  @Test
  void theServerIsFoundFromASubdirectory() throws IOException {
    Path project = ClaudeProject.copyTo(temp.resolve("a project with blanks"));
    Path below = Files.createDirectories(project.resolve("src/main"));

    ClaudeRun run =
        session(below).run("/inspect-dataset alpha beta", Scenario.start().says("hello"));

    assertThat(run.serverStatus("ml-intern")).isEqualTo("connected");
    ModelRequest first = run.mainRequests().getFirst();
    assertThat(first.toolNames()).contains(SEARCH, INSPECT);
    assertThat(first.contextText())
        .contains("Dataset and intent: alpha beta")
        .contains("You are an ML engineer on the Hugging Face stack");
  }

  @Test
  void withoutTheProjectsHooksTheUserIsAskedForEveryTool() throws IOException {
    Scenario scenario =
        Scenario.start()
            .calls(SEARCH, Map.of("query", "imdb"))
            .calls(SEARCH, Map.of("query", "something else"))
            .says("Done.");
    Path project = ClaudeProject.copyTo(temp.resolve("project"));
    Files.delete(project.resolve(".claude/settings.json"));

    ClaudeRun run =
        session(project)
            .answering(
                question ->
                    question.path("input").path("query").asString().equals("imdb")
                        ? ClaudeSession.Permission.ALLOW
                        : ClaudeSession.Permission.DENY)
            .run("Look for imdb", scenario);

    List<ModelRequest> turns = run.mainRequests();
    assertThat(turns).as(run.toString()).hasSize(3);
    assertShownTheSearch(turns.get(1).lastResult());
    assertThat(turns.get(2).lastResult().isError()).isTrue();
    assertThat(turns.get(2).lastResult().text()).contains("The user said no.");
  }

  @Test
  void aSubagentUsesTheToolsToo() {
    Map<String, Object> task =
        Map.of(
            "description", "look around",
            "prompt", "FIND IMDB",
            "subagent_type", "general-purpose",
            "run_in_background", false);
    Scenario scenario =
        Scenario.start()
            .calls("Agent", task)
            .says("Done.")
            .subagent(
                "FIND IMDB",
                Scenario.start().calls(SEARCH, Map.of("query", "imdb")).says("Found it."));
    Path project = ClaudeProject.copyTo(temp.resolve("project"));

    ClaudeRun run = session(project).allowing("mcp__ml-intern").run("Delegate it", scenario);

    assertThat(run.subagentRequests()).as(run.toString()).hasSize(2);
    assertShownTheSearch(run.subagentRequests().getLast().lastResult());
    assertThat(run.mainRequests().getLast().lastResult().text()).contains("Found it.");
  }

  @Test
  void theCommandInTheReadmeAddsAServerThatConnects() throws IOException {
    Path repository = Path.of(System.getProperty("ml-intern.basedir"));
    String advice =
        Files.readString(repository.resolve("README.md"))
            .lines()
            .filter(line -> line.startsWith("claude mcp add "))
            .findFirst()
            .orElseThrow();

    FinishedCommand added = claude(repository, advice);
    FinishedCommand listed = claude(repository, "claude mcp list");

    assertThat(added.exitCode()).as(added.stderr()).isZero();
    assertThat(listed.stdout()).contains("ml-intern mcp - ✔ Connected");
  }

  private FinishedCommand claude(Path directory, String line) throws IOException {
    Path home = Files.createDirectories(temp.resolve("home"));
    String path = ClaudeInstall.binary().getParent() + ":" + System.getenv("PATH");
    try (RefusingProxy proxy = RefusingProxy.start()) {
      Command command =
          Command.of(directory, "sh", "-c", line)
              .with("PATH", path)
              .with("HOME", home)
              .with("CLAUDE_CONFIG_DIR", home.resolve(".claude"))
              .with("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", 1)
              .with("ML_INTERN_JAVA_HOME", System.getProperty("java.home"))
              .with("ML_INTERN_AOT_CACHE", 0);
      for (Map.Entry<String, String> variable : proxy.environment().entrySet()) {
        command = command.with(variable.getKey(), variable.getValue());
      }
      return command.run(Duration.ofMinutes(2));
    }
  }

  private ClaudeSession session(Path directory) {
    return ClaudeSession.in(directory, temp.resolve("home"))
        .env("HF_ENDPOINT", hub.endpoint())
        .env("ML_INTERN_DATASETS_SERVER", viewer.url());
  }

  private static void assertShownTheTools(ModelRequest first) {
    List<JsonNode> served = resource("/tools-list.json").path("tools").valueStream().toList();
    assertThat(first.toolNames().stream().filter(name -> name.startsWith("mcp__")))
        .containsExactlyInAnyOrderElementsOf(
            served.stream()
                .map(tool -> "mcp__ml-intern__" + tool.path("name").asString())
                .toList());
    for (JsonNode tool : served) {
      JsonNode shown = first.tool("mcp__ml-intern__" + tool.path("name").asString());
      assertThat(withoutEllipses(shown.path("description")))
          .isEqualTo(withoutEllipses(tool.path("description")));
      assertThat(withoutEllipses(shown.path("input_schema")))
          .isEqualTo(withoutEllipses(tool.path("inputSchema")));
    }
    assertThat(first.contextText()).contains("hf_inspect_dataset");
  }

  /// The one thing the client changes: it writes three dots for the character.
  private static JsonNode withoutEllipses(JsonNode value) {
    return JSON.readTree(value.toString().replace("…", "..."));
  }

  private static void assertShownTheSearch(ModelRequest.ShownResult search) {
    assertThat(search.tool()).isEqualTo(SEARCH);
    assertThat(search.isError()).as(search.text()).isFalse();
    assertThat(search.text()).contains("stanfordnlp/imdb");
  }

  private void assertShownTheAudit(ModelRequest.ShownResult audit) {
    assertThat(audit.tool()).isEqualTo(INSPECT);
    assertThat(audit.isError()).as(audit.text()).isFalse();
    assertThat(audit.text())
        .hasSizeLessThanOrEqualTo(8_000)
        .contains("stanfordnlp/imdb", "plain_text", "train", "neg", "pos", "Training fit", "SFT")
        .contains(imdbRows().getFirst().path("text").asString().substring(0, 60));
    if (RecordedViewer.hasRecordings()) {
      assertThat(viewer.answeredFromRecordings()).anyMatch(url -> url.startsWith("/first-rows"));
    }
  }

  /// What Hugging Face shows of the real dataset; three rows of our own where that is not at hand.
  private static List<JsonNode> imdbRows() {
    if (!RecordedViewer.hasRecordings()) {
      return OWN_ROWS.lines().map(JSON::readTree).toList();
    }
    JsonNode page =
        RecordedViewer.recorded(
            "/first-rows?dataset=stanfordnlp/imdb&config=plain_text&split=train");
    return ModelRequest.elements(page.path("rows")).map(row -> row.path("row")).toList();
  }

  private static JsonNode resource(String path) {
    return JSON.readTree(ClaudeCodeIT.class.getResourceAsStream(path));
  }

  private static final String CARD =
      """
      ---
      language: [en]
      license: other
      task_categories: [text-classification]
      pretty_name: IMDB
      configs:
      - config_name: plain_text
        data_files:
        - split: train
          path: plain_text/train.jsonl
      dataset_info:
        config_name: plain_text
        features:
        - name: text
          dtype: string
        - name: label
          dtype:
            class_label:
              names:
                '0': neg
                '1': pos
      ---
      # IMDB
      Film reviews with the verdict of their writer.
      """;

  private static final String OWN_ROWS =
      """
      {"text":"Two hours of rain on a window would have been the better film, and shorter.","label":0}
      {"text":"I laughed until the row in front of me turned round, and then they laughed too.","label":1}
      {"text":"A plot with more holes than the ship it sinks; only the band plays on with dignity.","label":0}
      """;
}

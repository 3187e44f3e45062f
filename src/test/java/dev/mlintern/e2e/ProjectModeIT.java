package dev.mlintern.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the model is shown in this project, in a project `init` was run in, and through the plugin:
/// commands, agent, hooks, tools, with the real client.
class ProjectModeIT {
  private static final Path REPOSITORY = Path.of(System.getProperty("ml-intern.basedir"));
  private static final Path PLUGIN = REPOSITORY.resolve("target/plugin");
  private static final String PLUGIN_TOOL = "mcp__plugin_ml-intern_ml-intern__";

  /// What the SessionStart hook begins with.
  private static final String BRIEFING = "ml-intern (Hugging Face tools):";

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "ml-intern, Task: alpha beta",
    "research, Question: alpha beta",
    "inspect-dataset, Dataset and intent: alpha beta",
    "finetune, Fine-tune: alpha beta",
    "run-job, Run: alpha beta"
  })
  void aSlashCommandReachesTheModelWithItsArguments(String command, String line) {
    ClaudeRun run = session(project()).run("/" + command + " alpha beta", hello());

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.mainRequests().getFirst().contextText())
        .contains(line)
        .contains("You are an ML engineer on the Hugging Face stack");
  }

  @Test
  void theResearchAgentGetsToolsThatReadAndNothingElse() throws IOException {
    ClaudeRun run =
        session(project())
            .run("research it", Scenario.start().calls("Agent", task("research")).says("done"));

    assertThat(run.subagentRequests()).as(run.toString()).isNotEmpty();
    ModelRequest first = run.subagentRequests().getFirst();
    String listed = toolsLine(REPOSITORY.resolve(".claude/agents/research.md"));
    assertThat(tools(first)).containsExactlyInAnyOrder(listed.split(", "));
    assertThat(first.systemText()).contains("How to search");
  }

  @Test
  void aProjectThatInitWasRunInHasEverything() throws IOException {
    Path theirs = Files.createDirectories(temp.resolve("their own project"));
    FinishedCommand init =
        Command.of(theirs, REPOSITORY.resolve("ml-intern").toString(), "init")
            .with("HOME", temp)
            .with("ML_INTERN_JAVA_HOME", System.getProperty("java.home"))
            .with("ML_INTERN_AOT_CACHE", 0)
            .run(Duration.ofMinutes(1));
    assertThat(init.exitCode()).as(init.toString()).isZero();

    ClaudeRun run = session(theirs).run("/run-job train.py", readsOnce("mcp__ml-intern__"));

    assertThat(run.serverStatus("ml-intern")).as(run.toString()).isEqualTo("connected");
    assertThat(run.mainRequests().getFirst().contextText())
        .contains("Run: train.py", "You are an ML engineer on the Hugging Face stack")
        .contains(BRIEFING);
    assertReadWithoutAQuestion(run);
  }

  @Test
  void thePluginBringsToolsCommandsAgentAndHooks() throws IOException {
    Path elsewhere = Files.createDirectories(temp.resolve("any project"));
    Path plugin = temp.resolve("plug in");
    ClaudeProject.copyTree(PLUGIN, plugin);

    ClaudeRun run =
        session(elsewhere)
            .with("--plugin-dir", plugin.toString())
            .run("/ml-intern:inspect-dataset alpha beta", readsOnce(PLUGIN_TOOL));

    assertThat(run.serverStatus("plugin:ml-intern:ml-intern"))
        .as(run.toString())
        .isEqualTo("connected");
    ModelRequest first = run.mainRequests().getFirst();
    assertThat(first.toolNames()).contains(PLUGIN_TOOL + "hf_inspect_dataset");
    assertThat(first.contextText()).contains("Dataset and intent: alpha beta", BRIEFING);
    assertReadWithoutAQuestion(run);
  }

  @Test
  void thePluginsResearchAgentHasThePluginsTools() throws IOException {
    ClaudeRun run =
        session(Files.createDirectories(temp.resolve("any project")))
            .with("--plugin-dir", PLUGIN.toString())
            .run(
                "research it",
                Scenario.start().calls("Agent", task("ml-intern:research")).says("done"));

    assertThat(run.subagentRequests()).as(run.toString()).isNotEmpty();
    assertThat(tools(run.subagentRequests().getFirst()))
        .containsExactlyInAnyOrder(toolsLine(PLUGIN.resolve("agents/research.md")).split(", "))
        .contains(PLUGIN_TOOL + "hf_papers");
  }

  @Test
  void theClientsOwnValidatorFindsThePluginClean() {
    FinishedCommand run =
        Command.of(
                temp,
                ClaudeInstall.binary().toString(),
                "plugin",
                "validate",
                "--strict",
                PLUGIN.toString())
            .with("HOME", temp)
            .run(Duration.ofMinutes(1));

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.stdout()).contains("Validation passed").doesNotContain("✘");
  }

  private Path project() {
    return ClaudeProject.copyTo(temp.resolve("a project with blanks"));
  }

  private ClaudeSession session(Path directory) {
    return ClaudeSession.in(directory, temp.resolve("home")).env("HF_HUB_OFFLINE", "1");
  }

  private static Scenario hello() {
    return Scenario.start().says("hello");
  }

  private static Scenario readsOnce(String prefix) {
    return Scenario.start()
        .calls(prefix + "hub_repo_search", Map.of("query", "imdb"))
        .says("hello");
  }

  private static Map<String, Object> task(String agent) {
    return Map.of(
        "description",
        "look it up",
        "prompt",
        "Find recipes.",
        "subagent_type",
        agent,
        "run_in_background",
        false);
  }

  /// Nothing was allowed beforehand: the hook lets reading through; the server, offline, refuses.
  private static void assertReadWithoutAQuestion(ClaudeRun run) {
    assertThat(run.result().path("permission_denials")).isEmpty();
    List<ModelRequest> turns = run.mainRequests();
    assertThat(turns.getLast().lastResult().text()).contains("HF_HUB_OFFLINE");
  }

  /// The client's own placeholder rides along wherever tool search is on (spec claude-code §13).
  private static List<String> tools(ModelRequest request) {
    return request.toolNames().stream()
        .filter(name -> !name.equals("DeferredToolPlaceholder"))
        .toList();
  }

  private static String toolsLine(Path agent) throws IOException {
    return Files.readAllLines(agent).stream()
        .filter(line -> line.startsWith("tools: "))
        .map(line -> line.substring("tools: ".length()))
        .findFirst()
        .orElseThrow();
  }
}

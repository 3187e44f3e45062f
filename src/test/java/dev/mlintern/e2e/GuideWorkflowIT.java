package dev.mlintern.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The workflow of the guide: what GitHub Actions takes, and its steps run one after another with
/// the variables they are given and no others.
class GuideWorkflowIT {
  private static final Pattern SECRET = Pattern.compile("\\$\\{\\{ secrets\\.([A-Z_]+) }}");
  private static final Map<String, String> SECRETS =
      Map.of("HF_TOKEN", NewUser.TOKEN, "ANTHROPIC_API_KEY", "no-key");

  @TempDir Path temp;
  private Map<String, Object> workflow;
  private Map<String, Object> job;
  private List<Map<String, Object>> steps;

  @BeforeEach
  void parse() {
    workflow =
        map(new Load(LoadSettings.builder().build()).loadFromString(ShownCommands.block("yaml")));
    job = map(map(workflow.get("jobs")).get("audit"));
    steps = ((List<?>) job.get("steps")).stream().map(GuideWorkflowIT::map).toList();
  }

  /// Keys and rules of GitHub's workflow syntax, as far as this workflow goes.
  @Test
  void itIsAWorkflowThatReadsAndShowsItsSecretsToNoOtherStep() {
    assertThat(workflow).containsOnlyKeys("name", "on", "permissions", "jobs");
    assertThat(workflow).containsEntry("on", "workflow_dispatch");
    assertThat(workflow).containsEntry("permissions", Map.of("contents", "read"));
    assertThat(job).containsOnlyKeys("runs-on", "timeout-minutes", "env", "steps");
    assertThat(job).containsEntry("runs-on", "ubuntu-latest");
    assertThat((Integer) job.get("timeout-minutes")).isPositive();
    assertThat(job.get("env").toString()).doesNotContain("secrets");
    for (Map<String, Object> step : steps) {
      assertThat(Set.of("uses", "with", "run", "env")).containsAll(step.keySet());
      assertThat(step.containsKey("uses"))
          .as(step.toString())
          .isNotEqualTo(step.containsKey("run"));
      assertThat((String) step.getOrDefault("uses", "actions/x@v1"))
          .matches("[a-z-]+/[a-z-]+@v\\d+");
      assertThat((String) step.getOrDefault("run", "")).doesNotContain("${{");
      for (Object value : map(step.getOrDefault("env", Map.of())).values()) {
        assertThat((String) value).matches(SECRET);
      }
    }
    assertThat(steps.getFirst()).containsEntry("uses", "actions/checkout@v4");
  }

  @Test
  void itsStepsRunAndTheModelIsShownTheDataset() throws Exception {
    String dataset = "my-org/my-data";
    Scenario scenario =
        Scenario.start()
            .calls("mcp__ml-intern__hf_inspect_dataset", Map.of("dataset", dataset))
            .says("Use it as is.");
    List<FinishedCommand> runs = new ArrayList<>();
    try (NewUser runner = NewUser.in(temp, dataset);
        ScriptedModel model = ScriptedModel.start(scenario)) {
      for (Map<String, Object> step : steps) {
        String line = (String) step.getOrDefault("run", "");
        if (line.isEmpty() || line.startsWith("npm install -g")) {
          continue; // What the runner's machine gets: it is here already, in pinned versions.
        }
        FinishedCommand run =
            runner.types(runner.checkout(), line, "", variables(step, runner, model));
        assertThat(run.exitCode()).as(line + ": " + run).isZero();
        runs.add(run);
      }

      assertThat(runs).hasSize(2);
      assertThat(runs.getFirst().stdout()).contains("account       local", "21 tools");
      assertThat(runs.getLast().stdout()).contains("Use it as is.");
      List<ModelRequest> turns =
          model.requests().stream().filter(r -> r.kind() == ModelRequest.Kind.MAIN).toList();
      assertThat(turns.getFirst().contextText()).contains("Dataset and intent: my-org/my-data SFT");
      assertThat(turns.getLast().lastResult().isError()).isFalse();
      assertThat(turns.getLast().lastResult().text()).contains(dataset, "label");
    }
  }

  /// The step's own variables over the job's; where Hub and model are is the test's.
  private Map<String, String> variables(
      Map<String, Object> step, NewUser runner, ScriptedModel model) {
    var variables = new TreeMap<String, String>();
    map(job.get("env")).forEach((name, value) -> variables.put(name, (String) value));
    map(step.getOrDefault("env", Map.of()))
        .forEach(
            (name, value) ->
                variables.put(
                    name,
                    SECRET
                        .matcher((String) value)
                        .replaceAll(secret -> SECRETS.get(secret.group(1)))));
    variables.put("HF_ENDPOINT", runner.hub().endpoint().toString());
    variables.put("ANTHROPIC_BASE_URL", model.url());
    return variables;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}

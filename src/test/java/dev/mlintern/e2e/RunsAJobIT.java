package dev.mlintern.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A job from end to end: the real client, the real hooks and the packaged server in front of an
/// embedded Hub that runs jobs as processes.
class RunsAJobIT {
  private static final String JOBS = "mcp__ml-intern__hf_jobs";

  @TempDir Path temp;
  private Path project;
  private EmbeddedHub hub;

  @BeforeEach
  void makeAProject() throws IOException {
    hub = EmbeddedHub.start(temp.resolve("hub"), 0);
    project = ClaudeProject.copyTo(temp.resolve("a project with blanks"));
    Path target = Files.createDirectories(project.resolve("target"));
    Path packaged = Path.of(System.getProperty("ml-intern.jar"));
    for (String jar : List.of("approve-tool-use.jar", "session-start.jar", "session-end.jar")) {
      Files.copy(packaged.resolveSibling(jar), target.resolve(jar));
    }
  }

  @AfterEach
  void closeTheHub() throws Exception {
    hub.close();
  }

  @Test
  void aRefusedJobNeverReachesTheHub() {
    ClaudeRun run =
        session()
            .run(
                "run it",
                Scenario.start()
                    .calls(JOBS, job("print('trained')"))
                    .calls(JOBS, Map.of("operation", "ps", "all", true))
                    .says("done"));

    List<ModelRequest> turns = run.mainRequests();
    assertThat(turns.get(1).lastResult().isError()).as(run.toString()).isTrue();
    assertThat(turns.get(1).lastResult().text())
        .contains("hf_jobs run", "cpu-basic", "timeout 10m", "at most $");
    assertThat(run.result().path("permission_denials")).hasSize(1);
    assertThat(turns.get(2).lastResult().text())
        .as("reading needs no question, and shows that nothing was started")
        .contains("No jobs");
  }

  @Test
  void withinTheCapJobsRunAndTheModelIsShownHowTheyReallyEnded() {
    ClaudeRun run =
        session()
            .env("ML_INTERN_YOLO", "1")
            .env("ML_INTERN_YOLO_CAP_USD", "1")
            .run(
                "run both",
                Scenario.start()
                    .calls(JOBS, job("print('loss', 0.25)"))
                    .calls(JOBS, job("print('step 1')\nraise SystemExit(3)"))
                    .says("done"));

    List<ModelRequest> turns = run.mainRequests();
    assertThat(turns.get(1).lastResult().isError()).as(run.toString()).isFalse();
    assertThat(turns.get(1).lastResult().text()).contains("COMPLETED", "loss 0.25");
    assertThat(turns.get(2).lastResult().isError()).as(run.toString()).isTrue();
    assertThat(turns.get(2).lastResult().text())
        .contains("ERROR", "exit code: 3", "step 1")
        .doesNotContain("COMPLETED");
    assertThat(run.result().path("permission_denials")).isEmpty();
  }

  @Test
  void underYoloAJobBeyondTheCapIsStillRefused() {
    ClaudeRun run =
        session()
            .env("ML_INTERN_YOLO", "1")
            .env("ML_INTERN_YOLO_CAP_USD", "0.01")
            .run(
                "run it",
                Scenario.start()
                    .calls(
                        JOBS,
                        Map.of(
                            "operation",
                            "run",
                            "script",
                            "print('trained')",
                            "hardware_flavor",
                            "a10g-large",
                            "timeout",
                            "2h"))
                    .calls(JOBS, Map.of("operation", "ps", "all", true))
                    .says("done"));

    List<ModelRequest> turns = run.mainRequests();
    assertThat(turns.get(1).lastResult().isError()).as(run.toString()).isTrue();
    assertThat(turns.get(1).lastResult().text()).contains("exceeds");
    assertThat(turns.get(2).lastResult().text()).contains("No jobs");
  }

  private static Map<String, Object> job(String script) {
    return Map.of("operation", "run", "script", script, "timeout", "10m");
  }

  private ClaudeSession session() {
    return ClaudeSession.in(project, temp.resolve("home"))
        .env("HF_ENDPOINT", hub.endpoint())
        .env("HF_TOKEN", "hf_" + "x".repeat(34));
  }
}

package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.policy.Charge;
import dev.mlintern.tools.ToolResult;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// However the end of a job is learned, it is told as it was and its money is settled.
class EndedJobsTest {
  @TempDir Path folder;
  private EmbeddedHub hub;
  private JobsRig rig;

  @BeforeEach
  void start() throws Exception {
    hub = EmbeddedHub.start(folder.resolve("hub"), 0);
    rig =
        new JobsRig(
            hub.endpoint().toString(), Files.createDirectories(folder.resolve("home")), Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    hub.close();
  }

  private String started(String command) throws InterruptedException {
    return JobsRig.id(
        rig.call(
            """
            {"operation": "run", "command": ["sh", "-c", "%s"], "timeout": "5m", "wait_seconds": 0}
            """
                .formatted(command)));
  }

  private Charge.State state(String job) {
    return rig.charges().stream()
        .filter(charge -> charge.machine().map(Charge.Machine::id).filter(job::equals).isPresent())
        .findFirst()
        .orElseThrow()
        .state();
  }

  /// Until the Hub itself says that it has ended; asking it tells our ledger nothing.
  private void ended(String job) throws Exception {
    Path record = folder.resolve("hub/.hub/jobs/" + job);
    assertThat(record).exists();
    var client = HttpClient.newHttpClient();
    var request =
        HttpRequest.newBuilder(hub.endpoint().resolve("/api/jobs/local/" + job))
            .header("Authorization", "Bearer " + rig.token)
            .build();
    String text;
    do {
      text = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } while (text.contains("\"SCHEDULING\"") || text.contains("\"RUNNING\""));
  }

  @Test
  void waiting_for_several_settles_each_and_tells_why_one_failed() throws Exception {
    String good = started("echo fine");
    String bad = started("echo broken; exit 3");

    ToolResult result =
        rig.call(
            "{\"operation\":\"wait\",\"job_ids\":[\"%s\",\"%s\"],\"wait_seconds\":40}"
                .formatted(good, bad));

    assertThat(result.isError()).isTrue();
    assertThat(result.text())
        .contains("2 of 2 jobs have ended", good + " COMPLETED", bad + " ERROR")
        .contains("Last lines of " + bad, "broken")
        .doesNotContain("Last lines of " + good, "more failed jobs")
        .containsPattern(bad + " ERROR.*(exit|3)");
    assertThat(state(good)).isEqualTo(Charge.State.SETTLED);
    assertThat(state(bad)).isEqualTo(Charge.State.SETTLED);
  }

  @Test
  void waiting_for_one_settles_it() throws Exception {
    String job = started("echo fine");
    assertThat(state(job)).isEqualTo(Charge.State.RUNNING);

    rig.call("{\"operation\":\"wait\",\"job_id\":\"%s\",\"wait_seconds\":40}".formatted(job));

    assertThat(state(job)).isEqualTo(Charge.State.SETTLED);
  }

  @Test
  void reading_the_log_of_a_failed_job_tells_the_reason_and_settles_it() throws Exception {
    String job = started("echo torch.OutOfMemoryError: CUDA out of memory.; exit 1");
    ended(job);

    ToolResult result = rig.call("{\"operation\":\"logs\",\"job_id\":\"%s\"}".formatted(job));

    assertThat(result.text())
        .contains(job + " ERROR", "Reason: ", "out of memory")
        .doesNotContain("It still goes on");
    assertThat(state(job)).isEqualTo(Charge.State.SETTLED);
  }

  @Test
  void reading_the_log_of_a_running_job_says_that_it_goes_on_and_settles_nothing()
      throws Exception {
    String job = started("echo begun; sleep 60");

    ToolResult result = rig.call("{\"operation\":\"logs\",\"job_id\":\"%s\"}".formatted(job));

    assertThat(result.isError()).isFalse();
    assertThat(result.text()).contains("It still goes on").doesNotContain("Reason: ");
    assertThat(state(job)).isEqualTo(Charge.State.RUNNING);
  }
}

package dev.mlintern.localhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobImage;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.hub.jobs.JobSpec;
import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.hub.jobs.LogEvent;
import dev.mlintern.hub.jobs.LogStream;
import dev.mlintern.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs of the embedded Hub as its own client sees them.
class JobContractTest {
  @TempDir private Path root;

  private final CallScope scope = CallScope.lasting(Duration.ofSeconds(60));
  private EmbeddedHub hub;
  private HttpStack http;
  private HubJobs jobs;

  @BeforeEach
  void start() throws Exception {
    hub = EmbeddedHub.start(root, 0);
    connect();
  }

  private void connect() {
    Settings settings =
        Settings.of(
            Map.of("HF_ENDPOINT", hub.endpoint().toString(), "HF_TOKEN", HubCalls.ANY_TOKEN), root);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    jobs = new HubJobs(HubClient.create(settings, http), Duration.ofMillis(20));
  }

  @AfterEach
  void stop() throws Exception {
    http.close();
    hub.close();
  }

  @Test
  void a_command_runs_as_given_and_its_log_is_complete_when_it_has_ended() throws Exception {
    Job job = submit("printf", "%s|", "a b", "$HOME", ">x");
    List<String> lines = log(job);
    assertThat(lines).contains("a b|$HOME|>x|");
    assertThat(lines.getFirst()).startsWith("===== Job started at ");
    assertThat(lines.getLast()).isEqualTo("===== Job finished: status=COMPLETED =====");
    assertThat(jobs.inspect(job.ref(), scope).stage()).isEqualTo(JobStage.COMPLETED);
    assertThat(log(job)).isEqualTo(lines);
  }

  @Test
  void a_failing_command_is_an_error_with_its_exit_code() throws Exception {
    Job job = submit("sh", "-c", "echo out; echo err >&2; exit 3");
    assertThat(log(job)).contains("out", "err");
    Job ended = jobs.inspect(job.ref(), scope);
    assertThat(ended.stage()).isEqualTo(JobStage.ERROR);
    assertThat(ended.status().message().orElseThrow()).contains("exit code: 3");
  }

  @Test
  void a_program_that_is_not_there_is_an_error_that_names_it() throws Exception {
    Job job = submit("no-such-program-here");
    assertThat(String.join("\n", log(job))).contains("no-such-program-here");
    assertThat(jobs.inspect(job.ref(), scope).stage()).isEqualTo(JobStage.ERROR);
  }

  @Test
  void a_job_over_its_time_is_killed_with_what_it_started() throws Exception {
    String beat = "(while :; do echo x >>beat; sleep 0.1; done) & wait";
    Job job = submit(Duration.ofSeconds(1), Map.of(), "sh", "-c", beat);
    log(job);
    Job ended = jobs.inspect(job.ref(), scope);
    assertThat(ended.stage()).isEqualTo(JobStage.ERROR);
    assertThat(ended.status().message()).contains("Job timeout");
    Path file = root.resolve(".hub/jobs/" + job.ref().id() + "/work/beat");
    long size = Files.size(file);
    assertThat(size).isPositive();
    Thread.sleep(500);
    assertThat(Files.size(file)).isEqualTo(size);
  }

  @Test
  void cancelling_ends_a_running_job() throws Exception {
    Job job = submit("sh", "-c", "echo begun; sleep 300");
    var last = "";
    try (LogStream log = jobs.logs(job.ref(), 1, scope)) {
      assertThat(log.next(Duration.ofSeconds(20))).isInstanceOf(LogEvent.Line.class);
      assertThat(jobs.cancel(job.ref(), scope).stage()).isEqualTo(JobStage.CANCELED);
      while (log.next(Duration.ofSeconds(20)) instanceof LogEvent.Line line) {
        last = line.text();
      }
    }
    assertThat(last).isEqualTo("===== Job finished: status=CANCELED =====");
    assertThat(jobs.inspect(job.ref(), scope).stage()).isEqualTo(JobStage.CANCELED);
  }

  @Test
  void a_job_has_its_own_folder_its_variables_and_secrets_and_nothing_inherited() throws Exception {
    String secret = UUID.randomUUID().toString();
    Job job = submit(Duration.ofMinutes(1), Map.of("MY_SECRET", secret), "env");
    List<String> lines = log(job);
    assertThat(lines)
        .contains("MY_SECRET=" + secret, "A=1", "CPU_CORES=2", "MEMORY=16Gi", "ACCELERATOR=none")
        .contains("HF_ENDPOINT=" + hub.endpoint(), "JOB_ID=" + job.ref().id())
        .anyMatch(line -> line.startsWith("HOME=" + root));
    assertThat(lines).noneMatch(line -> line.startsWith("HF_TOKEN=") || line.startsWith("JAVA"));
    assertThat(jobs.inspect(job.ref(), scope).secretNames()).containsExactly("MY_SECRET");
    try (var files = Files.walk(root.resolve(".hub/jobs/" + job.ref().id()))) {
      assertThat(files.filter(file -> file.endsWith("job.json")))
          .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain(secret));
    }
  }

  @Test
  void jobs_are_listed_by_stage_and_label_newest_first() throws Exception {
    Job first = submit("true");
    log(first);
    Job second = submit("false");
    log(second);
    assertThat(jobs.list("local", List.of(), Map.of(), 9, scope).jobs())
        .extracting(Job::ref)
        .containsExactly(second.ref(), first.ref());
    assertThat(jobs.list("local", List.of(JobStage.ERROR), Map.of(), 9, scope).jobs())
        .extracting(Job::ref)
        .containsExactly(second.ref());
    String request = first.labels().get(HubJobs.REQUEST_LABEL);
    assertThat(jobs.find("local", request, scope).orElseThrow().ref()).isEqualTo(first.ref());
    jobs.relabel(first.ref(), Map.of("team", "a"), scope);
    assertThat(jobs.list("local", List.of(), Map.of("team", "a"), 9, scope).jobs()).hasSize(1);
  }

  @Test
  void a_job_can_be_started_again() throws Exception {
    Job first = submit("echo", "again");
    log(first);
    HubCalls.Answer answer =
        HubCalls.signedIn(hub).post("/api/jobs/local/" + first.ref().id() + "/duplicate", "");
    var second = new JobRef("local", answer.object().string("id").orElseThrow());
    assertThat(second).isNotEqualTo(first.ref());
    assertThat(log(jobs.inspect(second, scope))).contains("again");
  }

  @Test
  void jobs_of_an_earlier_run_are_remembered_and_none_is_said_to_run() throws Exception {
    Job done = submit("echo", "kept");
    log(done);
    Job running = submit("sleep", "300");
    http.close();
    hub.close();
    hub = EmbeddedHub.start(root, 0);
    connect();
    assertThat(log(done)).contains("kept");
    Job after = jobs.inspect(running.ref(), scope);
    assertThat(after.stage()).isEqualTo(JobStage.ERROR);
    assertThat(after.status().message().orElseThrow()).contains("stopped");
  }

  @Test
  void what_the_hub_would_refuse_is_refused() {
    assertThatThrownBy(() -> run(spec("no-such-flavor", Duration.ofMinutes(1), Map.of(), "true")))
        .isInstanceOfSatisfying(HubException.class, e -> assertThat(e.status()).isEqualTo(400))
        .hasMessageContaining("flavor");
    assertThatThrownBy(
            () ->
                jobs.run(
                    "somebody-else",
                    spec("cpu-basic", Duration.ofMinutes(1), Map.of(), "true"),
                    scope))
        .isInstanceOfSatisfying(HubException.class, e -> assertThat(e.status()).isEqualTo(403));
  }

  private Job submit(String... command) {
    return submit(Duration.ofMinutes(1), Map.of(), command);
  }

  private Job submit(Duration timeout, Map<String, String> secrets, String... command) {
    return run(spec("cpu-basic", timeout, secrets, command));
  }

  private Job run(JobSpec spec) {
    return jobs.run("local", spec, scope);
  }

  private static JobSpec spec(
      String flavor, Duration timeout, Map<String, String> secrets, String... command) {
    return new JobSpec(
        new JobImage.Docker("python:3.12"),
        List.of(command),
        Map.of("A", "1"),
        secrets,
        flavor,
        timeout,
        Map.of(HubJobs.REQUEST_LABEL, UUID.randomUUID().toString()),
        List.of());
  }

  private List<String> log(Job job) throws InterruptedException {
    var lines = new ArrayList<String>();
    try (LogStream log = jobs.logs(job.ref(), 0, scope)) {
      while (log.next(Duration.ofSeconds(40)) instanceof LogEvent.Line line) {
        lines.add(line.text());
      }
    }
    return lines;
  }
}

package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.ScriptedJobs.ID;
import static dev.mlintern.tools.jobs.ScriptedJobs.RUN;
import static dev.mlintern.tools.jobs.ScriptedJobs.job;
import static dev.mlintern.tools.jobs.ScriptedJobs.json;
import static dev.mlintern.tools.jobs.ScriptedJobs.log;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.policy.Charge;
import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of a call that waits for a job when the Hub stumbles, the job fails or the caller
/// leaves.
class JobWaitFaultsTest {
  @TempDir Path home;
  private ScriptedJobs hub;
  private JobsRig rig;

  @BeforeEach
  void start() throws IOException {
    hub = ScriptedJobs.start();
    rig = hub.rig(home);
  }

  @AfterEach
  void stop() {
    rig.close();
    hub.close();
  }

  @Test
  void a_log_that_breaks_in_the_middle_loses_and_repeats_nothing() throws Exception {
    hub.submits();
    hub.on(
        "GET /api/jobs/me/" + ID,
        json(200, job("RUNNING", "")),
        json(200, job("RUNNING", "")),
        json(200, job("COMPLETED", "")));
    hub.on(
        "GET /api/jobs/me/" + ID + "/logs",
        new MockResponse.Builder()
            .addHeader("Content-Type", "text/event-stream")
            .body("data: {\"data\":\"one\"}\n\ndata: {\"data\":\"two\"}\n\ndata: {\"da")
            .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
            .build(),
        log("one", "two", "three", "===== Job finished: status=COMPLETED ====="));

    ToolResult result = rig.call(RUN);
    assertThat(result.text()).contains("one\ntwo\nthree\n").contains("COMPLETED");
  }

  @Test
  void a_job_that_is_still_queued_is_neither_finished_nor_failed() throws Exception {
    hub.submits();
    hub.on("GET /api/jobs/me/" + ID, json(200, job("SCHEDULING", "")));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).isFalse();
    assertThat(result.text()).contains("SCHEDULING", "has not finished");
  }

  @Test
  void a_hub_that_stumbles_during_the_wait_does_not_end_it() throws Exception {
    hub.submits();
    hub.on(
        "GET /api/jobs/me/" + ID,
        json(404, "{\"error\":\"not yet\"}"),
        json(403, "").newBuilder().code(418).build(),
        json(200, job("RUNNING", "")),
        json(200, job("COMPLETED", "")));
    hub.on(
        "GET /api/jobs/me/" + ID + "/logs", log("x", "===== Job finished: status=COMPLETED ====="));
    assertThat(rig.call(RUN).text()).contains("COMPLETED");
  }

  @Test
  void a_job_that_can_no_longer_be_looked_at_is_still_named() throws Exception {
    hub.submits();
    hub.on("GET /api/jobs/me/" + ID, json(403, "{\"error\":\"token revoked\"}"));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains(ID, "was submitted", "token revoked", "/jobs/me/" + ID);
  }

  @ParameterizedTest
  @CsvSource({"ERROR", "CANCELED", "DELETED"})
  void every_stage_that_is_no_success_is_an_error_with_its_reason(String stage) throws Exception {
    hub.submits();
    hub.on("GET /api/jobs/me/" + ID, json(200, job(stage, ",\"message\":\"the machine says no\"")));
    hub.on("GET /api/jobs/me/" + ID + "/logs", log("last words"));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains(stage, "the machine says no", "last words");
  }

  @Test
  void running_out_of_memory_is_diagnosed() throws Exception {
    hub.submits();
    hub.on("GET /api/jobs/me/" + ID, json(200, job("ERROR", ",\"message\":\"exit code: 1\"")));
    hub.on(
        "GET /api/jobs/me/" + ID + "/logs",
        log(
            "step 1",
            "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a"
                + " total capacity of 14.74 GiB"));

    ToolResult result = rig.call(RUN);
    assertThat(result.text()).contains("Change: ", "batch");
  }

  @Test
  void cancelling_reports_what_was_read_back() throws Exception {
    hub.on("POST /api/jobs/my-org/" + ID + "/cancel", json(200, job("RUNNING", "")));
    hub.on("GET /api/jobs/my-org/" + ID, json(200, job("RUNNING", "")));
    hub.on("GET /api/jobs/me/" + ID, json(200, job("RUNNING", "")));

    ToolResult result =
        rig.call(
            "{\"operation\":\"cancel\",\"job_id\":\"%s\",\"namespace\":\"my-org\"}".formatted(ID));
    assertThat(result.text()).contains("RUNNING", "has not stopped yet");
  }

  @Test
  void cancelling_the_call_breaks_off_the_reading_and_not_the_job() throws Exception {
    hub.submits();
    hub.on("GET /api/jobs/me/" + ID, json(200, job("RUNNING", "")));
    hub.on(
        "GET /api/jobs/me/" + ID + "/logs",
        new MockResponse.Builder()
            .addHeader("Content-Type", "text/event-stream")
            .body("data: {\"data\":\"" + "x".repeat(64) + "\"}\n\n".repeat(200_000))
            .throttleBody(8, 100, TimeUnit.MILLISECONDS)
            .build());
    var interrupted = new ConcurrentLinkedQueue<String>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    rig.call(RUN.replace("\"wait_seconds\": 1", "\"wait_seconds\": 600"));
                  } catch (InterruptedException _) {
                    interrupted.add("yes");
                  }
                });
    while (hub.asked.stream().noneMatch(line -> line.endsWith("/logs"))) {
      Thread.sleep(5);
    }
    caller.interrupt();
    caller.join();
    assertThat(interrupted).hasSize(1);
    assertThat(hub.asked).noneMatch(line -> line.contains("/cancel"));
    assertThat(rig.charges())
        .singleElement()
        .satisfies(
            charge -> {
              assertThat(charge.state()).isEqualTo(Charge.State.RUNNING);
              assertThat(charge.machine().orElseThrow().id()).isEqualTo(ID);
            });
  }

  @Test
  void a_log_that_does_not_stop_is_not_told_as_its_last_lines() throws Exception {
    hub.on("GET /api/jobs/me/" + ID, json(200, job("RUNNING", "")));
    hub.on(
        "GET /api/jobs/me/" + ID + "/logs",
        new MockResponse.Builder()
            .addHeader("Content-Type", "text/event-stream")
            .body("data: {\"data\":\"tick\"}\n\n".repeat(2_000))
            .throttleBody(256, 30, TimeUnit.MILLISECONDS)
            .build());

    ToolResult result = rig.call("{\"operation\":\"logs\",\"tail\":2,\"job_id\":\"" + ID + "\"}");
    assertThat(result.text())
        .contains("tick", "could not be read to its end", "may be later lines");
  }
}

package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.ScriptedJobs.ID;
import static dev.mlintern.tools.jobs.ScriptedJobs.job;
import static dev.mlintern.tools.jobs.ScriptedJobs.json;
import static dev.mlintern.tools.jobs.ScriptedJobs.log;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.policy.Charge;
import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests that did their work and whose answer was lost or cannot be used: what is said of them
/// is what is so.
class LostAnswersTest {
  private static final String SCHEDULE = "687fb701029421ae5549d9aa";
  private static final String SCHEDULES = "/api/scheduled-jobs/me";
  private static final String ONE_SCHEDULE = SCHEDULES + "/" + SCHEDULE;
  private static final String CREATE =
      """
      {"operation":"scheduled_run","script":"print(1)\\n","schedule":"@daily","timeout":"10m"}
      """;

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

  private static MockResponse lost() {
    return new MockResponse.Builder()
        .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
        .build();
  }

  private static String schedule(boolean suspended, String lastJob, String label) {
    return """
    {"id":"%s","schedule":"@daily","suspend":%s,"concurrency":false,"owner":{"name":"me"},
     "status":{"lastJob":%s},
     "jobSpec":{"dockerImage":"python:3.12","command":["x"],"flavor":"cpu-basic","timeout":600,
      "labels":{"ml-intern-request":"%s"}}}
    """
        .formatted(SCHEDULE, suspended, lastJob, label);
  }

  private static String schedule(boolean suspended) {
    return schedule(suspended, "null", "x");
  }

  @Test
  void a_schedule_whose_answer_is_lost_is_found_by_its_label_and_not_stored_again()
      throws Exception {
    hub.on("POST " + SCHEDULES, lost());
    hub.listsTheScheduleOfTheLastRequest(label -> schedule(false, "null", label), SCHEDULES);

    ToolResult result = rig.call(CREATE);
    assertThat(result.isError()).as(result.text()).isFalse();
    assertThat(result.text()).contains("Scheduled job " + SCHEDULE + " of me is stored");
    assertThat(hub.posts()).isEqualTo(1);
  }

  @Test
  void a_schedule_of_which_nobody_knows_whether_it_is_stored_is_not_to_be_stored_again_blindly()
      throws Exception {
    hub.on("POST " + SCHEDULES, json(500, "{}"));
    hub.on("GET " + SCHEDULES, json(200, "[" + schedule(false) + "]"));

    ToolResult result = rig.call(CREATE);
    assertThat(result.isError()).isTrue();
    assertThat(result.text())
        .contains("answer to the submission was lost", "before submitting it again")
        .contains("ml-intern-request=")
        .doesNotContain("is stored");
  }

  @Test
  void a_cancellation_whose_answer_is_lost_is_told_by_what_became_of_the_job() throws Exception {
    hub.on("POST /api/jobs/me/" + ID + "/cancel", lost());
    hub.on("GET /api/jobs/me/" + ID, json(200, job("CANCELED", "")));

    ToolResult result = rig.call("{\"operation\":\"cancel\",\"job_id\":\"" + ID + "\"}");
    assertThat(result.isError()).as(result.text()).isFalse();
    assertThat(result.text()).contains("Job " + ID + " CANCELED");
  }

  @Test
  void a_cancellation_that_cannot_be_checked_is_neither_done_nor_undone() throws Exception {
    hub.on("POST /api/jobs/me/" + ID + "/cancel", lost());
    hub.on("GET /api/jobs/me/" + ID, json(403, "{}"));

    ToolResult result = rig.call("{\"operation\":\"cancel\",\"job_id\":\"" + ID + "\"}");
    assertThat(result.isError()).isTrue();
    assertThat(result.text())
        .contains("Whether job " + ID + " was cancelled is not known", "may still run")
        .doesNotContain("not cancelled:");
  }

  @Test
  void a_cancellation_the_hub_took_stays_taken_when_the_job_cannot_be_looked_at_afterwards()
      throws Exception {
    hub.on("POST /api/jobs/me/" + ID + "/cancel", json(200, job("RUNNING", "")));
    hub.on("GET /api/jobs/me/" + ID, json(403, "{}"));

    ToolResult result = rig.call("{\"operation\":\"cancel\",\"job_id\":\"" + ID + "\"}");
    assertThat(result.text())
        .contains("The Hub took the request, but the job has not stopped yet")
        .doesNotContain("not cancelled");
  }

  @Test
  void a_trigger_whose_answer_cannot_be_used_has_started_a_job_and_its_money_stays_held()
      throws Exception {
    hub.on(
        "GET " + ONE_SCHEDULE,
        json(200, schedule(false)),
        json(200, schedule(false, "{\"id\":\"" + ID + "\"}", "x")));
    hub.on("POST " + ONE_SCHEDULE + "/run", json(200, "{\"ok\":true}"));
    hub.on("GET /api/jobs/me/" + ID, json(200, job("COMPLETED", "")));
    hub.on("GET /api/jobs/me/" + ID + "/logs", log("done"));

    ToolResult result =
        rig.call("{\"operation\":\"scheduled_trigger\",\"scheduled_job_id\":\"" + SCHEDULE + "\"}");
    assertThat(result.isError()).as(result.text()).isFalse();
    assertThat(result.text()).contains("Job " + ID + " COMPLETED");
    assertThat(rig.charges())
        .singleElement()
        .satisfies(charge -> assertThat(charge.state()).isNotEqualTo(Charge.State.RELEASED));
  }

  @Test
  void a_suspension_whose_answer_is_lost_is_told_by_what_became_of_the_schedule() throws Exception {
    hub.on("POST " + ONE_SCHEDULE + "/suspend", json(500, "{}"));
    hub.on("GET " + ONE_SCHEDULE, json(200, schedule(true)));

    ToolResult result = rig.call(suspend());
    assertThat(result.isError()).as(result.text()).isFalse();
    assertThat(result.text()).contains("is suspended");
  }

  @Test
  void a_suspension_that_cannot_be_read_back_is_not_known() throws Exception {
    hub.on("POST " + ONE_SCHEDULE + "/suspend", json(200, "{}"));
    hub.on("GET " + ONE_SCHEDULE, json(403, "{}"));

    ToolResult result = rig.call(suspend());
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("suspended is not known", "Hub took the request");
  }

  private static String suspend() {
    return "{\"operation\":\"scheduled_suspend\",\"scheduled_job_id\":\"" + SCHEDULE + "\"}";
  }

  @Test
  void a_deletion_whose_answer_is_lost_is_repeated_until_it_is_known() throws Exception {
    hub.on("GET " + ONE_SCHEDULE, json(200, schedule(false)));
    hub.on("DELETE " + ONE_SCHEDULE, lost(), json(404, "{\"error\":\"Not found\"}"));

    ToolResult result =
        rig.call("{\"operation\":\"scheduled_delete\",\"scheduled_job_id\":\"" + SCHEDULE + "\"}");
    assertThat(result.isError()).as(result.text()).isFalse();
    assertThat(result.text()).contains("is deleted");
  }
}

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
import java.nio.file.Files;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of a submission when the Hub refuses it, stumbles or loses its answer, and of its
/// money.
class JobSubmissionFaultsTest {
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
  void an_id_that_holds_402_is_no_matter_of_money() throws Exception {
    hub.on("POST /api/jobs/me", json(500, "{\"error\":\"internal error, request 402abc402\"}"));
    hub.on("GET /api/jobs/me", json(200, "[]"));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("500", "402abc402").doesNotContain("credit", "billing");
  }

  @Test
  void no_credit_names_the_namespace_and_the_page_and_gives_the_money_back() throws Exception {
    hub.on("POST /api/jobs/me", json(402, "{\"error\":\"Payment required\"}"));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).isTrue();
    assertThat(result.text())
        .contains(
            "HTTP 402", "`me`", "https://huggingface.co/settings/billing", "Nothing was started");
    assertThat(rig.charges())
        .singleElement()
        .satisfies(charge -> assertThat(charge.state()).isEqualTo(Charge.State.RELEASED));
  }

  @ParameterizedTest
  @CsvSource({"400", "403", "409", "413", "422", "429"})
  void a_refused_submission_is_made_once_and_costs_nothing(int status) throws Exception {
    hub.on(
        "POST /api/jobs/me",
        new MockResponse.Builder()
            .code(status)
            .addHeader("Content-Type", "application/json")
            .addHeader("ratelimit", "\"api\";r=0;t=300")
            .body("{\"error\":\"upstream words\"}")
            .build());

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("" + status, "upstream words");
    assertThat(hub.posts()).isEqualTo(1);
    assertThat(rig.charges())
        .singleElement()
        .satisfies(charge -> assertThat(charge.state()).isEqualTo(Charge.State.RELEASED));
  }

  @Test
  void a_submission_whose_answer_is_lost_is_found_by_its_label_and_not_made_again()
      throws Exception {
    hub.on(
        "POST /api/jobs/me",
        new MockResponse.Builder()
            .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
            .build());
    hub.on("GET /api/jobs/me", json(200, "[" + job("RUNNING", "") + "]"));
    hub.on("GET /api/jobs/me/" + ID, json(200, job("COMPLETED", "")));
    hub.on("GET /api/jobs/me/" + ID + "/logs", log("done"));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).as(result.text()).isFalse();
    assertThat(result.text()).contains("Job " + ID + " COMPLETED");
    assertThat(hub.posts()).isEqualTo(1);
    String label = hub.bodies.getFirst().path("labels").path("ml-intern-request").asString();
    assertThat(label).hasSize(16);
    assertThat(hub.asked).contains("GET /api/jobs/me?label=ml-intern-request%3D" + label);
  }

  @Test
  void when_nobody_knows_whether_a_job_runs_its_money_stays_held() throws Exception {
    hub.on("POST /api/jobs/me", json(502, "{}"));
    hub.on("GET /api/jobs/me", json(403, "{\"error\":\"no\"}"));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("may be running", "ml-intern-request=");
    assertThat(rig.charges())
        .singleElement()
        .satisfies(charge -> assertThat(charge.state()).isEqualTo(Charge.State.RUNNING));
  }

  @Test
  void organisations_pay_when_named_and_strangers_do_not() throws Exception {
    hub.on(
        "POST /api/jobs/my-org", json(200, job("SCHEDULING", "").replace("\"me\"", "\"my-org\"")));
    hub.on(
        "GET /api/jobs/my-org/" + ID,
        json(200, job("COMPLETED", "").replace("\"me\"", "\"my-org\"")));
    hub.on("GET /api/jobs/my-org/" + ID + "/logs", log("x"));
    hub.on(
        "POST /api/jobs/my-org/" + ID + "/cancel",
        json(200, job("CANCELED", "").replace("\"me\"", "\"my-org\"")));

    ToolResult result =
        rig.call(RUN.replace("\"operation\"", "\"namespace\":\"My-Org\",\"operation\""));
    assertThat(result.text()).contains("COMPLETED", "/jobs/my-org/" + ID);

    ToolResult stranger =
        rig.call(RUN.replace("\"operation\"", "\"namespace\":\"other\",\"operation\""));
    assertThat(stranger.isError()).isTrue();
    assertThat(stranger.text()).contains("`other`", "Allowed: me, my-org");

    // Started here, so its namespace is known without being said.
    rig.call("{\"operation\":\"cancel\",\"job_id\":\"%s\"}".formatted(ID));
    assertThat(hub.asked).contains("POST /api/jobs/my-org/" + ID + "/cancel");
  }

  @Test
  void the_hub_is_asked_once_who_the_user_is() throws Exception {
    hub.on("GET /api/jobs/me", json(200, "[]"));
    for (int i = 0; i < 3; i++) {
      rig.call("{\"operation\":\"ps\"}");
    }
    assertThat(hub.asked.stream().filter(line -> line.contains("whoami"))).hasSize(1);
    hub.on("GET /api/whoami-v2", json(429, "{}"));
    hub.on("GET /api/jobs/my-org", json(200, "[]"));
    assertThat(rig.call("{\"operation\":\"ps\",\"namespace\":\"my-org\"}").isError()).isFalse();
  }

  @Test
  void a_trigger_whose_answer_is_lost_is_found_in_the_schedule() throws Exception {
    String schedule =
        """
        {"id":"687fb701029421ae5549d000","schedule":"@daily","suspend":false,
         "status":{"lastJob":%s,"nextJobRunAt":"2026-12-01T00:00:00Z"},"owner":{"name":"me"},
         "jobSpec":{"dockerImage":"python:3.12","command":["x"],"flavor":"cpu-basic","timeout":600}}
        """;
    String path = "/api/scheduled-jobs/me/687fb701029421ae5549d000";
    hub.on(
        "GET " + path,
        json(200, schedule.formatted("null")),
        json(200, schedule.formatted("{\"id\":\"" + ID + "\",\"at\":\"2026-11-27T00:00:00Z\"}")));
    hub.on("POST " + path + "/run", json(502, "{}"));
    hub.on("GET /api/jobs/me/" + ID, json(200, job("COMPLETED", "")));
    hub.on("GET /api/jobs/me/" + ID + "/logs", log("ran"));
    String trigger =
        "{\"operation\":\"scheduled_trigger\",\"scheduled_job_id\":\"687fb701029421ae5549d000\"}";

    assertThat(rig.call(trigger).text()).contains("Job " + ID + " COMPLETED");
    assertThat(hub.posts()).isEqualTo(1);

    hub.on("POST " + path + "/run", json(409, "{\"error\":\"already running\"}"));
    ToolResult conflict = rig.call(trigger);
    assertThat(conflict.isError()).isTrue();
    assertThat(conflict.text()).contains("409", "already running", "Nothing was started");
  }

  @Test
  void a_job_that_cannot_be_remembered_is_still_named_by_its_charge() throws Exception {
    Files.createDirectories(home.resolve("state"));
    Files.writeString(home.resolve("state/jobs"), "no folder");
    hub.submits();
    hub.on("GET /api/jobs/me/" + ID, json(200, job("RUNNING", "")));

    ToolResult result = rig.call(RUN);
    assertThat(result.text()).contains("Job " + ID, "could not be written down");
    assertThat(rig.charges())
        .singleElement()
        .satisfies(
            charge -> {
              assertThat(charge.state()).isEqualTo(Charge.State.RUNNING);
              assertThat(charge.machine().map(Charge.Machine::id)).contains(ID);
            });
  }
}

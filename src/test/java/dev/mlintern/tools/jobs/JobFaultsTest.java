package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.policy.Charge;
import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What becomes of a call when the Hub refuses, stumbles or falls silent.
class JobFaultsTest {
  private static final String ID = "687fb701029421ae5549d998";
  private static final String RUN =
      """
      {"operation": "run", "script": "print(1)\\n", "timeout": "10m", "wait_seconds": 1}
      """;

  @TempDir Path home;
  private final MockWebServer server = new MockWebServer();
  private final Map<String, Deque<MockResponse>> answers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private final List<JsonNode> bodies = new ArrayList<>();
  private JobsRig rig;

  @BeforeEach
  void start() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    server.start();
    rig = rig(Map.of());
    on(
        "GET /api/whoami-v2",
        json(200, "{\"type\":\"user\",\"name\":\"me\",\"orgs\":[{\"name\":\"my-org\"}]}"));
    on("GET /api/jobs/hardware", json(404, "{}"));
  }

  private JobsRig rig(Map<String, String> environment) {
    String url = server.url("/").toString();
    return new JobsRig(url.substring(0, url.length() - 1), home, environment);
  }

  @AfterEach
  void stop() {
    rig.close();
    server.close();
  }

  private MockResponse answer(RecordedRequest request) {
    String path = request.getTarget().replaceFirst("\\?.*", "");
    String key = request.getMethod() + " " + path;
    asked.add(request.getMethod() + " " + request.getTarget());
    if (request.getBody() != null && request.getBody().size() > 0) {
      synchronized (bodies) {
        bodies.add(JsonMapper.shared().readTree(request.getBody().utf8()));
      }
    }
    Deque<MockResponse> queue = answers.get(key);
    if (queue == null) {
      return json(404, "{\"error\":\"Not found\"}");
    }
    return queue.size() > 1 ? queue.poll() : queue.peek();
  }

  /// Answers in their order; the last one for ever.
  private void on(String what, MockResponse... responses) {
    answers.put(what, new ArrayDeque<>(List.of(responses)));
  }

  private static MockResponse json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  private static String job(String stage, String more) {
    return """
    {"type":"job","id":"%s","createdAt":"2026-07-22T16:06:25Z","startedAt":"2026-07-22T16:06:31Z",
     "dockerImage":"python:3.12","command":["x"],"flavor":"cpu-basic","timeout":600,"labels":{},
     "status":{"stage":"%s"%s},"owner":{"name":"me"}}
    """
        .formatted(ID, stage, more);
  }

  private static MockResponse log(String... lines) {
    var body = new StringBuilder();
    for (String line : lines) {
      body.append("data: {\"data\":\"")
          .append(line)
          .append("\",\"timestamp\":\"2026-07-22T16:06:31Z\"}\n\n");
    }
    return new MockResponse.Builder()
        .addHeader("Content-Type", "text/event-stream")
        .body(body.toString())
        .build();
  }

  private long posts() {
    return asked.stream().filter(line -> line.startsWith("POST ")).count();
  }

  private void submits() {
    on("POST /api/jobs/me", json(200, job("SCHEDULING", "")));
  }

  @Test
  void an_id_that_holds_402_is_no_matter_of_money() throws Exception {
    on("POST /api/jobs/me", json(500, "{\"error\":\"internal error, request 402abc402\"}"));
    on("GET /api/jobs/me", json(200, "[]"));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("500", "402abc402").doesNotContain("credit", "billing");
  }

  @Test
  void no_credit_names_the_namespace_and_the_page_and_gives_the_money_back() throws Exception {
    on("POST /api/jobs/me", json(402, "{\"error\":\"Payment required\"}"));

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
    on(
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
    assertThat(posts()).isEqualTo(1);
    assertThat(rig.charges())
        .singleElement()
        .satisfies(charge -> assertThat(charge.state()).isEqualTo(Charge.State.RELEASED));
  }

  @Test
  void a_submission_whose_answer_is_lost_is_found_by_its_label_and_not_made_again()
      throws Exception {
    on(
        "POST /api/jobs/me",
        new MockResponse.Builder()
            .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
            .build());
    on("GET /api/jobs/me", json(200, "[" + job("RUNNING", "") + "]"));
    on("GET /api/jobs/me/" + ID, json(200, job("COMPLETED", "")));
    on("GET /api/jobs/me/" + ID + "/logs", log("done"));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).as(result.text()).isFalse();
    assertThat(result.text()).contains("Job " + ID + " COMPLETED");
    assertThat(posts()).isEqualTo(1);
    String label = bodies.getFirst().path("labels").path("ml-intern-request").asString();
    assertThat(label).hasSize(16);
    assertThat(asked).contains("GET /api/jobs/me?label=ml-intern-request%3D" + label);
  }

  @Test
  void when_nobody_knows_whether_a_job_runs_its_money_stays_held() throws Exception {
    on("POST /api/jobs/me", json(502, "{}"));
    on("GET /api/jobs/me", json(403, "{\"error\":\"no\"}"));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("may be running", "ml-intern-request=");
    assertThat(rig.charges())
        .singleElement()
        .satisfies(charge -> assertThat(charge.state()).isEqualTo(Charge.State.RUNNING));
  }

  @Test
  void a_log_that_breaks_in_the_middle_loses_and_repeats_nothing() throws Exception {
    submits();
    on(
        "GET /api/jobs/me/" + ID,
        json(200, job("RUNNING", "")),
        json(200, job("RUNNING", "")),
        json(200, job("COMPLETED", "")));
    on(
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
    submits();
    on("GET /api/jobs/me/" + ID, json(200, job("SCHEDULING", "")));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).isFalse();
    assertThat(result.text()).contains("SCHEDULING", "has not finished");
  }

  @Test
  void a_hub_that_stumbles_during_the_wait_does_not_end_it() throws Exception {
    submits();
    on(
        "GET /api/jobs/me/" + ID,
        json(404, "{\"error\":\"not yet\"}"),
        json(403, "").newBuilder().code(418).build(),
        json(200, job("RUNNING", "")),
        json(200, job("COMPLETED", "")));
    on("GET /api/jobs/me/" + ID + "/logs", log("x", "===== Job finished: status=COMPLETED ====="));
    assertThat(rig.call(RUN).text()).contains("COMPLETED");
  }

  @Test
  void a_job_that_can_no_longer_be_looked_at_is_still_named() throws Exception {
    submits();
    on("GET /api/jobs/me/" + ID, json(403, "{\"error\":\"token revoked\"}"));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains(ID, "was submitted", "token revoked", "/jobs/me/" + ID);
  }

  @ParameterizedTest
  @CsvSource({"ERROR", "CANCELED", "DELETED"})
  void every_stage_that_is_no_success_is_an_error_with_its_reason(String stage) throws Exception {
    submits();
    on("GET /api/jobs/me/" + ID, json(200, job(stage, ",\"message\":\"the machine says no\"")));
    on("GET /api/jobs/me/" + ID + "/logs", log("last words"));

    ToolResult result = rig.call(RUN);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains(stage, "the machine says no", "last words");
  }

  @Test
  void running_out_of_memory_is_diagnosed() throws Exception {
    submits();
    on("GET /api/jobs/me/" + ID, json(200, job("ERROR", ",\"message\":\"exit code: 1\"")));
    on(
        "GET /api/jobs/me/" + ID + "/logs",
        log(
            "step 1",
            "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a"
                + " total capacity of 14.74 GiB"));

    ToolResult result = rig.call(RUN);
    assertThat(result.text()).contains("Change: ", "batch");
  }

  @Test
  void what_does_not_fit_together_is_refused_before_any_request() throws Exception {
    ToolResult both = rig.call("{\"operation\":\"run\",\"script\":\"a.py\",\"command\":[\"b\"]}");
    assertThat(both.isError()).isTrue();
    assertThat(both.text()).contains("`script`", "`command`");
    ToolResult neither = rig.call("{\"operation\":\"run\"}");
    assertThat(neither.text()).contains("`script`", "`command`");
    ToolResult timeout =
        rig.call("{\"operation\":\"run\",\"command\":[\"b\"],\"timeout\":\"soon\"}");
    assertThat(timeout.text()).contains("soon", "1h30m");
    ToolResult plain = rig.call("{\"operation\":\"run\",\"script\":\"http://example.org/x.py\"}");
    assertThat(plain.text()).contains("https://");
    assertThat(asked).isEmpty();
  }

  @Test
  void unknown_hardware_is_refused_with_what_was_probably_meant() throws Exception {
    ToolResult result =
        rig.call(
            """
            {"operation": "run", "script": "print(1)\\n", "hardware_flavor": "a10-large"}
            """);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("a10g-large", "Nothing was submitted");
    assertThat(posts()).isZero();
  }

  @Test
  void a_ceiling_below_the_worst_case_refuses_and_dry_runs_show_the_price() throws Exception {
    String job =
        """
        {"operation": "run", "script": "https://example.org/sft.py", "dependencies": ["trl"],
         "script_args": ["--dataset_name", "trl-lib/Capybara"], "hardware_flavor": "a10g-small",
         "timeout": "4h", "secrets": {"KEY": "very-secret"}, %s}
        """;
    ToolResult refused = rig.call(job.formatted("\"max_cost_usd\": 3.5"));
    assertThat(refused.isError()).isTrue();
    assertThat(refused.text()).contains("$4.00", "max_cost_usd $3.50");

    ToolResult dry = rig.call(job.formatted("\"dry_run\": true, \"max_cost_usd\": 4"));
    assertThat(dry.isError()).isFalse();
    assertThat(dry.text())
        .contains("Dry run", "a10g-small, $1.00/h, timeout 4h, worst case $4.00", "(hidden)")
        .containsSubsequence("\"uv\"", "\"--with\"", "\"trl\"", "sft.py", "trl-lib/Capybara")
        .doesNotContain("very-secret");
    assertThat(posts()).isZero();
    assertThat(rig.charges()).allMatch(charge -> charge.state() == Charge.State.RELEASED);
  }

  @Test
  void organisations_pay_when_named_and_strangers_do_not() throws Exception {
    on("POST /api/jobs/my-org", json(200, job("SCHEDULING", "").replace("\"me\"", "\"my-org\"")));
    on(
        "GET /api/jobs/my-org/" + ID,
        json(200, job("COMPLETED", "").replace("\"me\"", "\"my-org\"")));
    on("GET /api/jobs/my-org/" + ID + "/logs", log("x"));
    on(
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
    assertThat(asked).contains("POST /api/jobs/my-org/" + ID + "/cancel");
  }

  @Test
  void the_hub_is_asked_once_who_the_user_is() throws Exception {
    on("GET /api/jobs/me", json(200, "[]"));
    for (int i = 0; i < 3; i++) {
      rig.call("{\"operation\":\"ps\"}");
    }
    assertThat(asked.stream().filter(line -> line.contains("whoami"))).hasSize(1);
    on("GET /api/whoami-v2", json(429, "{}"));
    on("GET /api/jobs/my-org", json(200, "[]"));
    assertThat(rig.call("{\"operation\":\"ps\",\"namespace\":\"my-org\"}").isError()).isFalse();
  }

  @Test
  void cancelling_reports_what_was_read_back() throws Exception {
    on("POST /api/jobs/my-org/" + ID + "/cancel", json(200, job("RUNNING", "")));
    on("GET /api/jobs/my-org/" + ID, json(200, job("RUNNING", "")));
    on("GET /api/jobs/me/" + ID, json(200, job("RUNNING", "")));

    ToolResult result =
        rig.call(
            "{\"operation\":\"cancel\",\"job_id\":\"%s\",\"namespace\":\"my-org\"}".formatted(ID));
    assertThat(result.text()).contains("RUNNING", "has not stopped yet");
  }

  @Test
  void scheduled_jobs_need_a_yes_even_where_no_hook_runs() throws Exception {
    String schedule =
        """
        {"operation": "scheduled run", "schedule": "0 9 * * 1", "script": "print('weekly')\\n"}
        """;
    // A loopback Hub is this machine; another one is not.
    try (var away = new JobsRig("https://hub.example", home, Map.of("HF_HUB_OFFLINE", "1"))) {
      ToolResult result = away.call(schedule);
      assertThat(result.isError()).isTrue();
      assertThat(result.text()).contains("ML_INTERN_ALLOW_SCHEDULED");
    }
    assertThat(rig.call("{\"operation\":\"nuke\"}").text()).contains("no operation");
  }

  @Test
  void the_operation_of_hugging_faces_own_server_is_understood() throws Exception {
    ToolResult result =
        rig.call(
            """
            {"operation": "uv", "args": {"script": "print(1)\\n", "with_deps": ["trl"],
             "flavor": "t4-small", "detach": true, "dry_run": true}}
            """);
    assertThat(result.isError()).as(result.text()).isFalse();
    assertThat(result.text()).contains("t4-small, $0.60/h").containsSubsequence("--with", "trl");
  }

  @Test
  void a_command_or_requirements_written_as_one_text_keep_their_words() throws Exception {
    String dry =
        rig.call(
                """
                {"operation": "run", "command": "python -c 'print(1, 2)'", "dry_run": true}
                """)
            .text();
    assertThat(dry).contains("[ \"python\", \"-c\", \"print(1, 2)\" ]");
    ToolResult shell = rig.call("{\"operation\":\"run\",\"command\":\"echo $HOME | wc\"}");
    assertThat(shell.isError()).isTrue();
    assertThat(shell.text()).contains("[\"sh\", \"-c\", ");
    assertThat(
            rig.call(
                    """
                    {"operation": "run", "script": "print(1)", "dry_run": true,
                     "dependencies": "numpy>=1.26,<3, torch"}
                    """)
                .text())
        .contains("\"numpy>=1.26,<3\"", "\"torch\"");
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
    on(
        "GET " + path,
        json(200, schedule.formatted("null")),
        json(200, schedule.formatted("{\"id\":\"" + ID + "\",\"at\":\"2026-11-27T00:00:00Z\"}")));
    on("POST " + path + "/run", json(502, "{}"));
    on("GET /api/jobs/me/" + ID, json(200, job("COMPLETED", "")));
    on("GET /api/jobs/me/" + ID + "/logs", log("ran"));
    String trigger =
        "{\"operation\":\"scheduled_trigger\",\"scheduled_job_id\":\"687fb701029421ae5549d000\"}";

    assertThat(rig.call(trigger).text()).contains("Job " + ID + " COMPLETED");
    assertThat(posts()).isEqualTo(1);

    on("POST " + path + "/run", json(409, "{\"error\":\"already running\"}"));
    ToolResult conflict = rig.call(trigger);
    assertThat(conflict.isError()).isTrue();
    assertThat(conflict.text()).contains("409", "already running", "Nothing was started");
  }

  @Test
  void secrets_of_this_machine_are_not_read_by_name() throws Exception {
    ToolResult result =
        rig.call(
            """
            {"operation": "run", "script": "print(1)", "secrets": {"KEY": "$AWS_SECRET"}}
            """);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("sent as written");
  }

  @Test
  void cancelling_the_call_breaks_off_the_reading_and_not_the_job() throws Exception {
    submits();
    on("GET /api/jobs/me/" + ID, json(200, job("RUNNING", "")));
    on(
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
    while (asked.stream().noneMatch(line -> line.endsWith("/logs"))) {
      Thread.sleep(5);
    }
    caller.interrupt();
    caller.join();
    assertThat(interrupted).hasSize(1);
    assertThat(asked).noneMatch(line -> line.contains("/cancel"));
    assertThat(rig.charges())
        .singleElement()
        .satisfies(
            charge -> {
              assertThat(charge.state()).isEqualTo(Charge.State.RUNNING);
              assertThat(charge.machine().orElseThrow().id()).isEqualTo(ID);
            });
  }
}

package dev.mlintern.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.policy.BudgetLedger;
import dev.mlintern.policy.Charge;
import dev.mlintern.policy.Usd;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Between a call and a tool stands the policy, without the tool's doing.
class GateTest {
  private static final String GPU_JOB =
      """
      {"operation": "run", "script": "print(1)\\n", "hardware_flavor": "t4-small", "timeout": "1h"}
      """;

  @TempDir Path home;
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void a_tool_is_not_reached_when_the_policy_refuses() throws Exception {
    ToolResult result =
        call(
            Map.of(),
            """
            {"operation": "scheduled_run", "script": "print(1)\\n"}
            """,
            _ -> ToolResult.ok("ran"));

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("hf_jobs scheduled run", "ML_INTERN_ALLOW_SCHEDULED=1");
    assertThat(calls).hasValue(0);
    assertThat(audit()).contains("\"door\":\"server\"", "\"decision\":\"deny\"", "sched_create");
  }

  @Test
  void the_calling_form_of_hugging_face_is_judged_like_the_flat_one() throws Exception {
    var ceiling = Map.of("ML_INTERN_MAX_JOB_USD", "0.5");
    String nested =
        """
        {"operation": "Run", "args": {"script": "print(1)\\n", "hardware_flavor": "T4-Small",
         "timeout": "1h"}}
        """;

    assertThat(call(ceiling, GPU_JOB, _ -> ToolResult.ok("ran")).text())
        .contains("exceeds ML_INTERN_MAX_JOB_USD");
    assertThat(call(ceiling, nested, _ -> ToolResult.ok("ran")).text())
        .contains("exceeds ML_INTERN_MAX_JOB_USD");
    assertThat(calls).hasValue(0);
  }

  @Test
  void a_cap_that_is_used_up_stops_the_second_call() throws Exception {
    var yolo = Map.of("ML_INTERN_YOLO", "1", "ML_INTERN_YOLO_CAP_USD", "1");

    assertThat(call(yolo, GPU_JOB, GateTest::start).isError()).isFalse();
    ToolResult second = call(yolo, GPU_JOB, GateTest::start);
    assertThat(second.isError()).isTrue();
    assertThat(second.text()).contains("$0.60", "$0.40");
    assertThat(calls).hasValue(1);
  }

  @Test
  void what_was_held_is_given_back_when_nothing_was_submitted() throws Exception {
    ToolResult result =
        call(
            Map.of(),
            GPU_JOB,
            call -> {
              assertThat(charge().usd()).isEqualTo(Usd.of(0.60).orElseThrow());
              throw new ToolFailure("the script is empty");
            });

    assertThat(result.isError()).isTrue();
    assertThat(charge().state()).isEqualTo(Charge.State.RELEASED);
  }

  @Test
  void what_was_held_stays_held_once_something_may_be_running() throws Exception {
    call(
        Map.of(),
        GPU_JOB,
        call -> {
          call.clearance().submitting();
          throw new ToolFailure("the answer was lost");
        });

    assertThat(charge().state()).isEqualTo(Charge.State.RUNNING);
  }

  @Test
  void the_ledger_knows_the_machine_that_was_started_and_holds_its_worst_case() throws Exception {
    call(Map.of(), GPU_JOB, GateTest::start);

    assertThat(charge().state()).isEqualTo(Charge.State.RUNNING);
    assertThat(charge().usd()).isEqualTo(Usd.of(0.60).orElseThrow());
    assertThat(charge().machine().map(Charge.Machine::id)).contains("job1");
  }

  @Test
  void a_cancelled_call_gives_back_what_it_held() throws Exception {
    var running = new CountDownLatch(1);
    var caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    call(
                        Map.of(),
                        GPU_JOB,
                        _ -> {
                          running.countDown();
                          Thread.sleep(Duration.ofMinutes(1));
                          return ToolResult.ok("slept");
                        });
                  } catch (IOException | InterruptedException _) {
                    // as it should
                  }
                });
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    caller.interrupt();
    caller.join();

    // The tool's own thread gives it back, which nobody waits for.
    while (charge().state() == Charge.State.RUNNING) {
      Thread.sleep(5);
    }
    assertThat(charge().state()).isEqualTo(Charge.State.RELEASED);
  }

  @Test
  void the_charge_carries_the_clients_id_of_the_call() throws Exception {
    runner(Map.of(), GateTest::start)
        .runJson("hf_jobs", Optional.of(GPU_JOB.getBytes()), Optional.of("toolu_7"), Progress.NONE);

    assertThat(charge().id()).isEqualTo("toolu_7");
    assertThat(audit()).contains("\"call\":\"toolu_7\"", "\"session\":\"s\"");
  }

  @Test
  void nothing_is_done_when_the_state_folder_cannot_be_written() throws Exception {
    Files.writeString(home.resolve("state"), "a file where the folder belongs");

    ToolResult result = call(Map.of(), GPU_JOB, GateTest::start);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("nothing was done", "ML_INTERN_HOME");
    assertThat(calls).hasValue(0);
  }

  @Test
  void what_ends_spending_is_done_although_it_cannot_be_written_down() throws Exception {
    Files.createDirectories(home.resolve("state/audit.jsonl"));

    for (String ending : List.of("cancel", "scheduled_suspend")) {
      String call = "{\"operation\": \"" + ending + "\", \"job_id\": \"687f\"}";
      assertThat(call(Map.of(), call, _ -> ToolResult.ok("ended")).text()).contains("ended");
    }
    assertThat(calls).hasValue(2);
    assertThat(call(Map.of(), GPU_JOB, _ -> ToolResult.ok("ran")).text())
        .contains("nothing was done");
    assertThat(calls).hasValue(2);
  }

  @Test
  void reading_operations_pass_and_leave_no_trace() throws Exception {
    String logs =
        """
        {"operation": "logs", "job_id": "abc"}
        """;
    assertThat(call(Map.of(), logs, _ -> ToolResult.ok("lines")).text()).isEqualTo("lines");
    assertThat(home.resolve("state")).doesNotExist();
  }

  @Test
  void a_runner_without_a_gate_refuses_what_the_policy_knows() throws Exception {
    var runner =
        new ToolRunner(
            ToolCatalogue.of(List.of(tool(GateTest::start))),
            Duration.ofSeconds(30),
            UnaryOperator.identity());
    ToolResult result = runner.runJson("hf_jobs", Optional.of(GPU_JOB.getBytes()), Progress.NONE);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("no approval policy");
  }

  private static ToolResult start(ToolCall call) {
    call.clearance().submitting();
    try {
      call.clearance().started(new Charge.Machine("job1", "me", "http://hub/jobs/me/job1"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return ToolResult.ok("started");
  }

  private Charge charge() {
    try {
      return BudgetLedger.of(settings(Map.of()), Optional.of("s"), Clock.systemUTC())
          .charges()
          .getLast();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String audit() throws IOException {
    return Files.readString(home.resolve("state/audit.jsonl"));
  }

  private ToolResult call(Map<String, String> environment, String json, SampleTool.Body body)
      throws IOException, InterruptedException {
    return runner(environment, body)
        .run("hf_jobs", Optional.of(JsonMapper.shared().readTree(json)), Progress.NONE);
  }

  private ToolRunner runner(Map<String, String> environment, SampleTool.Body body) {
    return new ToolRunner(
        ToolCatalogue.of(List.of(tool(body))),
        Duration.ofSeconds(30),
        UnaryOperator.identity(),
        Gate.of(settings(environment), Clock.systemUTC()));
  }

  private SampleTool tool(SampleTool.Body body) {
    return new SampleTool(
        ToolSpec.of(
            """
            {"name": "hf_jobs", "title": "Jobs", "toolset": "jobs", "description": "Runs jobs.",
             "annotations": {"readOnlyHint": false},
             "inputSchema": {"type": "object", "properties": {
               "operation": {"type": "string"}, "script": {"type": "string"},
               "hardware_flavor": {"type": "string"}, "timeout": {"type": "string"},
               "job_id": {"type": "string"}}},
             "operations": {"oneOf": [
               {"type": "object", "title": "run", "properties": {
                 "operation": {"const": "run"}, "script": {"type": "string"},
                 "hardware_flavor": {"type": "string"}, "timeout": {"type": "string"}}},
               {"type": "object", "title": "scheduled_run", "properties": {
                 "operation": {"const": "scheduled_run"}, "script": {"type": "string"}}},
               {"type": "object", "title": "cancel", "properties": {
                 "operation": {"const": "cancel"}, "job_id": {"type": "string"}}},
               {"type": "object", "title": "scheduled_suspend", "properties": {
                 "operation": {"const": "scheduled_suspend"}, "job_id": {"type": "string"}}},
               {"type": "object", "title": "logs", "properties": {
                 "operation": {"const": "logs"}, "job_id": {"type": "string"}}}]}}
            """),
        call -> {
          calls.incrementAndGet();
          return body.call(call);
        });
  }

  private Settings settings(Map<String, String> environment) {
    var all = new HashMap<>(environment);
    all.put("ML_INTERN_HOME", home.resolve("state").toString());
    all.put("CLAUDE_CODE_SESSION_ID", "s");
    return Settings.of(all, home);
  }
}

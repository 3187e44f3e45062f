package dev.mlintern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonReader;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server's side of the gate: what holds even where no hook runs.
class PolicyAdmissionTest {
  private static final String JOB =
      "{\"operation\":\"run\",\"script\":\"print(1)\\n"
          + "\",\"hardware_flavor\":\"t4-small\",\"timeout\":\"1h\"}";
  private static final String SCHEDULED =
      "{\"operation\":\"scheduled run\",\"schedule\":\"@daily\",\"script\":\"print(1)\\n\"}";
  private static final String PUBLISHING =
      "{\"operation\":\"update_repo\",\"repo_id\":\"me/m\",\"private\":false}";

  @TempDir Path home;

  @Test
  void an_unknown_operation_is_refused() throws IOException {
    assertThat(admit("hf_jobs", "{\"operation\":\"nuke\"}", "t1", Map.of()))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> assertThat(refused.why()).contains("unknown operation"));
  }

  @Test
  void a_job_is_admitted_and_entered_in_the_ledger() throws IOException {
    assertThat(admit("hf_jobs", JOB, "t1", Map.of()))
        .isInstanceOfSatisfying(
            Admission.Admitted.class, admitted -> assertThat(admitted.chargeId()).contains("t1"));
    assertThat(policy(Map.of()).ledger(Optional.of("s")).charges())
        .singleElement()
        .satisfies(charge -> assertThat(charge.state()).isEqualTo(Charge.State.RUNNING))
        .satisfies(charge -> assertThat(charge.usd()).isEqualTo(Usd.of(0.60).orElseThrow()));
  }

  @Test
  void what_the_hook_reserved_is_not_charged_twice() throws IOException {
    var yolo = Map.of("ML_INTERN_YOLO", "1", "ML_INTERN_YOLO_CAP_USD", "1");
    assertThat(hook("hf_jobs", JOB, "t1", yolo).verdict()).isEqualTo(Verdict.ALLOW);

    assertThat(admit("hf_jobs", JOB, "t1", yolo)).isInstanceOf(Admission.Admitted.class);
    assertThat(policy(yolo).ledger(Optional.of("s")).spent()).isEqualTo(Usd.of(0.60).orElseThrow());
    assertThat(policy(yolo).remainingUsd(Optional.of("s"))).contains(Usd.of(0.40).orElseThrow());
  }

  @Test
  void the_cap_holds_without_a_hook() throws IOException {
    var yolo = Map.of("ML_INTERN_YOLO", "1", "ML_INTERN_YOLO_CAP_USD", "1");

    assertThat(admit("hf_jobs", JOB, "t1", yolo)).isInstanceOf(Admission.Admitted.class);
    assertThat(admit("hf_jobs", JOB, "t2", yolo))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> assertThat(refused.why()).contains("exceeds", "$0.40"));
  }

  @Test
  void the_ceiling_for_one_job_holds_without_a_hook() throws IOException {
    assertThat(admit("hf_jobs", JOB, "t1", Map.of("ML_INTERN_MAX_JOB_USD", "0.5")))
        .isInstanceOf(Admission.Refused.class);
    assertThat(admit("hf_jobs", JOB, "t1", Map.of("ML_INTERN_MAX_JOB_USD", "0.6")))
        .isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void the_ceiling_for_one_job_is_not_passed_by_resuming_a_schedule_of_unknown_price()
      throws IOException {
    String resume = "{\"operation\":\"scheduled_resume\",\"scheduled_job_id\":\"s\"%s}";
    var settings = Map.of("ML_INTERN_MAX_JOB_USD", "0.5", "ML_INTERN_ALLOW_SCHEDULED", "1");
    assertThat(admit("hf_jobs", resume.formatted(""), "t1", settings))
        .isInstanceOf(Admission.Refused.class);
    assertThat(admit("hf_jobs", resume.formatted(",\"dry_run\":true"), "t1", settings))
        .isInstanceOf(Admission.Admitted.class);
    assertThat(
            admit("hf_jobs", resume.formatted(""), "t1", Map.of("ML_INTERN_ALLOW_SCHEDULED", "1")))
        .isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void scheduling_and_publishing_need_a_hook_that_asked_or_a_setting() throws IOException {
    assertThat(admit("hf_jobs", SCHEDULED, "t1", Map.of())).isInstanceOf(Admission.Refused.class);
    assertThat(admit("hf_repo_git", PUBLISHING, "t2", Map.of()))
        .isInstanceOf(Admission.Refused.class);

    assertThat(admit("hf_jobs", SCHEDULED, "t1", Map.of("ML_INTERN_ALLOW_SCHEDULED", "1")))
        .isInstanceOf(Admission.Admitted.class);
    assertThat(admit("hf_repo_git", PUBLISHING, "t2", Map.of("ML_INTERN_ALLOW_PUBLIC", "1")))
        .isInstanceOf(Admission.Admitted.class);
    assertThat(admit("hf_jobs", SCHEDULED, "t1", Map.of("HF_ENDPOINT", "http://127.0.0.1:1")))
        .isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void deleting_and_moving_repositories_needs_a_hook_that_asked_or_a_setting() throws IOException {
    for (String input :
        List.of(
            "{\"operation\":\"delete_repo\",\"repo_id\":\"me/m\"}",
            "{\"operation\":\"move_repo\",\"repo_id\":\"me/m\",\"to_repo_id\":\"org/m\"}")) {
      for (Map<String, String> environment :
          List.<Map<String, String>>of(
              Map.of(), Map.of("ML_INTERN_ALLOW_PUBLIC", "1"), Map.of("ML_INTERN_YOLO", "1"))) {
        assertThat(admit("hf_repo_git", input, "t1", environment))
            .isInstanceOfSatisfying(
                Admission.Refused.class,
                refused -> assertThat(refused.why()).contains("ML_INTERN_ALLOW_REPO_REMOVAL=1"));
      }
      assertThat(admit("hf_repo_git", input, "t1", Map.of("ML_INTERN_ALLOW_REPO_REMOVAL", "1")))
          .isInstanceOf(Admission.Admitted.class);
      assertThat(hook("hf_repo_git", input, "t1", Map.of("ML_INTERN_YOLO", "1")).verdict())
          .isEqualTo(Verdict.ASK);
      assertThat(admit("hf_repo_git", input, "t1", Map.of()))
          .isInstanceOf(Admission.Admitted.class);
    }
  }

  @Test
  void a_call_that_was_asked_about_is_admitted_once() throws IOException {
    assertThat(hook("hf_jobs", SCHEDULED, "t1", Map.of()).verdict()).isEqualTo(Verdict.ASK);

    assertThat(admit("hf_jobs", SCHEDULED, "t2", Map.of())).isInstanceOf(Admission.Refused.class);
    assertThat(admit("hf_jobs", SCHEDULED, "t1", Map.of())).isInstanceOf(Admission.Admitted.class);
    assertThat(admit("hf_jobs", SCHEDULED, "t1", Map.of())).isInstanceOf(Admission.Refused.class);
  }

  @Test
  void the_yes_to_one_operation_is_not_a_yes_to_another() throws IOException {
    hook("hf_jobs", JOB, "t1", Map.of());

    assertThat(admit("hf_jobs", SCHEDULED, "t1", Map.of())).isInstanceOf(Admission.Refused.class);
  }

  @Test
  void reading_calls_are_admitted_without_a_charge() throws IOException {
    assertThat(admit("hf_jobs", "{\"operation\":\"ps\"}", "t1", Map.of()))
        .isEqualTo(new Admission.Admitted(ActionClass.READ, "hf_jobs ps", Optional.empty()));
  }

  private Admission admit(String tool, String input, String call, Map<String, String> environment)
      throws IOException {
    return policy(environment)
        .admit(
            ToolRequest.ofServer(
                tool, JsonReader.readObject(input), Optional.of("s"), Optional.of(call)));
  }

  private Decision hook(String tool, String input, String call, Map<String, String> environment) {
    return policy(environment)
        .decide(
            new ToolRequest(
                "mcp__ml-intern__" + tool,
                JsonReader.readObject(input),
                Optional.of("s"),
                Optional.of(call),
                Optional.of("default"),
                Optional.empty()));
  }

  private Policy policy(Map<String, String> environment) {
    var complete = new HashMap<>(environment);
    complete.put("ML_INTERN_HOME", home.toString());
    return Policy.of(Settings.of(complete, home), Clock.systemUTC());
  }
}

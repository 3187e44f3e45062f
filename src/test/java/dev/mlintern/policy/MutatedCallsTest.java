package dev.mlintern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls bent so that a gate might take an eight-GPU job for the CPU default, or a publication for
/// an ordinary write: none may pass without a human.
class MutatedCallsTest {
  private static final Map<String, String> CPU_FREE = Map.of("ML_INTERN_CONFIRM_CPU_JOBS", "0");
  private static final Map<String, String> YOLO = Map.of("ML_INTERN_YOLO", "1");

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hardwareFlavour",
        "hardware_flavour",
        "hardwareFlavor",
        "hardware-flavor",
        "Hardware_Flavor",
        "HARDWARE_FLAVOR",
        "hardware_flavor ",
        " hardware_flavor",
        "hardware_flavor\\u200b",
        "hardwаre_flavor",
        "ｈardware_flavor",
        "hardware flavor",
        "flavour",
        "flavors",
        "Flavor",
        "gpu",
        "gpus",
        "accelerator",
        "machine",
        "machine_type",
        "instance_type",
        "hw",
        "Hardware",
        "sandbox_hardware",
        "--flavor",
        ""
      })
  void a_misspelt_hardware_argument_is_asked_about(String key) throws IOException {
    String hardware = "\"%s\":\"a100x8\"".formatted(key);

    assertAsked(
        "hf_jobs", "{\"operation\":\"run\",\"command\":[\"ls\"]," + hardware + "}", CPU_FREE);
    assertAsked(
        "mcp__ml-intern__hf_jobs",
        "{\"operation\":\"uv\",\"args\":{\"script\":\"print(1)\"," + hardware + "}}",
        CPU_FREE);
    assertAsked("mcp__ml-intern__sandbox_create", "{" + hardware + "}", CPU_FREE);
    assertAsked("mcp__ml-intern__sandbox_create", "{" + hardware + "}", YOLO);
  }

  @Test
  void what_is_not_known_is_named() throws IOException {
    Decision decision =
        decide("hf_jobs", "{\"operation\":\"run\",\"hardwareFlavour\":\"a100x8\"}", CPU_FREE);

    assertThat(decision.reason()).contains("unknown argument", "hardwareFlavour");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"operation\":\"run\",\"args\":{\"args\":{\"flavor\":\"a100x8\"}}}",
        "{\"operation\":\"run\",\"Args\":{\"flavor\":\"a100x8\"}}",
        "{\"operation\":\"run\",\"args\":[\"--flavor\",\"a100x8\"]}",
        "{\"operation\":\"run\",\"args\":\"--flavor a100x8\"}",
        "{\"operation\":\"run\",\"arguments\":{\"flavor\":\"a100x8\"}}",
        "{\"operation\":\"run\",\"parameters\":{\"flavor\":\"a100x8\"}}",
        "{\"operation\":\"run\",\"hardware_flavor\":[\"a100x8\"]}",
        "{\"operation\":\"run\",\"hardware_flavor\":{\"name\":\"a100x8\"}}",
        "{\"operation\":\"run\",\"hardware_flavor\":false}",
        "{\"operation\":\"run\",\"hardware_flavor\":\"\"}",
        "{\"operation\":\"run\",\"hardware_flavor\":\"cpu-basic,a100x8\"}",
        "{\"operation\":\"run\",\"hardware_flavor\":\"cpu-basic\",\"hardware\":\"a100x8\"}",
        "{\"operation\":\"run\",\"hardware_flavor\":\"cpu-basic\",\"args\":{\"flavor\":\"a100x8\"}}",
        "{\"operation\":\"run\",\"hardware_flavor\":\"cpu-basic\\u200b\"}",
        "{\"operation\":\"run\",\"hardware_flavor\":\"сpu-basic\"}",
        "{\"operation\":\"run\",\"hardware_flavor\":\"cpu_basic\"}",
        "{\"operation\":\"ps\",\"args\":{\"operation\":\"run\",\"flavor\":\"a100x8\"}}",
        "{\"operation\":\"ps\",\"Operation\":\"run\",\"flavor\":\"a100x8\"}",
        "{\"operation\":\"ps\",\"operation \":\"run\",\"flavor\":\"a100x8\"}",
        "{\"operation\":\"ps\",\"оperation\":\"run\",\"flavor\":\"a100x8\"}",
        "{\"operation\":\"ps\",\"args\":{\"OPERATION\":\"run\",\"flavor\":\"a100x8\"}}",
        "{\"operation\":\"run\",\"dry_run\":true,\"dryRun\":false,\"flavor\":\"a100x8\"}",
        "{\"operation\":\"run\",\"dry_run\":true,\"args\":{\"dry_run\":false},\"flavor\":\"a100x8\"}",
        "{\"operation\":\"run\",\"dry_run\":\"true\",\"flavor\":\"a100x8\"}",
        "{\"operation\":\"run\",\"dry_run\":1,\"flavor\":\"a100x8\"}",
        "{\"operation\":\"run\",\"timeout\":\"forever\"}",
        "{\"operation\":\"run\",\"timeout\":\"31d\"}",
        "{\"operation\":\"run\",\"timeout\":1e12}",
        "{\"operation\":\"run\",\"timeout\":[\"30m\"]}",
        "{\"operation\":\"run\",\"timeout\":\"30m\",\"timeout_seconds\":9999999}",
        "{\"operation\":\"run\",\"Timeout\":\"30d\"}",
        "{\"operation\":\"run\",\"namespace\":[\"rich-org\"]}",
        "{\"operation\":\"run\",\"namespace\":{\"name\":\"rich-org\"}}",
        "{\"operation\":\"run\",\"Namespace\":\"rich-org\"}",
        "{\"operation\":\"run\",\"script\":[\"Trainer(m).train()\"]}",
        "{\"operation\":\"run\",\"script\":\"print(1)\",\"Script\":\"Trainer(m).train()\"}",
        "{\"operation\":\"run\",\"replicas\":64}",
        "{\"operation\":\"run\",\"schedule\":\"@hourly\"}",
        "{\"operation\":\"run\",\"schedule\":[\"@hourly\"]}",
      })
  void a_bent_job_is_not_taken_for_a_free_one(String input) throws IOException {
    assertAsked("hf_jobs", input, CPU_FREE);
    assertAsked("mcp__ml-intern__hf_jobs", input, CPU_FREE);
    assertAsked("mcp__plugin_ml-intern_ml-intern__hf_jobs", input, CPU_FREE);
    assertAsked("mcp__hf-mcp-server__hf_jobs", input, CPU_FREE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hf_repo_git   | {'operation':'update_repo','repo_id':'me/m','Private':false}",
        "hf_repo_git   |"
            + " {'operation':'update_repo','repo_id':'me/m','gated':'auto','is_private':false}",
        "hf_repo_git   |"
            + " {'operation':'update_repo','repo_id':'me/m','gated':'auto','visibilty':'public'}",
        "hf_repo_git   | {'operation':'create_repo','repo_id':'me/m','public':true}",
        "hf_repo_git   | {'operation':'create_repo','repo_id':'me/m','private':'no'}",
        "hf_repo_git   | {'operation':'create_repo','repo_id':'me/m','private':0}",
        "hf_repo_git   |"
            + " {'operation':'create_repo','repo_id':'me/m','private':true,'visibility':'public'}",
        "hf_repo_git   | {'operation':'create_repo','repo_id':'me/m','visibility':['public']}",
        "hf_repo_git   | {'operation':'create_repo','repo_id':['me/m']}",
        "hf_repo_files |"
            + " {'operation':'upload','repo_id':'me/m','path':'x','content':'y','create_repo':true,'private':false}",
        "hf_repo_files |"
            + " {'operation':'delete','repo_id':'me/m','patterns':['*'],'dry_run':true,'dry-run':false}",
        "hf_repo_files |"
            + " {'operation':'delete','repo_id':'me/m','patterns':['*'],'repo':'me/other'}",
        "hf_repo_files | {'operation':'read','repo_id':'me/m','path':'x','OPERATION':'delete'}"
      })
  void a_bent_change_is_not_waved_through_by_yolo(String tool, String input) throws IOException {
    assertAsked(tool.strip(), input.replace('\'', '"'), YOLO);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mcp__hf__hf_jobs       | {'operation':'run','args':{'flavor':'a100x8','dry_run':true}}",
        "mcp__hf__hf_repo_files |"
            + " {'operation':'delete','repo_id':'me/m','patterns':['*'],'dry_run':true}",
        "mcp__hf__HF_Jobs       | {'operation':'run','args':{'flavor':'a100x8'}}",
        "mcp__hf__hf-jobs       | {'operation':'run','args':{'flavor':'a100x8'}}",
        "mcp__hf__hf_sandbox    | {'cmd':'CREATE','args':['--flavor','a100x8']}",
        "mcp__hf__hf_sandbox    | {'cmd':'ps','Cmd':'create','args':['--flavor','a100x8']}",
        "mcp__ml-intern__hf_sandbox | {'cmd':'create','args':['--flavor','a100x8']}",
        "hf_sandbox             | {'cmd':'create','args':['--flavor','a100x8']}",
        "mcp__hf__create_repo   | {'uri':'HF://models/me/m'}",
        "mcp__hf__create_repo   | {'uri':' hf://models/me/m'}",
        "mcp__ml-intern__create_repo | {'uri':'hf://models/me/m'}"
      })
  void other_servers_are_not_trusted_with_our_promises(String tool, String input)
      throws IOException {
    assertAsked(tool.strip(), input.replace('\'', '"'), CPU_FREE);
    assertAsked(tool.strip(), input.replace('\'', '"'), YOLO);
  }

  @Test
  void what_another_servers_machine_costs_is_not_guessed_from_words_it_reads() throws IOException {
    Decision decision =
        decide(
            "mcp__hf__hf_sandbox",
            "{\"cmd\":\"create\",\"args\":[\"--flavor\",\"a100x8\"]}",
            Map.of());

    assertThat(decision.reason()).contains("--flavor a100x8").doesNotContain("cpu-basic", "$0.");
  }

  @Test
  void another_servers_unknown_arguments_are_pointed_out() throws IOException {
    Decision decision =
        decide(
            "mcp__hf__hf_jobs",
            "{\"operation\":\"run\",\"args\":{\"flavor\":\"t4-small\",\"gpuType\":\"a100x8\"}}",
            Map.of());

    assertThat(decision.reason()).contains("t4-small", "gpuType");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"operation\":\"run\",\"script\":\"print(1)\"}",
        "{\"operation\":\"uv\",\"args\":{\"script\":\"print(1)\",\"flavor\":\"cpu-upgrade\",\"with_deps\":[\"x\"],\"detach\":true}}",
        "{\"operation\":\"run\",\"command\":[\"ls\"],\"hardware_flavor\":null,\"timeout\":\"1h30m\",\"namespace\":\"me\"}",
        "{\"operation\":\"run\",\"command\":[\"ls\"],\"timeout\":3600,\"env\":{\"A\":\"b\"},\"labels\":{\"x\":\"y\"}}"
      })
  void a_plain_cpu_job_still_runs(String input) throws IOException {
    assertThat(decide("mcp__ml-intern__hf_jobs", input, CPU_FREE).verdict())
        .isEqualTo(Verdict.ALLOW);
  }

  @Test
  void a_reading_call_with_a_slip_is_left_to_the_tool_which_names_the_right_argument()
      throws IOException {
    assertThat(
            decide("mcp__ml-intern__hf_jobs", "{\"operation\":\"logs\",\"job\":\"x\"}", CPU_FREE)
                .verdict())
        .isEqualTo(Verdict.ALLOW);
  }

  @Test
  void the_server_refuses_what_the_gate_does_not_know() throws IOException {
    var request =
        ToolRequest.ofServer(
            "hf_jobs",
            JsonReader.readObject("{\"operation\":\"run\",\"gpu\":\"a100x8\"}"),
            Optional.of("s"),
            Optional.of("t"));

    assertThat(policy(Map.of()).admit(request))
        .isInstanceOfSatisfying(
            Admission.Refused.class, refused -> assertThat(refused.why()).contains("gpu"));
  }

  private void assertAsked(String tool, String input, Map<String, String> environment)
      throws IOException {
    assertThat(decide(tool, input, environment).verdict())
        .as(tool + " " + input)
        .isIn(Verdict.ASK, Verdict.DENY);
  }

  private Decision decide(String tool, String input, Map<String, String> environment)
      throws IOException {
    JsonObject arguments = JsonReader.readObject(input);
    return policy(environment)
        .decide(
            new ToolRequest(
                tool,
                arguments,
                Optional.of("s"),
                Optional.of("t"),
                Optional.empty(),
                Optional.empty()));
  }

  private Policy policy(Map<String, String> environment) {
    var complete = new HashMap<>(environment);
    complete.put("ML_INTERN_HOME", home.toString());
    return Policy.of(Settings.of(complete, home), Clock.systemUTC());
  }
}

package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.hooks.SessionStartHook;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.policy.Charge;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.ToolResult;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs that really run, on the embedded Hub: the answer tells how they are (tools-act §2.11).
class RunJobTest {
  @TempDir Path home;
  private EmbeddedHub hub;
  private JobsRig rig;

  @BeforeEach
  void start() throws Exception {
    hub = EmbeddedHub.start(home.resolve("hub"), 0);
    rig = new JobsRig(hub.endpoint().toString(), home, Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    hub.close();
  }

  @Test
  void a_completed_job_is_told_with_its_output_page_price_and_cost() throws Exception {
    ToolResult result =
        rig.call(
            """
            {"operation": "run", "script": "import sys\\nprint('ok', sys.version)\\n",
             "dependencies": ["numpy>=1.26,<3", "torch[opt]"], "timeout": "10m"}
            """);

    assertThat(result.text())
        .contains(" COMPLETED after ", "/jobs/local/", "cpu-basic, $0.01/h, timeout 10m", "ok 3.");
    assertThat(result.text()).contains("image ghcr.io/astral-sh/uv:python3.12-bookworm");
    assertThat(result.isError()).isFalse();
    assertThat(rig.charges())
        .singleElement()
        .satisfies(
            charge -> {
              assertThat(charge.state()).isEqualTo(Charge.State.SETTLED);
              assertThat(charge.machine().orElseThrow().namespace()).isEqualTo("local");
              assertThat(charge.usd()).isLessThan(new Usd(1_000));
            });
  }

  @Test
  void one_line_of_code_is_code() throws Exception {
    ToolResult result =
        rig.call(
            """
            {"operation": "run", "script": "print('hi')"}
            """);
    assertThat(result.text()).contains("COMPLETED", "hi");
  }

  @Test
  void a_failed_script_is_an_error_with_stage_reason_and_last_lines() throws Exception {
    ToolResult result =
        rig.call(
            """
            {"operation": "run", "script": "print(1)\\nraise SystemExit(3)"}
            """);

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("ERROR", "exit code: 3", "```text\n1\n```");
  }

  @Test
  void a_job_that_goes_on_is_not_called_finished_and_waits_are_bounded() throws Exception {
    ToolResult started =
        rig.call(
            """
            {"operation": "run", "command": ["sleep", "600"], "timeout": "1h30m",
             "wait_seconds": 1}
            """);

    assertThat(started.isError()).isFalse();
    assertThat(started.text())
        .contains("RUNNING", "has not finished", "timeout 1h30m", "worst case $0.02")
        .doesNotContain("COMPLETED");
    String id = JobsRig.id(started);
    assertThat(rig.charges())
        .singleElement()
        .satisfies(charge -> assertThat(charge.state()).isEqualTo(Charge.State.RUNNING));

    ToolResult cancelled =
        rig.call("{\"operation\": \"cancel\", \"job_id\": \"%s\"}".formatted(id));
    assertThat(cancelled.isError()).isFalse();
    assertThat(cancelled.text()).contains("Job " + id + " CANCELED");
    assertThat(rig.charges())
        .singleElement()
        .satisfies(charge -> assertThat(charge.state()).isEqualTo(Charge.State.SETTLED));

    ToolResult waited = rig.call("{\"operation\": \"wait\", \"job_id\": \"%s\"}".formatted(id));
    assertThat(waited.isError()).as("a cancelled job did not do its work").isTrue();
    assertThat(waited.text()).contains("CANCELED");
  }

  @Test
  void wait_seconds_0_returns_with_the_id_at_once() throws Exception {
    ToolResult started =
        rig.call(
            """
            {"operation": "run", "command": ["sleep", "600"], "wait_seconds": 0}
            """);
    assertThat(started.isError()).isFalse();
    assertThat(started.text()).contains("submitted, not finished");
    rig.call("{\"operation\": \"cancel\", \"job_id\": \"%s\"}".formatted(JobsRig.id(started)));
  }

  @Test
  void waiting_reports_progress_with_the_last_line() throws Exception {
    List<String> messages = Collections.synchronizedList(new ArrayList<>());
    rig.call(
        """
        {"operation": "run", "script":
         "import time\\nprint('step one', flush=True)\\ntime.sleep(1.5)\\nprint('step two')\\n"}
        """,
        (_, _, message) -> messages.add(message));
    assertThat(messages).anyMatch(message -> message.matches("job [0-9a-f]{24} RUNNING: step one"));
  }

  @Test
  void a_script_is_a_real_file_that_can_be_imported_again_and_has_a_name_in_tracebacks()
      throws Exception {
    ToolResult result =
        rig.call(
            """
            {"operation": "run", "name": "my-train", "script":
             "import multiprocessing as mp, sys\\n\\ndef f(x):\\n    return x * 2\\n\\nif __name__ == '__main__':\\n    mp.set_start_method('spawn')\\n    with mp.Pool(1) as pool:\\n        print(pool.map(f, [1, 2]))\\n    print(__file__.rsplit('/', 1)[1])\\n    print(repr(sys.stdin.read()))\\n"}
            """);
    assertThat(result.text()).contains("[2, 4]", "my-train.py", "COMPLETED");
  }

  @Test
  void script_arguments_arrive_as_given() throws Exception {
    ToolResult result =
        rig.call(
            """
            {"operation": "run", "script": "import sys\\nprint(sys.argv[1:])\\n",
             "script_args": ["--x", "a b", "$HOME", "; echo no", "", ">y"]}
            """);
    assertThat(result.text()).contains("['--x', 'a b', '$HOME', '; echo no', '', '>y']");
  }

  @Test
  void a_docker_command_is_sent_unchanged() throws Exception {
    ToolResult result =
        rig.call(
            """
            {"operation": "run", "command": ["printf", "%s|", "a b", "$HOME"],
             "image": "duckdb/duckdb", "timeout": "5m"}
            """);
    assertThat(result.text()).contains("a b|$HOME|", "image duckdb/duckdb", "COMPLETED");
    String inspected =
        rig.call("{\"operation\": \"inspect\", \"job_id\": \"%s\"}".formatted(JobsRig.id(result)))
            .text();
    assertThat(inspected).contains("command printf %s| a b $HOME").doesNotContain("/bin/sh");
  }

  @Test
  void no_token_goes_into_a_job_unless_it_is_asked_for() throws Exception {
    String printing = "import os\\nprint('token:', bool(os.environ.get('HF_TOKEN')))\\n";
    assertThat(rig.call("{\"operation\":\"run\",\"script\":\"" + printing + "\"}").text())
        .contains("token: False");
    assertThat(
            rig.call(
                    "{\"operation\":\"run\",\"hf_token\":\"inherit\",\"script\":\""
                        + printing
                        + "\"}")
                .text())
        .contains("token: True");
  }

  @Test
  void the_callers_own_secret_wins_and_is_never_shown() throws Exception {
    String own = "own-" + "secret-value";
    ToolResult result =
        rig.call(
            """
            {"operation": "run", "hf_token": "inherit", "secrets": {"HF_TOKEN": "%s"},
             "script": "import os\\nprint(os.environ['HF_TOKEN'], len(os.environ['HF_TOKEN']))\\n"}
            """
                .formatted(own));
    assertThat(result.text()).contains("[secret] " + own.length()).doesNotContain(own);
    String logs =
        rig.call("{\"operation\": \"logs\", \"job_id\": \"%s\"}".formatted(JobsRig.id(result)))
            .text();
    assertThat(logs).contains("[secret]").doesNotContain(own);
  }

  @Test
  void no_deprecated_transfer_switch_is_set_and_no_dependency_added() throws Exception {
    String body =
        rig.call(
                """
                {"operation": "run", "script": "print(1)\\n", "dry_run": true}
                """)
            .text();
    assertThat(body)
        .contains("\"environment\" : {", "\"uv\", \"run\"")
        .doesNotContain("HF_TRANSFER", "hf-transfer", "HF_XET", "--with");
  }

  @Test
  void a_started_job_is_remembered_privately_until_it_is_seen_to_have_ended() throws Exception {
    String id =
        JobsRig.id(
            rig.call(
                """
                {"operation": "run", "command": ["sleep", "600"], "wait_seconds": 0,
                 "namespace": "local"}
                """));
    Path file = home.resolve("state/jobs/" + id + ".json");
    assertThat(Files.readString(file))
        .contains("\"namespace\":\"local\"", "\"session\":\"session-1\"", "cpu-basic", "1800");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    assertThat(sessionStart())
        .contains("hf_jobs run on cpu-basic, job local/" + id, "at most $0.01");

    rig.call("{\"operation\": \"cancel\", \"job_id\": \"%s\"}".formatted(id));
    assertThat(Files.readString(file)).contains("\"stage\":\"CANCELED\"");
    assertThat(sessionStart()).doesNotContain(id);
  }

  @Test
  void several_jobs_are_waited_for_inspected_and_cancelled_at_once() throws Exception {
    String good = JobsRig.id(rig.call("{\"operation\":\"run\",\"script\":\"print('a')\"}"));
    String bad =
        JobsRig.id(rig.call("{\"operation\":\"run\",\"script\":\"raise SystemExit('no')\"}"));
    String missing = "0".repeat(24);

    ToolResult waited =
        rig.call("{\"operation\":\"wait\",\"job_id\":[\"%s\",\"%s\"]}".formatted(good, bad));
    assertThat(waited.isError()).isTrue();
    assertThat(waited.text())
        .contains("2 of 2 jobs have ended", "Job " + good + " COMPLETED", "Job " + bad + " ERROR");
    assertThat(waited.text()).contains("Last lines of " + bad);

    ToolResult inspected =
        rig.call("{\"operation\":\"inspect\",\"job_id\":[\"%s\",\"%s\"]}".formatted(good, missing));
    assertThat(inspected.isError()).isFalse();
    assertThat(inspected.text())
        .contains("Job " + good + " COMPLETED", "Job " + missing + ": not found");
  }

  @Test
  void a_script_of_the_project_can_be_sent_by_its_path_and_no_other() throws Exception {
    Files.writeString(home.resolve("train.py"), "print('from the file')\n");
    assertThat(
            rig.call(
                    """
                    {"operation": "run", "script": "train.py", "script_kind": "local_path"}
                    """)
                .text())
        .contains("from the file", "COMPLETED");

    ToolResult guessed = rig.call("{\"operation\": \"run\", \"script\": \"train.py\"}");
    assertThat(guessed.isError()).isTrue();
    assertThat(guessed.text()).contains("script_kind=local_path", "Nothing was submitted");

    ToolResult outside =
        rig.call(
            """
            {"operation": "run", "script": "/etc/hostname", "script_kind": "local_path"}
            """);
    assertThat(outside.isError()).isTrue();
    assertThat(outside.text()).contains("outside the project");
  }

  @Test
  void a_script_too_large_for_a_command_is_committed_privately_and_mounted() throws Exception {
    StringBuilder large = new StringBuilder("print('large')\\n# ");
    var random = new java.util.Random(7);
    while (large.length() < 3_200_000) {
      large.append(Long.toHexString(random.nextLong()));
    }
    String call = "{\"operation\":\"run\",\"wait_seconds\":0,\"script\":\"" + large + "\\n\"}";
    String id = JobsRig.id(rig.call(call));
    String inspected =
        rig.call("{\"operation\": \"inspect\", \"job_id\": \"%s\"}".formatted(id)).text();
    assertThat(inspected)
        .contains("dataset local/ml-intern-job-scripts at /ml-intern-scripts", "/script.py");
  }

  private String sessionStart() {
    return SessionStartHook.answer(InputStream.nullInputStream(), rig.settings, Clock.systemUTC());
  }
}

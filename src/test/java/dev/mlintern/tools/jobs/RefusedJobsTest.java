package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.policy.Charge;
import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is refused or only shown before anything is submitted, and other spellings that are
/// understood.
class RefusedJobsTest {
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
    assertThat(hub.asked).isEmpty();
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
    assertThat(hub.posts()).isZero();
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
    assertThat(hub.posts()).isZero();
    assertThat(rig.charges()).allMatch(charge -> charge.state() == Charge.State.RELEASED);
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
  void open_ports_count_in_the_worst_case_and_against_the_ceiling() throws Exception {
    String call =
        """
        {"operation": "run", "command": ["true"], "expose": [8000], "timeout": "2h",
         "dry_run": %s, "max_cost_usd": %s}
        """;
    ToolResult refused = rig.call(call.formatted(false, "0.11"));
    assertThat(refused.isError()).isTrue();
    assertThat(refused.text()).contains("worst case $0.12", "max_cost_usd $0.11");
    assertThat(hub.posts()).isZero();
    assertThat(rig.call(call.formatted(false, "0.001")).text())
        .contains("is more than max_cost_usd $0.00");
    assertThat(rig.call(call.formatted(true, "0.12")).text()).contains("worst case $0.12");
  }

  @Test
  void secrets_in_what_is_shown_with_the_job_are_refused() throws Exception {
    String words =
        """
        {"operation":"run","command":["train","--token","%1$s"]}
        {"operation":"run","command":["sh","-c","HF_TOKEN=%1$s train"]}
        {"operation":"run","script":"print(1)\\n","script_args":["%1$s"]}
        {"operation":"run","script":"print(1)\\n","name":"%1$s"}
        {"operation":"run","script":"print(1)\\n","labels":{"t":"%1$s"}}
        """;
    for (String call : words.formatted(rig.token).lines().toList()) {
      ToolResult result = rig.call(call);
      assertThat(result.isError()).as(call).isTrue();
      assertThat(result.text()).contains("secret", "shown with the job", "Nothing was submitted");
    }
    assertThat(hub.posts()).isZero();
    ToolResult script =
        rig.call(
            "{\"operation\":\"run\",\"dry_run\":true,\"script\":\"t='%s'\"}".formatted(rig.token));
    assertThat(script.text()).contains("the script holds a secret");
    ToolResult read =
        rig.call(
            "{\"operation\":\"run\",\"dry_run\":true,"
                + "\"command\":[\"sh\",\"-c\",\"train --token $HF_TOKEN --tokenizer a/b\"]}");
    assertThat(read.isError()).as(read.text()).isFalse();
  }

  @Test
  void addresses_and_images_that_are_none_are_refused_with_words() throws Exception {
    for (String call :
        List.of(
            "{\"operation\":\"run\",\"image\":\"/\",\"command\":[\"true\"]}",
            "{\"operation\":\"run\",\"image\":\"a\\u0000b\",\"command\":[\"true\"]}",
            "{\"operation\":\"run\",\"script\":\"https://x/\\u0000.py\"}",
            "{\"operation\":\"run\",\"script\":\"https://\"}",
            "{\"operation\":\"run\",\"script\":\"https://x/a b.py\"}")) {
      ToolResult result = rig.call(call);
      assertThat(result.isError()).as(call).isTrue();
      assertThat(result.text()).contains("Nothing was submitted").doesNotContain("unexpected");
    }
    assertThat(hub.posts()).isZero();
  }
}

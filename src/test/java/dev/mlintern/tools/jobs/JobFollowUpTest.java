package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.tools.ToolResult;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is done with jobs and schedules that are there, on the embedded Hub.
class JobFollowUpTest {
  private static final Pattern SCHEDULE = Pattern.compile("Scheduled job ([0-9a-f]{24})");

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

  private String call(String json, Object... values) throws InterruptedException {
    return rig.call(json.formatted(values)).text();
  }

  @Test
  void a_log_is_read_from_its_end_by_words_and_onwards() throws Exception {
    String id =
        JobsRig.id(
            rig.call(
                """
                {"operation": "run", "script":
                 "for i in range(1, 501):\\n    print('\\\\x1b[31mline', i, '\\\\x1b[0m')\\n"}
                """));

    String tail = call("{\"operation\":\"logs\",\"job_id\":\"%s\",\"tail\":50}", id);
    assertThat(tail)
        .contains("COMPLETED", "line 500", "line 451", "50 of 500 lines")
        .doesNotContain("line 450\n", "\u001b");

    String words = call("{\"operation\":\"logs\",\"job_id\":\"%s\",\"grep\":\"line 4[0-3]$\"}", id);
    assertThat(words).contains("line 42", "4 lines match").doesNotContain("line 44");

    String first =
        call("{\"operation\":\"logs\",\"job_id\":\"%s\",\"since_line\":0,\"tail\":3}", id);
    assertThat(first).contains("line 1", "line 2").doesNotContain("line 9");
    Matcher cursor = Pattern.compile("since_line=(\\d+)").matcher(first);
    assertThat(cursor.find()).isTrue();
    String next =
        call(
            "{\"operation\":\"logs\",\"job_id\":\"%s\",\"since_line\":%s,\"tail\":3}",
            id, cursor.group(1));
    assertThat(next).contains("line 4").doesNotContain("line 1\n");
  }

  @Test
  void the_log_of_a_running_job_is_given_as_far_as_it_is_and_says_so() throws Exception {
    String id =
        JobsRig.id(
            rig.call(
                """
                {"operation": "run", "wait_seconds": 0, "script":
                 "import time\\nprint('so far', flush=True)\\ntime.sleep(600)\\n"}
                """));
    String logs = call("{\"operation\":\"wait\",\"job_id\":\"%s\",\"wait_seconds\":2}", id);
    assertThat(logs).contains("RUNNING", "so far");
    logs = call("{\"operation\":\"logs\",\"job_id\":\"%s\"}", id);
    assertThat(logs).contains("RUNNING", "still goes on", "so far");
    assertThat(call("{\"operation\":\"metrics\",\"job_id\":\"%s\"}", id))
        .contains("RUNNING", "memory ");
    assertThat(call("{\"operation\":\"cancel\",\"job_id\":\"%s\",\"dry_run\":true}", id))
        .contains("nothing was cancelled", "RUNNING");
    assertThat(call("{\"operation\":\"cancel\",\"job_id\":[\"%s\",\"%s\"]}", id, "0".repeat(24)))
        .contains("Job " + id + " CANCELED", "was not cancelled: not found");
    assertThat(call("{\"operation\":\"metrics\",\"job_id\":\"%s\"}", id))
        .contains("Only a running job has metrics");
  }

  @Test
  void labels_are_replaced_and_the_submissions_own_stays() throws Exception {
    ToolResult run =
        rig.call("{\"operation\":\"run\",\"script\":\"print(1)\",\"labels\":{\"team\":\"a\"}}");
    String id = JobsRig.id(run);
    assertThat(
            call("{\"operation\":\"relabel\",\"job_id\":\"%s\",\"labels\":{\"team\":\"b\"}}", id))
        .contains("team=b", "ml-intern-request=")
        .doesNotContain("team=a");
    assertThat(call("{\"operation\":\"ps\",\"all\":true,\"labels\":{\"team\":\"b\"}}"))
        .contains(id);
  }

  @Test
  void hardware_is_listed_with_prices() throws Exception {
    assertThat(call("{\"operation\":\"hardware\"}"))
        .contains("cpu-basic: $0.01, 2 vCPU, 16 GB", "t4-small: $0.40", "1×T4 (16 GB)");
  }

  @Test
  void a_schedule_lives_from_creation_to_deletion() throws Exception {
    String created =
        call(
            """
            {"operation": "Scheduled Run", "schedule": "0 9 * * 1", "script": "print('weekly')\\n",
             "timeout": "15m"}
            """);
    assertThat(created)
        .contains("schedule 0 9 * * 1", "suspended no", "never ran; next ", "worst case $0.01");
    Matcher found = SCHEDULE.matcher(created);
    assertThat(found.find()).isTrue();
    String id = found.group(1);

    String triggered =
        call("{\"operation\":\"scheduled_trigger\",\"scheduled_job_id\":\"%s\"}", id);
    assertThat(triggered).contains("COMPLETED", "weekly", "from schedule " + id);
    String job = JobsRig.id(ToolResult.ok(triggered));
    assertThat(call("{\"operation\":\"scheduled ps\"}")).contains(id, "job " + job, "last 20");
    assertThat(call("{\"operation\":\"scheduled_inspect\",\"scheduled_job_id\":\"%s\"}", id))
        .contains("[script script.py]", "cpu-basic");

    assertThat(call("{\"operation\":\"scheduled_suspend\",\"scheduled_job_id\":\"%s\"}", id))
        .contains("is suspended");
    assertThat(call("{\"operation\":\"scheduled_ps\"}")).contains("1 suspended not shown");
    assertThat(call("{\"operation\":\"scheduled_resume\",\"scheduled_job_id\":\"%s\"}", id))
        .contains("is active");
    assertThat(
            call(
                "{\"operation\":\"scheduled_relabel\",\"scheduled_job_id\":\"%s\",\"labels\":{\"a\":\"b\"}}",
                id))
        .contains("a=b");
    assertThat(call("{\"operation\":\"scheduled_delete\",\"scheduled_job_id\":\"%s\"}", id))
        .contains("is deleted");
    assertThat(call("{\"operation\":\"scheduled_ps\",\"all\":true}")).contains("No scheduled jobs");
    ToolResult gone =
        rig.call("{\"operation\":\"scheduled_inspect\",\"scheduled_job_id\":\"%s\"}".formatted(id));
    assertThat(gone.isError()).isTrue();
    assertThat(rig.charges()).isNotEmpty().allMatch(charge -> charge.usd().micros() < 10_000);
  }

  @Test
  void a_schedule_that_is_none_is_refused_and_a_dry_run_stores_nothing() throws Exception {
    ToolResult wrong =
        rig.call(
            "{\"operation\":\"scheduled_run\",\"schedule\":\"every day\",\"script\":\"print(1)\"}");
    assertThat(wrong.isError()).isTrue();
    assertThat(wrong.text()).contains("every day", "@daily");
    assertThat(
            call(
                "{\"operation\":\"scheduled_run\",\"schedule\":\"@daily\",\"script\":\"print(1)\","
                    + "\"dry_run\":true}"))
        .contains("Dry run", "\"schedule\" : \"@daily\"");
    assertThat(call("{\"operation\":\"scheduled_ps\"}")).contains("No scheduled jobs");
  }
}

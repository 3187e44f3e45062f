package dev.mlintern.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.hub.sandbox.ExecSpec;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.policy.Charge;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sandboxes of the embedded Hub from creation to end, through the gate (spec tools-act §3).
class SandboxLifeTest {
  @TempDir private Path root;
  @TempDir private Path home;

  private EmbeddedHub hub;
  private SandboxRig rig;

  @BeforeEach
  void start() throws Exception {
    hub = EmbeddedHub.start(root, 0);
    rig = new SandboxRig(hub.endpoint(), home);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    hub.close();
  }

  @Test
  void a_sandbox_is_ready_when_the_call_answers_with_id_price_and_limits() throws Exception {
    ToolResult result = rig.create("{}");

    assertThat(result.isError()).as(result.text()).isFalse();
    Job job = rig.running().getFirst();
    assertThat(result.text())
        .contains("is ready")
        .contains("job local/" + job.ref().id())
        .contains("cpu-basic")
        .contains("python:3.12")
        .contains("private")
        .contains("/jobs/local/" + job.ref().id())
        .contains("$0.02/h")
        .contains("30m")
        .contains("destroyed when this session ends")
        .contains("your Hub token is not inside");
    assertThat(job.stage()).isEqualTo(JobStage.RUNNING);
    assertThat(job.labels())
        .containsEntry("hf-sandbox", "1")
        .containsEntry("hf-sandbox-mode", "dedicated")
        .containsEntry("ml-intern-session", SandboxRig.SESSION)
        .containsEntry("ml-intern-name", "main")
        .containsKeys("hf-sandbox-nonce", "ml-intern-owner", "ml-intern-expires");
    assertThat(job.secretNames()).containsExactly("SBX_TOKEN");
  }

  @Test
  void hardware_price_and_idle_time_are_told_and_the_lease_is_on_disk() throws Exception {
    ToolResult result = rig.create("{\"hardware\":\"t4-small\",\"idle_timeout\":\"10m\"}");

    assertThat(result.text()).contains("t4-small").contains("$0.41/h").contains("10m");
    SandboxLease lease = rig.leases().getFirst();
    assertThat(lease.state()).isEqualTo(SandboxLease.State.READY);
    assertThat(lease.hardware()).isEqualTo("t4-small");
    assertThat(lease.jobId()).contains(rig.running().getFirst().ref().id());
    assertThat(lease.isOurs()).isTrue();
    Charge charge = rig.charges().getFirst();
    assertThat(charge.state()).isEqualTo(Charge.State.RUNNING);
    assertThat(charge.machine()).isPresent();
  }

  @Test
  void the_same_order_again_gives_the_same_sandbox_and_costs_nothing_more() throws Exception {
    rig.create("{\"hardware\":\"t4-small\"}");
    ToolResult again = rig.create("{\"hardware\":\"T4-Small\",\"env\":{\"A\":\"1\"}}");

    assertThat(again.isError()).isFalse();
    assertThat(again.text())
        .contains("already running")
        .contains(rig.running().getFirst().ref().id())
        .contains("NOT applied")
        .contains("`env`");
    assertThat(rig.everyJob()).hasSize(1);
    assertThat(rig.charges().stream().filter(Charge::isOpen)).hasSize(1);
  }

  @Test
  void other_hardware_is_refused_with_the_calls_that_do_it() throws Exception {
    rig.create("{\"hardware\":\"t4-small\"}");
    ToolResult other = rig.create("{\"hardware\":\"a10g-large\"}");

    assertThat(other.isError()).isTrue();
    assertThat(other.text())
        .contains("t4-small")
        .contains("{\"hardware\": \"a10g-large\", \"replace\": true}")
        .contains("\"name\"")
        .contains("Nothing was started");
    assertThat(rig.everyJob()).hasSize(1);
  }

  @Test
  void replacing_starts_the_new_one_first_and_says_what_became_of_the_old() throws Exception {
    rig.create("{\"hardware\":\"t4-small\"}");
    String old = rig.running().getFirst().ref().id();

    ToolResult result = rig.create("{\"hardware\":\"a10g-large\",\"replace\":true}");

    assertThat(result.text())
        .contains("is ready")
        .contains("a10g-large")
        .contains("destroyed with its files: job local/" + old + " is CANCELED");
    assertThat(rig.running()).hasSize(1).allMatch(job -> job.flavor().equals("a10g-large"));
    assertThat(rig.leases()).hasSize(1);
    assertThat(rig.charges())
        .extracting(Charge::state)
        .containsExactlyInAnyOrder(Charge.State.SETTLED, Charge.State.RUNNING);
  }

  @Test
  void a_second_name_is_a_second_sandbox_and_its_name_leads_back() throws Exception {
    rig.create("{}");
    rig.create("{\"name\":\"gpu\",\"hardware\":\"t4-small\"}");
    assertThat(rig.running()).hasSize(2);
    assertThat(rig.call("sandbox_status", "{}").text()).contains("`gpu` (current)");

    rig.create("{\"name\":\"main\"}");

    assertThat(rig.running()).hasSize(2);
    assertThat(rig.call("sandbox_status", "{}").text()).contains("`main` (current)");
  }

  @Test
  void misspelt_hardware_is_answered_with_near_ones_before_anything_is_asked() throws Exception {
    hub.close();
    ToolResult result = rig.create("{\"hardware\":\"t4-smal\"}");
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("t4-small").contains("Nothing was started");
    hub = EmbeddedHub.start(root, 0);
  }

  @Test
  void the_cost_ceiling_shortens_the_life_or_forbids_it() throws Exception {
    ToolResult poor = rig.create("{\"hardware\":\"a100-large\",\"max_cost_usd\":0.01}");
    assertThat(poor.isError()).isTrue();
    assertThat(poor.text()).contains("max_cost_usd").contains("five minutes");
    assertThat(rig.everyJob()).isEmpty();

    ToolResult result = rig.create("{\"hardware\":\"a100-large\",\"max_cost_usd\":1.255}");
    assertThat(result.text()).contains("at most $1.26").contains("30m");
    assertThat(rig.running().getFirst().timeout()).contains(Duration.ofMinutes(30));
  }

  @Test
  void trackio_names_become_variables_and_the_dashboard_is_linked() throws Exception {
    ToolResult result =
        rig.create(
            "{\"trackio_space_id\":\"local/ml-intern-ab12cd34\",\"trackio_project\":\"sft\"}");
    assertThat(result.text()).contains("spaces/local/ml-intern-ab12cd34");
    assertThat(rig.running().getFirst().environmentNames())
        .contains("TRACKIO_SPACE_ID", "TRACKIO_PROJECT");
  }

  @Test
  void the_hub_token_goes_in_on_request_only_and_is_said() throws Exception {
    ToolResult result = rig.create("{\"hf_token\":\"inherit\"}");
    assertThat(result.text()).contains("your Hub token is inside as HF_TOKEN");
    assertThat(rig.running().getFirst().secretNames()).contains("HF_TOKEN");
  }

  @Test
  void the_sandbox_answers_its_own_token_alone_at_the_address_the_official_client_looks_for()
      throws Exception {
    rig.create("{}");
    Job job = rig.running().getFirst();
    String address = job.status().exposeUrls().getFirst();
    assertThat(address).contains("--49983.");
    String token = SandboxToken.derive(SandboxRig.token(), job.labels().get("hf-sandbox-nonce"));

    assertThat(status(address + "/health", "")).isEqualTo(200);
    assertThat(status(address + "/v1/processes", token)).isEqualTo(200);
    assertThat(status(address + "/v1/processes", "guess")).isEqualTo(401);
  }

  private static int status(String url, String token) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url)).header("X-Sandbox-Token", token).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  @Test
  void destroying_reads_the_stage_back_and_settles_the_money() throws Exception {
    rig.create("{}");
    String id = rig.running().getFirst().ref().id();

    ToolResult dry = rig.call("sandbox_destroy", "{\"dry_run\":true}");
    assertThat(dry.text()).contains("Would destroy").contains(id).contains("nothing was done");
    assertThat(rig.running()).hasSize(1);

    ToolResult result = rig.call("sandbox_destroy", "{}");
    assertThat(result.isError()).isFalse();
    assertThat(result.text()).contains("Destroyed `main`").contains(id + " is CANCELED");
    assertThat(rig.running()).isEmpty();
    assertThat(rig.leases()).isEmpty();
    assertThat(rig.charges()).extracting(Charge::state).containsExactly(Charge.State.SETTLED);
    assertThatThrownBy(() -> rig.host.sandboxes().current(rig.scope()))
        .isInstanceOf(ToolFailure.class)
        .hasMessageContaining("destroyed by sandbox_destroy")
        .hasMessageContaining("sandbox_create");
  }

  @Test
  void of_a_sandbox_that_somebody_ended_nothing_is_left_to_wait_or_to_ask_for() throws Exception {
    rig.create("{}");
    rig.jobs.cancel(rig.running().getFirst().ref(), rig.scope());

    ToolResult result = rig.call("bash", "{\"command\":\"true\"}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text())
        .contains("did not answer", "`main` is gone, its files with it", "is CANCELED")
        .doesNotContain("may be running", "process=");
    assertThat(rig.call("bash", "{\"command\":\"true\"}").text()).contains("sandbox_create");
  }

  @Test
  void all_of_the_session_go_at_once() throws Exception {
    rig.create("{}");
    rig.create("{\"name\":\"b\"}");
    ToolResult result = rig.call("sandbox_destroy", "{\"all\":true}");
    assertThat(result.text()).contains("`main`").contains("`b`");
    assertThat(rig.running()).isEmpty();
  }

  @Test
  void without_a_sandbox_the_remedy_is_named() throws Exception {
    assertThatThrownBy(() -> rig.host.sandboxes().current(rig.scope()))
        .isInstanceOf(ToolFailure.class)
        .hasMessageContaining("sandbox_create");
    assertThat(rig.call("sandbox_destroy", "{}").text()).contains("no sandbox");
    assertThat(rig.call("sandbox_destroy", "{\"sandbox_id\":\"nope\"}").text())
        .contains("no sandbox `nope`");
    assertThat(rig.call("sandbox_status", "{}").text()).contains("No sandbox is running");
  }

  @Test
  void status_tells_stage_cost_and_time_left() throws Exception {
    rig.create("{\"hardware\":\"t4-small\"}");
    assertThat(rig.call("sandbox_status", "{}").text())
        .contains("`main` (current)")
        .contains("RUNNING on t4-small")
        .contains("unless used")
        .contains("at the latest");
  }

  @Test
  void packages_are_installed_into_the_sandbox_and_a_failure_is_seen() throws Exception {
    Process pip = new ProcessBuilder("python3", "-m", "pip", "--version").start();
    assumeThat(pip.waitFor()).as("pip").isZero();
    String offline = "\"env\":{\"PIP_NO_INDEX\":\"1\"}";

    ToolResult failed = rig.create("{\"packages\":[\"no-such-package-x1\"]," + offline + "}");

    assertThat(failed.isError()).isTrue();
    assertThat(failed.text())
        .contains("NOT installed")
        .contains("kept")
        .contains("no-such-package-x1")
        .contains("is ready");
    assertThat(rig.running()).hasSize(1);

    ToolResult installed = rig.create("{\"packages\":[\"pip\"]}");
    assertThat(installed.isError()).as(installed.text()).isFalse();
    assertThat(installed.text()).contains("already running").contains("Packages installed: pip");
  }

  @Test
  void what_could_be_a_shells_is_no_package() throws Exception {
    assertThat(rig.create("{\"packages\":[\"--index-url=http://x\"]}").text())
        .contains("`packages` takes requirements");
    assertThat(rig.create("{\"packages\":[\"a; rm -rf /\"]}").isError()).isTrue();
    assertThat(rig.everyJob()).isEmpty();
  }

  @Test
  void a_secret_can_be_taken_from_our_environment_by_name() throws Exception {
    assertThat(rig.create("{\"secrets\":{\"KEY\":\"$NO_SUCH_VARIABLE_X1\"}}").text())
        .contains("NO_SUCH_VARIABLE_X1")
        .contains("not set");
    String path = System.getenv("PATH");
    rig.create("{\"secrets\":{\"COPY\":\"$PATH\"}}");
    var end =
        rig.host
            .sandboxes()
            .current(rig.scope())
            .exec(ExecSpec.of("/bin/sh", "-c", "printf %s \"$COPY\""), rig.scope());
    assertThat(end.output()).isEqualTo(path);
  }

  @Test
  void the_sandboxs_own_secret_is_not_in_the_commands_environment() throws Exception {
    rig.create("{}");
    var end = rig.host.sandboxes().current(rig.scope()).exec(ExecSpec.of("env"), rig.scope());
    assertThat(end.output()).contains("JOB_ID=").doesNotContain("SBX_").doesNotContain("HF_TOKEN");
  }

  @Test
  void progress_says_what_is_waited_for() throws Exception {
    List<String> told = new ArrayList<>();
    rig.call("sandbox_create", "{}", (_, _, message) -> told.add(message));
    assertThat(told.getFirst()).contains("cpu-basic").contains("submitted as job");
  }
}

package dev.mlintern.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.hub.jobs.JobStatus;
import dev.mlintern.policy.Charge;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.tools.ToolResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Whatever goes wrong, no machine is paid for that nobody knows of (spec tools-act §3.8).
class SandboxFaultsTest {
  @TempDir private Path home;

  private TroubledHub hub;
  private SandboxRig rig;

  @BeforeEach
  void start() throws Exception {
    hub = new TroubledHub();
    rig = new SandboxRig(hub.address(), home, Duration.ofMillis(300));
  }

  @AfterEach
  void stop() {
    rig.close();
    hub.close();
  }

  @Test
  void it_is_submitted_as_the_protocol_says() throws Exception {
    ToolResult result =
        rig.create(
            "{\"hardware\":\"t4-small\",\"image\":\"ubuntu:24.04\",\"idle_timeout\":\"15m\","
                + "\"max_lifetime\":\"2h\",\"env\":{\"A\":\"1\"},\"secrets\":{\"S\":\"hidden\"},"
                + "\"volumes\":[\"hf://datasets/me/d/sub:/data:ro\",\"hf://me/m:/m\"]}");

    assertThat(result.isError()).as(result.text()).isFalse();
    JsonNode body = hub.submitted.get(TroubledHub.ID);
    String nonce = body.at("/labels/hf-sandbox-nonce").asString();
    assertThat(nonce).matches("[0-9a-f]{32}");
    assertThat(body.path("dockerImage").asString()).isEqualTo("ubuntu:24.04");
    assertThat(body.path("flavor").asString()).isEqualTo("t4-small");
    assertThat(body.path("timeoutSeconds").asInt()).isEqualTo(7200);
    assertThat(body.path("command").get(0).asString()).isEqualTo("/bin/sh");
    assertThat(body.at("/environment/SBX_PORT").asString()).isEqualTo("49983");
    assertThat(body.at("/environment/SBX_IDLE_TIMEOUT").asString()).isEqualTo("1200");
    assertThat(body.at("/environment/SBX_SERVER_URL").asString())
        .endsWith("/buckets/huggingface/sbx-server/resolve/sbx-server");
    assertThat(body.at("/environment/SBX_SERVER_MOUNT").asString()).isEqualTo("/.hf-sbx-server");
    assertThat(body.at("/environment/A").asString()).isEqualTo("1");
    assertThat(body.at("/secrets/S").asString()).isEqualTo("hidden");
    assertThat(body.at("/secrets/SBX_TOKEN").asString())
        .isEqualTo(SandboxToken.derive(SandboxRig.token(), nonce));
    assertThat(body.path("secrets").has("HF_TOKEN")).isFalse();
    assertThat(body.at("/expose/ports/0").asInt()).isEqualTo(49_983);
    assertThat(body.path("volumes").toString())
        .contains(
            "\"dataset\"", "\"me/d\"", "\"sub\"", "/.hf-sbx-server", "huggingface/sbx-server");
  }

  @Test
  void the_token_is_the_one_the_official_client_derives() {
    // python: hmac.new(b"hf_key", b"hf-sandbox:" + b"0" * 32, "sha256").hexdigest()
    assertThat(SandboxToken.derive("hf_key", "0".repeat(32)))
        .isEqualTo("61fdf7e87c8c52e8db9e58bc70d903054df70cc5e45f6ea5d1a45023931443b5");
  }

  @Test
  void a_submission_whose_answer_was_lost_is_found_and_used_not_repeated() throws Exception {
    hub.submission = "lost";
    ToolResult result = rig.create("{}");
    assertThat(result.isError()).as(result.text()).isFalse();
    assertThat(hub.submissions()).isOne();
    assertThat(rig.leases().getFirst().jobId()).contains(TroubledHub.ID);
  }

  @Test
  void a_refused_submission_leaves_nothing_behind() throws Exception {
    hub.submission = "refused";
    ToolResult result = rig.create("{}");
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("402");
    assertThat(rig.leases()).isEmpty();
    assertThat(rig.charges()).extracting(Charge::state).containsExactly(Charge.State.RELEASED);
    assertThat(hub.cancellations()).isZero();
  }

  @Test
  void a_submission_nobody_can_tell_about_stays_on_the_list_until_the_hub_knows_it_no_more()
      throws Exception {
    hub.submission = "gone";
    ToolResult result = rig.create("{}");
    assertThat(result.isError()).isTrue();
    assertThat(hub.submissions()).isOne();
    assertThat(rig.leases())
        .extracting(SandboxLease::state)
        .containsExactly(SandboxLease.State.ENDING);

    rig.clock.advance(Duration.ofMinutes(3));
    rig.host.round();
    assertThat(rig.leases()).isEmpty();
  }

  @Test
  void one_that_arrived_after_all_is_cancelled_when_it_is_found() throws Exception {
    hub.submission = "lost";
    hub.listStatus = 500;
    ToolResult result = rig.create("{}");
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("COULD NOT BE ENDED");

    hub.listStatus = 200;
    rig.host.round();
    assertThat(hub.stage).isEqualTo("CANCELED");
    assertThat(rig.leases()).isEmpty();
  }

  @Test
  void one_that_never_answers_is_cancelled_and_that_is_said() throws Exception {
    hub.health = 503;
    ToolResult result = rig.create("{}");
    assertThat(result.isError()).isTrue();
    assertThat(result.text())
        .contains("ML_INTERN_SANDBOX_START_SECONDS")
        .contains("HTTP 503")
        .contains(TroubledHub.ID + " is CANCELED");
    assertThat(rig.leases()).isEmpty();
    assertThat(rig.charges()).extracting(Charge::state).containsExactly(Charge.State.SETTLED);
  }

  @Test
  void one_that_refuses_its_own_token_is_not_used() throws Exception {
    hub.processes = 401;
    ToolResult result = rig.create("{}");
    assertThat(result.text()).contains("refuses its own token").contains("CANCELED");
  }

  @Test
  void one_the_hub_names_no_address_for_is_cancelled() throws Exception {
    hub.exposes = false;
    ToolResult result = rig.create("{}");
    assertThat(result.text()).contains("exposeUrls").contains("CANCELED");
    assertThat(hub.cancellations()).isOne();
  }

  @Test
  void an_address_that_is_not_hugging_faces_gets_no_token() throws Exception {
    hub.exposes = false;
    assertThat(
            catchThrowable(
                () -> SandboxJob.address(foreign(), HttpUrl.get("https://huggingface.co/"))))
        .hasMessageContaining("evil.example");
  }

  private Job foreign() throws Exception {
    var labels = Map.<String, String>of();
    return new Job(
        new JobRef("me", "a1"),
        new JobStatus(
            JobStage.RUNNING,
            "RUNNING",
            Optional.empty(),
            Optional.empty(),
            List.of("https://a1--49983.evil.example")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        "cpu-basic",
        Optional.empty(),
        labels,
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  @Test
  void one_that_ends_while_starting_is_told_with_its_last_lines() throws Exception {
    hub.stage = "ERROR";
    hub.health = 503;
    ToolResult result = rig.create("{}");
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("ended as ERROR").contains("sh: not found");
    assertThat(rig.leases()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503})
  void a_cancellation_that_fails_is_said_and_repeated(int status) throws Exception {
    hub.health = 503;
    hub.cancelStatus = status;
    ToolResult result = rig.create("{}");
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("COULD NOT BE ENDED").contains(TroubledHub.ID);
    assertThat(rig.leases()).hasSize(1);

    hub.cancelStatus = 200;
    rig.host.round();
    assertThat(hub.stage).isEqualTo("CANCELED");
    assertThat(rig.leases()).isEmpty();
  }

  @Test
  void a_first_sandbox_that_could_not_be_ended_is_ended_without_another_call() throws Exception {
    rig.close();
    rig = new SandboxRig(hub.address(), home, Duration.ofMillis(100), Duration.ofMillis(20));
    hub.health = 503;
    hub.cancelStatus = 500;
    assertThat(rig.create("{}").text()).contains("COULD NOT BE ENDED");

    hub.cancelStatus = 200;

    for (int i = 0; i < 1_000 && !rig.leases().isEmpty(); i++) {
      Thread.sleep(10);
    }
    assertThat(hub.stage).isEqualTo("CANCELED");
    assertThat(rig.leases()).isEmpty();
  }

  @Test
  void a_destruction_that_fails_keeps_the_lease_and_the_next_start_repeats_it() throws Exception {
    rig.create("{}");
    hub.cancelStatus = 500;
    ToolResult result = rig.call("sandbox_destroy", "{}");
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("NOT destroyed").contains("COULD NOT BE ENDED");
    assertThat(rig.leases()).hasSize(1);
    assertThat(rig.call("sandbox_status", "{}").text()).contains("being ended");
    assertThat(rig.host.close(Duration.ofSeconds(5))).isFalse();

    hub.cancelStatus = 200;
    try (var next = new SandboxRig(hub.address(), home)) {
      next.host.round();
      assertThat(hub.stage).isEqualTo("CANCELED");
      assertThat(next.leases()).isEmpty();
    }
  }

  @Test
  void a_cancelled_call_cancels_the_machine() throws Exception {
    hub.health = 503;
    rig.close();
    rig = new SandboxRig(hub.address(), home, Duration.ofMinutes(5));
    var call =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    rig.create("{}");
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
    while (hub.seen.stream().noneMatch(line -> line.endsWith("/health"))) {
      Thread.sleep(5);
    }
    call.interrupt();
    for (int i = 0; i < 1000 && !rig.leases().isEmpty(); i++) {
      Thread.sleep(10);
    }
    assertThat(hub.stage).isEqualTo("CANCELED");
    assertThat(rig.leases()).isEmpty();
  }

  @Test
  void without_a_writable_state_folder_nothing_is_asked_for() throws Exception {
    rig.close();
    rig =
        new SandboxRig(
            hub.address(), home, Duration.ofMillis(300), "ML_INTERN_HOME", "/proc/no/such");
    ToolResult result = rig.create("{}");
    assertThat(result.isError()).isTrue();
    assertThat(hub.submissions()).isZero();
  }
}

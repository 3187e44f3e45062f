package dev.mlintern.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.policy.Charge;
import dev.mlintern.policy.LeaseHolder;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.SandboxLeases;
import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `sandbox_create` says about money, secrets and files is what is the case.
class SandboxTruthTest {
  @TempDir private Path root;
  @TempDir private Path home;

  @Test
  void a_token_handed_in_as_a_secret_or_a_variable_is_told_to_be_inside() throws Exception {
    try (EmbeddedHub hub = EmbeddedHub.start(root, 0);
        var rig = new SandboxRig(hub.endpoint(), home)) {
      ToolResult secret = rig.create("{\"secrets\":{\"MY_TOKEN\":\"" + SandboxRig.token() + "\"}}");
      ToolResult variable =
          rig.create("{\"name\":\"b\",\"env\":{\"HF_TOKEN\":\"" + SandboxRig.token() + "\"}}");
      ToolResult other = rig.create("{\"name\":\"c\",\"secrets\":{\"HF_TOKEN\":\"another\"}}");

      assertThat(secret.text()).contains("your Hub token is inside as MY_TOKEN");
      assertThat(variable.text()).contains("your Hub token is inside as HF_TOKEN");
      assertThat(other.text()).contains("your Hub token is not inside");
    }
  }

  @Test
  void a_cost_ceiling_that_a_running_sandbox_does_not_have_is_told_not_to_hold() throws Exception {
    try (EmbeddedHub hub = EmbeddedHub.start(root, 0);
        var rig = new SandboxRig(hub.endpoint(), home)) {
      rig.create("{\"hardware\":\"t4-small\"}");
      ToolResult again = rig.create("{\"hardware\":\"t4-small\",\"max_cost_usd\":0.5}");

      assertThat(again.text()).contains("NOT applied").contains("`max_cost_usd`");
    }
  }

  @Test
  void a_replaced_sandbox_that_could_not_be_ended_is_not_told_to_be_destroyed() throws Exception {
    try (var hub = new TroubledHub();
        var rig = new SandboxRig(hub.address(), home)) {
      rig.create("{}");
      hub.cancelStatus = 500;
      ToolResult replaced = rig.create("{\"replace\":true}");

      assertThat(replaced.text())
          .contains("COULD NOT BE ENDED")
          .doesNotContain("was destroyed with its files");
      hub.cancelStatus = 200;
    }
  }

  @Test
  void a_failed_start_that_could_not_be_ended_is_not_told_to_be_cancelled() throws Exception {
    try (var hub = new TroubledHub();
        var rig = new SandboxRig(hub.address(), home, Duration.ofMillis(50))) {
      hub.cancelStatus = 500;
      hub.exposes = false;
      ToolResult failed = rig.create("{}");
      hub.cancelStatus = 200;

      assertThat(failed.isError()).isTrue();
      assertThat(failed.text()).contains("COULD NOT BE ENDED").doesNotContain("It was cancelled");
    }
  }

  @Test
  void a_kept_sandbox_that_is_replaced_at_once_takes_no_money_of_the_new_one_with_it()
      throws Exception {
    try (EmbeddedHub hub = EmbeddedHub.start(root, 0)) {
      try (var before = new SandboxRig(hub.endpoint(), home)) {
        before.create("{\"keep\":true}");
      }
      try (var rig = new SandboxRig(hub.endpoint(), home)) {
        ToolResult replaced = rig.create("{\"replace\":true}");

        assertThat(replaced.isError()).as(replaced.text()).isFalse();
        String job = rig.running().getFirst().ref().id();
        List<Charge> open = rig.charges().stream().filter(Charge::isOpen).toList();
        assertThat(open).hasSize(1);
        assertThat(open.getFirst().machine().orElseThrow().id()).isEqualTo(job);
      }
    }
  }

  @Test
  void a_kept_sandbox_that_another_session_takes_first_is_left_to_it() throws Exception {
    try (var hub = new TroubledHub()) {
      try (var before = new SandboxRig(hub.address(), home)) {
        before.create("{\"keep\":true}");
      }
      try (var rig = new SandboxRig(hub.address(), home)) {
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        var other =
            new LeaseHolder(
                parent.pid(), parent.info().startInstant().orElseThrow().toEpochMilli());
        SandboxLease kept = rig.leases().getFirst();
        // While this session asks whether it answers.
        hub.heard =
            request -> {
              if (request.endsWith("/v1/processes") && hub.submissions() == 1) {
                write(rig, kept.heldBy(Optional.of(other)));
              }
            };
        ToolResult result = rig.create("{}");

        assertThat(result.text()).contains("is ready");
        assertThat(hub.submissions()).isEqualTo(2);
        assertThat(
                rig.leases().stream().filter(lease -> lease.nonce().equals(kept.nonce())).findAny())
            .get()
            .extracting(SandboxLease::holder)
            .isEqualTo(Optional.of(other));
      }
    }
  }

  private static void write(SandboxRig rig, SandboxLease lease) {
    try {
      SandboxLeases.of(rig.settings).write(lease);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_variable_that_is_no_text_is_refused() throws Exception {
    try (EmbeddedHub hub = EmbeddedHub.start(root, 0);
        var rig = new SandboxRig(hub.endpoint(), home)) {
      ToolResult result = rig.create("{\"env\":{\"A\":{\"b\":1}}}");

      assertThat(result.isError()).isTrue();
      assertThat(result.text()).contains("`A`");
      assertThat(rig.everyJob()).isEmpty();
    }
  }

  @Test
  void a_creation_that_is_cancelled_while_packages_are_installed_leaves_nothing_running()
      throws Exception {
    try (EmbeddedHub hub = EmbeddedHub.start(root, 0);
        var rig = new SandboxRig(hub.endpoint(), home)) {
      Thread caller = Thread.currentThread();
      assertThatThrownBy(
              () ->
                  rig.call(
                      "sandbox_create",
                      "{\"packages\":[\"no-such-package-of-ours\"]}",
                      (_, _, message) -> {
                        if (message.contains("installing")) {
                          caller.interrupt();
                          waitUntilInterrupted();
                        }
                      }))
          .isInstanceOf(InterruptedException.class);
      for (int i = 0; i < 1_000 && !rig.leases().isEmpty(); i++) {
        Thread.sleep(10);
      }

      assertThat(rig.running()).isEmpty();
      assertThat(rig.leases()).isEmpty();
    }
  }

  private static void waitUntilInterrupted() {
    try {
      Thread.sleep(Duration.ofSeconds(20));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

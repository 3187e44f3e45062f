package dev.mlintern.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.sandbox.CommandSpec;
import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.policy.LeaseHolder;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.SandboxLeases;
import dev.mlintern.tools.ToolResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long a sandbox of the embedded Hub stays, who answers for it, and who ends it: spec
/// tools-act
/// §3.8, §16.
class SandboxLeaseTest {
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
  void a_live_server_ends_what_expired_by_itself_and_within_a_minute() throws Exception {
    SandboxTimes usual = SandboxTimes.usual(Duration.ofMinutes(1));
    assertThat(usual.tick().plus(usual.end())).isLessThan(Duration.ofMinutes(1));
    rig.close();
    rig = new SandboxRig(hub.endpoint(), home, Duration.ofSeconds(20), Duration.ofMillis(20));
    rig.create("{\"idle_timeout\":\"10m\"}");
    rig.create("{\"idle_timeout\":\"2h\",\"name\":\"other\"}");

    rig.clock.advance(Duration.ofMinutes(11));

    for (int i = 0; i < 2_000 && rig.running().size() > 1; i++) {
      Thread.sleep(10);
    }
    assertThat(rig.running()).hasSize(1);
    assertThat(rig.running().getFirst().labels()).containsEntry("ml-intern-name", "other");
  }

  @Test
  void a_sandbox_that_is_not_used_is_ended_in_the_next_round_and_use_renews_it() throws Exception {
    rig.create("{\"idle_timeout\":\"10m\"}");
    rig.clock.advance(Duration.ofMinutes(9));
    rig.host.sandboxes().current(rig.scope());
    rig.clock.advance(Duration.ofMinutes(9));
    rig.host.round();
    assertThat(rig.running()).hasSize(1);

    rig.clock.advance(Duration.ofMinutes(2));
    rig.host.round();

    assertThat(rig.running()).isEmpty();
    assertThat(rig.leases()).isEmpty();
    assertThatThrownBy(() -> rig.host.sandboxes().current(rig.scope()))
        .hasMessageContaining("not used for 10m")
        .hasMessageContaining("CANCELED");
  }

  @Test
  void a_call_that_ends_early_holds_the_sandbox_no_longer_than_an_idle_time() throws Exception {
    rig.create("{\"idle_timeout\":\"10m\"}");
    CallScope mayTakeLong = CallScope.lasting(Duration.ofHours(2));
    SandboxCall.run(rig.host.sandboxes(), mayTakeLong, "", _ -> "done at once");

    rig.clock.advance(Duration.ofMinutes(11));
    rig.host.round();

    assertThat(rig.running()).isEmpty();
  }

  @Test
  void a_call_under_way_holds_the_sandbox_also_when_another_ends() throws Exception {
    rig.create("{\"idle_timeout\":\"10m\"}");
    CallScope underWay = CallScope.lasting(Duration.ofHours(2));
    rig.host.sandboxes().current(underWay);
    SandboxCall.run(rig.host.sandboxes(), rig.scope(), "", _ -> "done at once");

    rig.clock.advance(Duration.ofMinutes(60));
    rig.host.round();
    assertThat(rig.running()).hasSize(1);

    rig.host.sandboxes().over(underWay);
    rig.clock.advance(Duration.ofMinutes(11));
    rig.host.round();
    assertThat(rig.running()).isEmpty();
  }

  @Test
  void a_round_carries_a_renewed_lease_to_the_label() throws Exception {
    rig.create("{}");
    long before = Long.parseLong(rig.running().getFirst().labels().get("ml-intern-expires"));
    rig.clock.advance(Duration.ofMinutes(20));
    rig.host.sandboxes().current(rig.scope());
    rig.host.round();
    Job job = rig.running().getFirst();
    assertThat(Long.parseLong(job.labels().get("ml-intern-expires"))).isGreaterThan(before + 600);
    assertThat(job.labels()).containsEntry("hf-sandbox", "1");
  }

  @Test
  void the_longest_life_is_kept_however_much_it_is_used() throws Exception {
    rig.create("{\"max_lifetime\":\"1h\"}");
    for (int i = 0; i < 7; i++) {
      rig.clock.advance(Duration.ofMinutes(9));
      rig.host.round();
      if (i < 6) {
        rig.host.sandboxes().current(rig.scope());
      }
    }
    assertThat(rig.running()).isEmpty();
  }

  @Test
  void the_next_hour_is_held_in_the_ledger_or_the_sandbox_goes() throws Exception {
    rig.close();
    rig =
        new SandboxRig(
            hub.endpoint(), home, "ML_INTERN_YOLO", "1", "ML_INTERN_YOLO_CAP_USD", "0.90");
    rig.create("{\"hardware\":\"t4-small\"}");
    work(Duration.ofMinutes(58));
    assertThat(rig.running()).hasSize(1);
    assertThat(rig.charges().getLast().usd().micros()).isBetween(810_000L, 830_000L);

    work(Duration.ofMinutes(60));

    assertThat(rig.running()).isEmpty();
    assertThatThrownBy(() -> rig.host.sandboxes().current(rig.scope()))
        .hasMessageContaining("ML_INTERN_YOLO_CAP_USD");
  }

  private void work(Duration time) {
    for (long minutes = 0; minutes < time.toMinutes(); minutes += 20) {
      rig.clock.advance(Duration.ofMinutes(Math.min(20, time.toMinutes() - minutes)));
      if (!rig.running().isEmpty()) {
        rig.host.sandboxes().current(rig.scope());
      }
      rig.host.round();
    }
  }

  @Test
  void a_sandbox_that_ends_outside_is_noticed_and_settled() throws Exception {
    rig.create("{}");
    rig.jobs.cancel(rig.running().getFirst().ref(), rig.scope());

    assertThat(rig.host.sandboxes().whyGone(rig.scope()).orElseThrow())
        .contains("CANCELED")
        .contains("files");
    assertThat(rig.leases()).isEmpty();
    assertThat(rig.create("{}").text()).contains("is ready");
  }

  @Test
  void at_the_servers_end_sandboxes_go_and_kept_ones_stay_to_be_taken_over() throws Exception {
    rig.create("{}");
    rig.create("{\"name\":\"long\",\"keep\":true}");
    String kept =
        rig.leases().stream()
            .filter(lease -> lease.name().equals("long"))
            .findFirst()
            .flatMap(SandboxLease::jobId)
            .orElseThrow();
    rig.close();

    rig = new SandboxRig(hub.endpoint(), home, "CLAUDE_CODE_SESSION_ID", "s-2");
    assertThat(rig.running()).extracting(job -> job.ref().id()).containsExactly(kept);
    assertThat(rig.call("sandbox_status", "{}").text()).contains("Kept from earlier");
    rig.host.round();
    assertThat(rig.running()).hasSize(1);

    assertThat(rig.create("{\"name\":\"long\"}").text()).contains("already running").contains(kept);
    assertThat(rig.leases().getFirst().session()).contains("s-2");
    rig.call("sandbox_destroy", "{}");
    assertThat(rig.running()).isEmpty();
  }

  @Test
  void what_a_dead_server_left_is_shown_and_swept_by_the_next() throws Exception {
    rig.create("{}");
    orphan();

    try (var next = new SandboxRig(hub.endpoint(), home)) {
      assertThat(next.call("sandbox_status", "{}").text()).contains("Left behind");
      assertThat(next.host.sweep(true).lines().getFirst()).contains("would end `main`");
      assertThat(next.running()).hasSize(1);

      next.host.round();

      assertThat(next.running()).isEmpty();
      assertThat(next.leases()).isEmpty();
      assertThat(next.host.sweep(false).lines()).containsExactly("no sandbox was left behind");
    }
  }

  @Test
  void orphans_can_be_destroyed_by_hand() throws Exception {
    rig.create("{}");
    orphan();
    try (var next = new SandboxRig(hub.endpoint(), home)) {
      ToolResult result = next.call("sandbox_destroy", "{\"orphans\":true}");
      assertThat(result.text()).contains("Destroyed `main`").contains("CANCELED");
      assertThat(next.running()).isEmpty();
    }
  }

  /// As if the process that answers for the leases had been killed.
  private void orphan() throws Exception {
    SandboxLeases leases = SandboxLeases.of(rig.settings);
    for (SandboxLease lease : leases.all()) {
      leases.write(lease.heldBy(Optional.of(new LeaseHolder(1, 1))));
    }
  }

  @Test
  void a_lease_without_a_file_is_swept_by_its_label_once_it_expired() throws Exception {
    rig.create("{}");
    SandboxLeases leases = SandboxLeases.of(rig.settings);
    leases.remove(leases.all().getFirst().nonce());
    try (var next = new SandboxRig(hub.endpoint(), home.resolve("elsewhere"))) {
      next.host.round();
      assertThat(next.running()).as("not expired").hasSize(1);
      next.clock.advance(Duration.ofMinutes(40));
      next.host.round();
      assertThat(next.running()).isEmpty();
    }
  }

  @Test
  void files_of_an_ended_sandbox_are_gone_from_the_embedded_hub() throws Exception {
    rig.create("{}");
    String id = rig.running().getFirst().ref().id();
    Path work = root.resolve(".hub/jobs/" + id + "/work");
    assertThat(work).exists();
    rig.call("sandbox_destroy", "{}");
    for (int i = 0; i < 500 && Files.exists(work); i++) {
      Thread.sleep(10);
    }
    assertThat(work).doesNotExist();
  }

  @Test
  void a_command_left_running_is_use_and_its_end_is_not() throws Exception {
    rig.create("{}");
    SandboxClient sandbox = rig.host.sandboxes().current(rig.scope());
    var spec =
        new CommandSpec(
            List.of("sleep", "600"),
            "/app",
            Map.of(),
            Duration.ZERO,
            Duration.ofSeconds(1),
            Optional.empty());
    sandbox.commands().start("training", spec, rig.scope());
    for (int i = 0; i < 500 && !sandbox.commands().anyRuns(rig.scope()); i++) {
      Thread.sleep(10);
    }
    for (int i = 0; i < 3; i++) {
      rig.clock.advance(Duration.ofMinutes(31));
      rig.host.round();
    }
    assertThat(rig.running()).hasSize(1);

    sandbox.commands().kill("training", Duration.ofSeconds(1), rig.scope());
    rig.clock.advance(Duration.ofMinutes(31));
    rig.host.round();
    assertThat(rig.running()).isEmpty();
  }
}

package dev.mlintern.tools.sandbox;

import static dev.mlintern.tools.sandbox.Answers.failed;
import static dev.mlintern.tools.sandbox.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.policy.Charge;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.Usd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our own records cannot be written, as on a full disk: then no machine is asked for, or it is
/// ended, and nothing is spent that no ledger knows of. A file stands where a folder of records
/// should: that stops root, too.
class SandboxRecordFaultsTest {
  private static final String LEASES = "sandboxes";
  private static final String LEDGER = "ledger";
  private static final String SUBMISSION = "POST /api/jobs/local";

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
  void without_a_lease_no_machine_is_asked_for() throws Exception {
    block(LEASES);

    failed(rig.create("{}"), "lease cannot be written", "state/sandboxes", "ML_INTERN_HOME");

    assertThat(hub.submissions()).isZero();
    assertThat(rig.charges()).extracting(Charge::state).containsExactly(Charge.State.RELEASED);
  }

  @Test
  void without_a_ledger_entry_no_machine_is_asked_for() throws Exception {
    block(LEDGER);

    failed(rig.create("{}"), "nothing was done", "cannot be written down", "ML_INTERN_HOME");

    assertThat(hub.submissions()).isZero();
    assertThat(rig.leases()).isEmpty();
  }

  @Test
  void a_sandbox_is_destroyed_although_nothing_can_be_written_down() throws Exception {
    ok(rig.create("{}"), "is ready");
    block(LEASES);
    block(LEDGER);
    block("audit.jsonl");
    Files.delete(folder("audit.jsonl"));
    Files.createDirectory(folder("audit.jsonl"));

    ok(rig.call("sandbox_destroy", "{}"), "CANCELED");

    assertThat(hub.stage).isEqualTo("CANCELED");
  }

  @Test
  void a_machine_whose_lease_cannot_be_completed_is_cancelled() throws Exception {
    when(SUBMISSION, () -> block(LEASES));

    failed(
        rig.create("{}"), "did not come up", "lease cannot be written", TroubledHub.ID, "CANCELED");

    assertThat(hub.stage).isEqualTo("CANCELED");
    assertThat(rig.charges()).extracting(Charge::state).containsExactly(Charge.State.SETTLED);
  }

  @Test
  void a_machine_the_ledger_cannot_name_is_cancelled() throws Exception {
    when(SUBMISSION, () -> block(LEDGER));

    failed(rig.create("{}"), "did not come up", "state/ledger", TroubledHub.ID, "CANCELED");

    assertThat(hub.stage).isEqualTo("CANCELED");
    assertThat(rig.leases()).isEmpty();
  }

  @Test
  void a_machine_that_is_ready_but_cannot_be_written_down_is_cancelled() throws Exception {
    when("GET /x--49983.y/v1/processes", () -> block(LEASES));

    failed(rig.create("{}"), "did not come up", "lease cannot be written", "CANCELED");

    assertThat(hub.stage).isEqualTo("CANCELED");
  }

  @Test
  void an_ending_that_failed_is_repeated_although_it_could_not_be_written_down() throws Exception {
    hub.cancelStatus = 500;
    when(SUBMISSION, () -> block(LEASES));
    failed(rig.create("{}"), "COULD NOT BE ENDED", TroubledHub.ID);

    hub.cancelStatus = 200;
    rig.host.round();

    assertThat(hub.stage).isEqualTo("CANCELED");
    long cancelled = hub.cancellations();
    rig.host.round();
    assertThat(hub.cancellations()).as("it is over").isEqualTo(cancelled);
  }

  @Test
  void a_destruction_is_repeated_although_it_could_not_be_written_down() throws Exception {
    ok(rig.create("{}"), "is ready");
    block(LEASES);
    hub.cancelStatus = 500;
    failed(rig.call("sandbox_destroy", "{}"), "NOT destroyed", "COULD NOT BE ENDED");

    hub.cancelStatus = 200;
    rig.host.round();

    assertThat(hub.stage).isEqualTo("CANCELED");
  }

  @Test
  void a_server_that_ends_meanwhile_says_that_something_is_left() throws Exception {
    ok(rig.create("{}"), "is ready");
    block(LEASES);
    hub.cancelStatus = 500;
    failed(rig.call("sandbox_destroy", "{}"), "NOT destroyed");

    assertThat(rig.host.close(Duration.ofSeconds(5))).isFalse();
  }

  @Test
  void what_cannot_be_promised_is_not_promised() throws Exception {
    ok(rig.create("{}"), "is ready");
    block(LEASES);

    failed(rig.create("{\"keep\":true}"), "keep", "cannot be written", "as it was");

    unblock(LEASES);
    assertThat(rig.leases()).extracting(SandboxLease::keep).containsExactly(false);
    ok(rig.create("{\"keep\":true}"), "already running");
    assertThat(rig.leases()).extracting(SandboxLease::keep).containsExactly(true);
  }

  @Test
  void a_renewal_that_cannot_be_written_down_ends_nothing() throws Exception {
    ok(rig.create("{\"idle_timeout\":\"10m\"}"), "is ready");
    block(LEASES);
    rig.clock.advance(Duration.ofMinutes(9));
    rig.host.sandboxes().current(rig.scope());
    rig.clock.advance(Duration.ofMinutes(9));
    rig.host.round();
    assertThat(hub.stage).isEqualTo("RUNNING");

    rig.clock.advance(Duration.ofMinutes(2));
    rig.host.round();
    assertThat(hub.stage).isEqualTo("CANCELED");
  }

  @Test
  void an_hour_the_ledger_cannot_hold_is_not_begun_within_a_cap() throws Exception {
    capped("10");
    ok(rig.create("{\"hardware\":\"t4-small\"}"), "is ready");
    block(LEDGER);
    use(Duration.ofMinutes(58));
    assertThat(hub.stage).as("this hour is paid for").isEqualTo("RUNNING");

    use(Duration.ofMinutes(4));

    assertThat(hub.stage).isEqualTo("CANCELED");
    assertThatThrownBy(() -> rig.host.sandboxes().current(rig.scope()))
        .hasMessageContaining("its next hour cannot be entered in the ledger");
  }

  @Test
  void an_hour_is_begun_once_the_ledger_can_hold_it() throws Exception {
    capped("10");
    ok(rig.create("{\"hardware\":\"t4-small\"}"), "is ready");
    block(LEDGER);
    use(Duration.ofMinutes(58));
    unblock(LEDGER);
    use(Duration.ofMinutes(4));

    assertThat(hub.stage).isEqualTo("RUNNING");
    assertThat(rig.charges().getLast().usd()).isGreaterThan(new Usd(800_000));
  }

  @Test
  void without_a_cap_the_ledger_is_a_record_and_the_sandbox_goes_on() throws Exception {
    ok(rig.create("{\"hardware\":\"t4-small\"}"), "is ready");
    block(LEDGER);
    use(Duration.ofMinutes(70));
    assertThat(hub.stage).isEqualTo("RUNNING");
  }

  @Test
  void a_kept_sandbox_that_no_ledger_can_hold_stays_as_it_was() throws Exception {
    ok(rig.create("{\"name\":\"long\",\"keep\":true}"), "is ready");
    rig.close();
    rig = new SandboxRig(hub.address(), home, Duration.ofMillis(300));
    List<SandboxLease> before = rig.leases();
    // The gate has entered the call; what it starts cannot be entered any more.
    when("GET /x--49983.y/v1/processes", () -> block(LEDGER));

    failed(rig.create("{\"name\":\"long\"}"), "was not taken over", "cannot be written down");

    assertThat(rig.leases()).isEqualTo(before);
    assertThat(before.getFirst().holder()).isEmpty();
    assertThat(hub.stage).isEqualTo("RUNNING");
    unblock(LEDGER);
    hub.heard = _ -> {};
    ok(rig.create("{\"name\":\"long\"}"), "already running");
  }

  @Test
  void a_damaged_lease_hides_no_other() throws Exception {
    ok(rig.create("{}"), "is ready");
    Path leases = folder(LEASES);
    Files.write(leases.resolve("0".repeat(32) + ".json"), new byte[] {'{', (byte) 0xFF});
    Files.createDirectory(leases.resolve("1".repeat(32) + ".json"));
    Files.writeString(
        leases.resolve("2".repeat(32) + ".json"),
        Files.readString(leases.resolve(rig.leases().getFirst().nonce() + ".json"))
            .replaceFirst("\"ends\":\\d+", "\"ends\":9223372036854775807"));
    Files.createFile(leases.resolve("3".repeat(32) + ".json"));

    assertThat(rig.leases()).hasSize(1);
    ok(rig.call("sandbox_status", "{}"), "RUNNING");
    ok(rig.call("sandbox_destroy", "{\"all\":true}"), "CANCELED");
  }

  @Test
  void a_lease_with_an_old_label_that_the_disk_lost_is_no_left_over_of_ours() throws Exception {
    ok(rig.create("{\"idle_timeout\":\"10m\"}"), "is ready");
    Files.delete(folder(LEASES).resolve(rig.leases().getFirst().nonce() + ".json"));
    rig.clock.advance(Duration.ofMinutes(9));
    rig.host.sandboxes().current(rig.scope());
    rig.clock.advance(Duration.ofMinutes(9));

    ok(rig.call("sandbox_destroy", "{\"orphans\":true}"), "Nothing to destroy");
  }

  @Test
  void a_lease_that_another_ended_while_the_hub_took_its_time_is_not_written_anew()
      throws Exception {
    ok(rig.create("{\"keep\":true}"), "is ready");
    rig.close();
    Path lease = folder(LEASES).resolve(rig.leases().getFirst().nonce() + ".json");
    Files.writeString(lease, Files.readString(lease).replace("\"ready\"", "\"ending\""));
    rig = new SandboxRig(hub.address(), home, Duration.ofMillis(300));
    when(
        "GET /api/whoami-v2",
        () -> {
          try {
            Files.delete(lease);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });

    assertThat(rig.host.sweep(false).lines()).containsExactly("no sandbox was left behind");

    assertThat(lease).doesNotExist();
    assertThat(hub.cancellations()).isZero();
  }

  private void capped(String usd) {
    rig.close();
    rig =
        new SandboxRig(
            hub.address(),
            home,
            Duration.ofMillis(300),
            "ML_INTERN_YOLO",
            "1",
            "ML_INTERN_YOLO_CAP_USD",
            usd);
  }

  private void use(Duration time) {
    for (long minute = 0; minute < time.toMinutes(); minute += 2) {
      rig.clock.advance(Duration.ofMinutes(2));
      if (hub.stage.equals("RUNNING")) {
        rig.host.sandboxes().current(rig.scope());
      }
      rig.host.round();
    }
  }

  private void when(String request, Runnable happens) {
    hub.heard =
        heard -> {
          if (heard.equals(request)) {
            hub.heard = _ -> {};
            happens.run();
          }
        };
  }

  private Path folder(String name) {
    return rig.settings.stateDirectory().resolve(name);
  }

  private void block(String name) {
    try {
      Path folder = folder(name);
      if (Files.exists(folder)) {
        Files.move(folder, folder(name + ".away"));
      } else {
        Files.createDirectories(folder.getParent());
      }
      Files.createFile(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void unblock(String name) throws IOException {
    Files.delete(folder(name));
    Files.move(folder(name + ".away"), folder(name));
  }
}

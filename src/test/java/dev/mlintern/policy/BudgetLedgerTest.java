package dev.mlintern.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetLedgerTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Optional<Usd> CAP = Optional.of(usd(5));

  @TempDir Path home;

  @Test
  void holds_money_up_to_and_including_the_cap() throws IOException {
    var ledger = ledger("s");

    assertThat(reserve(ledger, "t1", "3.00")).isInstanceOf(Reservation.Held.class);
    assertThat(reserve(ledger, "t2", "2.01")).isEqualTo(new Reservation.OverCap(usd(2.00)));
    assertThat(reserve(ledger, "t2", "2.00"))
        .isEqualTo(new Reservation.Held("t2", Optional.of(usd(0.00))));
    assertThat(ledger.spent()).isEqualTo(usd(5));
  }

  @Test
  void asking_again_for_the_same_call_replaces_the_amount() throws IOException {
    var ledger = ledger("s");
    reserve(ledger, "t1", "3.00");
    reserve(ledger, "t1", "4.00");

    assertThat(ledger.spent()).isEqualTo(usd(4));
  }

  @Test
  void a_settled_call_counts_what_it_cost_and_its_id_is_not_used_again() throws IOException {
    var ledger = ledger("s");
    reserve(ledger, "t1", "3.00");
    ledger.start(Optional.of("t1"), "run", usd(3.00), CAP, NOW.plusSeconds(7200));
    ledger.settle("t1", usd(0.25));
    reserve(ledger, "t1", "1.00");

    assertThat(ledger.spent()).isEqualTo(usd(1.25));
    assertThat(ledger.charges()).extracting(Charge::id).containsExactly("t1", "t1#2");
  }

  @Test
  void a_call_that_failed_before_it_cost_anything_gives_its_money_back() throws IOException {
    var ledger = ledger("s");
    reserve(ledger, "t1", "3.00");
    ledger.release("t1");

    assertThat(ledger.spent()).isEqualTo(Usd.ZERO);
  }

  @Test
  void a_started_machine_is_remembered_with_where_it_runs() throws IOException {
    var ledger = ledger("s");
    ledger.start(Optional.empty(), "run on t4-small", usd(0.2), CAP, NOW.plusSeconds(1));
    var machine =
        new Charge.Machine("687fb7", "my-org", "https://huggingface.co/jobs/my-org/687fb7");
    ledger.started("call-1", machine);

    assertThat(BudgetLedger.mayRun(settings(), CLOCK))
        .singleElement()
        .satisfies(charge -> assertThat(charge.machine()).contains(machine));
    Clock later = Clock.fixed(NOW.plusSeconds(2), ZoneOffset.UTC);
    assertThat(BudgetLedger.mayRun(settings(), later)).isEmpty();
  }

  @Test
  void sessions_have_ledgers_of_their_own_whatever_their_name() throws IOException {
    reserve(ledger("a"), "t", "5");
    assertThat(reserve(ledger("../../a"), "t", "5")).isInstanceOf(Reservation.Held.class);
    assertThat(reserve(ledger("a/b\n"), "t", "5")).isInstanceOf(Reservation.Held.class);

    try (var files = Files.walk(home)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(
              file ->
                  assertThat(Files.getPosixFilePermissions(file))
                      .isEqualTo(PosixFilePermissions.fromString("rw-------")))
          .allSatisfy(file -> assertThat(file.getParent()).isEqualTo(home.resolve("ledger")));
    }
  }

  @Test
  void parallel_calls_never_pass_the_cap_together() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      var calls = new ArrayList<Callable<Reservation>>();
      for (int i = 0; i < 40; i++) {
        String id = "t" + i;
        calls.add(() -> reserve(ledger("s"), id, "0.5"));
      }
      int held = 0;
      for (var call : threads.invokeAll(calls)) {
        held += call.get() instanceof Reservation.Held ? 1 : 0;
      }
      assertThat(held).isEqualTo(10);
    }
    assertThat(ledger("s").spent()).isEqualTo(usd(5));
  }

  @Test
  void a_damaged_ledger_is_an_error() throws IOException {
    reserve(ledger("s"), "t1", "1");
    Path file = home.resolve("ledger/s.json");
    Files.writeString(file, Files.readString(file).replace("\"usd_micros\":1", "\"usd_micros\":"));

    assertThatThrownBy(() -> reserve(ledger("s"), "t2", "1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  /// Real processes that reserve, killed at random moments: the ledger holds every reservation that
  /// was confirmed, and at most one more for each process.
  @Test
  void processes_killed_at_any_moment_lose_nothing() throws Exception {
    int rounds = 6;
    var confirmed = new ArrayList<String>();
    var random = new Random();
    for (int round = 0; round < rounds; round++) {
      Path said = home.resolve("round" + round);
      Process process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElse("java"),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LedgerWriter.class.getName(),
                  home.toString(),
                  "round" + round)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      while (process.isAlive() && Files.size(said) == 0) {
        Thread.sleep(5);
      }
      Thread.sleep(random.nextInt(60));
      process.destroyForcibly().waitFor();
      Files.readString(said).lines().filter(line -> line.endsWith("!")).forEach(confirmed::add);
    }

    List<String> ids = ledger("s").charges().stream().map(charge -> charge.id() + "!").toList();
    assertThat(confirmed).hasSizeGreaterThan(rounds);
    assertThat(ids).containsAll(confirmed).doesNotHaveDuplicates();
    assertThat(ids.size()).isBetween(confirmed.size(), confirmed.size() + rounds);
    assertThat(reserve(ledger("s"), "after", "0.01")).isInstanceOf(Reservation.Held.class);
  }

  /// Reserves until it is killed; says each charge only after it is in the ledger.
  static final class LedgerWriter {
    private LedgerWriter() {}

    public static void main(String[] args) throws IOException {
      var ledger =
          BudgetLedger.of(
              Settings.of(Map.of("ML_INTERN_HOME", args[0]), Path.of(args[0])),
              Optional.of("s"),
              Clock.systemUTC());
      for (int i = 0; ; i++) {
        String id = args[1] + "-" + i;
        ledger.reserve(Optional.of(id), "run", usd(0.001), Optional.empty());
        System.out.println(id + "!");
      }
    }
  }

  private Settings settings() {
    return Settings.of(Map.of("ML_INTERN_HOME", home.toString()), home);
  }

  private BudgetLedger ledger(String session) {
    return BudgetLedger.of(settings(), Optional.of(session), CLOCK);
  }

  private static Reservation reserve(BudgetLedger ledger, String call, String usd)
      throws IOException {
    return ledger.reserve(Optional.of(call), "run", Usd.parse(usd).orElseThrow(), CAP);
  }

  private static Usd usd(double dollars) {
    return Usd.of(dollars).orElseThrow();
  }
}

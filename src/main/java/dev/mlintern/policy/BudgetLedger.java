package dev.mlintern.policy;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonValue;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What one session has been allowed to spend, spends and has spent: `ledger/<session>.json` in the
/// state folder.
///
/// The approval hook reserves, the server runs and settles; they and parallel sessions are separate
/// processes, so every change happens under a file lock, and the file is replaced whole: a process
/// killed at any point leaves the ledger before or after its change. A ledger that cannot be read
/// is never taken for an empty one.
public final class BudgetLedger {
  private static final Duration LOCK_WAIT = Duration.ofSeconds(2);
  private static final String SUFFIX = ".json";

  private final Path file;
  private final Clock clock;

  private BudgetLedger(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /// The ledger of a session; calls without a session share one.
  public static BudgetLedger of(Settings settings, Optional<String> session, Clock clock) {
    String name = session.map(SessionId::fileName).orElse("unknown-session");
    return new BudgetLedger(folder(settings).resolve(name + SUFFIX), clock);
  }

  /// Charges of all sessions whose machine may still be running.
  public static List<Charge> mayRun(Settings settings, Clock clock) throws IOException {
    var running = new ArrayList<Charge>();
    if (!Files.isDirectory(folder(settings))) {
      return running;
    }
    try (var files = Files.newDirectoryStream(folder(settings), "*" + SUFFIX)) {
      for (Path file : files) {
        for (Charge charge : new BudgetLedger(file, clock).charges()) {
          if (charge.mayRun(clock.instant())) {
            running.add(charge);
          }
        }
      }
    }
    return running;
  }

  private static Path folder(Settings settings) {
    return settings.stateDirectory().resolve("ledger");
  }

  /// All charges, oldest first.
  ///
  /// @throws IOException when the ledger is there but cannot be read
  public List<Charge> charges() throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (NoSuchFileException _) {
      return List.of();
    } catch (JsonException | IllegalArgumentException e) {
      throw new IOException("the budget ledger " + file + " is damaged: " + e.getMessage(), e);
    }
  }

  /// Money held or spent so far.
  public Usd spent() throws IOException {
    return sum(charges());
  }

  /// Holds `usd` for a call if the cap leaves room for it. Asking again for the same call while it
  /// is only reserved replaces the amount.
  ///
  /// @param call the client's id of the call; without one, a new charge each time
  public Reservation reserve(Optional<String> call, String what, Usd usd, Optional<Usd> capUsd)
      throws IOException {
    return enter(call, what, usd, capUsd, Charge.State.RESERVED, Optional.empty());
  }

  /// Turns a call's reservation into a running charge, or makes one when no hook reserved before:
  /// what the server does before it submits.
  ///
  /// @param ends when the machine must have ended at the latest
  public Reservation start(
      Optional<String> call, String what, Usd usd, Optional<Usd> capUsd, Instant ends)
      throws IOException {
    return enter(call, what, usd, capUsd, Charge.State.RUNNING, Optional.of(ends));
  }

  /// Remembers what a charge started.
  public void started(String id, Charge.Machine machine) throws IOException {
    change(
        id,
        charge ->
            new Charge(
                id,
                Charge.State.RUNNING,
                charge.what(),
                charge.usd(),
                clock.instant(),
                charge.ends(),
                Optional.of(machine)));
  }

  /// Holds the money for longer, or more of it: a sandbox going into its next hour.
  public void extend(String id, Usd usd, Instant ends) throws IOException {
    change(
        id,
        charge ->
            new Charge(
                id,
                charge.state(),
                charge.what(),
                usd,
                clock.instant(),
                Optional.of(ends),
                charge.machine()));
  }

  /// Replaces what was held by what it cost.
  public void settle(String id, Usd usd) throws IOException {
    change(id, charge -> closed(charge, Charge.State.SETTLED, usd));
  }

  /// Gives back what was held: the call failed before it could cost anything.
  public void release(String id) throws IOException {
    change(id, charge -> closed(charge, Charge.State.RELEASED, Usd.ZERO));
  }

  private Charge closed(Charge charge, Charge.State state, Usd usd) {
    return new Charge(
        charge.id(), state, charge.what(), usd, clock.instant(), charge.ends(), charge.machine());
  }

  private Reservation enter(
      Optional<String> call,
      String what,
      Usd usd,
      Optional<Usd> capUsd,
      Charge.State state,
      Optional<Instant> ends)
      throws IOException {
    try (var _ = FileMutex.acquire(file, LOCK_WAIT)) {
      var charges = new ArrayList<>(charges());
      String id = call.orElse("call-" + (charges.size() + 1));
      Optional<Charge> earlier = find(charges, id);
      if (earlier.filter(charge -> charge.state() != Charge.State.RESERVED).isPresent()) {
        id = id + "#" + (charges.size() + 1);
        earlier = Optional.empty();
      }
      earlier.ifPresent(charges::remove);
      Usd spent = sum(charges);
      if (capUsd.isPresent() && spent.plus(usd).isMoreThan(capUsd.get())) {
        return new Reservation.OverCap(capUsd.get().minus(spent));
      }
      charges.add(new Charge(id, state, what, usd, clock.instant(), ends, Optional.empty()));
      write(charges);
      return new Reservation.Held(id, capUsd.map(cap -> cap.minus(spent).minus(usd)));
    }
  }

  private void change(String id, UnaryOperator<Charge> change) throws IOException {
    try (var _ = FileMutex.acquire(file, LOCK_WAIT)) {
      var charges = new ArrayList<>(charges());
      Charge charge =
          find(charges, id).orElseThrow(() -> new IOException("no charge " + id + " in " + file));
      charges.set(charges.indexOf(charge), change.apply(charge));
      write(charges);
    }
  }

  private void write(List<Charge> charges) throws IOException {
    var entries = new ArrayList<JsonValue>();
    for (Charge charge : charges) {
      entries.add(charge.toJson());
    }
    StateFiles.replace(
        file, JsonObject.builder().put("charges", new JsonArray(entries)).build().toJson());
  }

  private static List<Charge> parse(String text) {
    var charges = new ArrayList<Charge>();
    JsonArray entries =
        JsonReader.readObject(text)
            .array("charges")
            .orElseThrow(() -> new IllegalArgumentException("no charges"));
    for (JsonValue entry : entries) {
      if (!(entry instanceof JsonObject object)) {
        throw new IllegalArgumentException("a charge is not an object");
      }
      charges.add(Charge.fromJson(object));
    }
    return charges;
  }

  private static Optional<Charge> find(List<Charge> charges, String id) {
    for (Charge charge : charges) {
      if (charge.id().equals(id)) {
        return Optional.of(charge);
      }
    }
    return Optional.empty();
  }

  private static Usd sum(List<Charge> charges) {
    Usd sum = Usd.ZERO;
    for (Charge charge : charges) {
      sum = sum.plus(charge.usd());
    }
    return sum;
  }
}

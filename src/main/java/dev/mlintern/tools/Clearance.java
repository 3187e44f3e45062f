package dev.mlintern.tools;

import dev.mlintern.policy.BudgetLedger;
import dev.mlintern.policy.Charge;
import dev.mlintern.policy.Usd;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// What the [Gate] lets one call do, with the money held for it in the session's ledger.
///
/// A tool that starts a machine says [#submitting] right before it asks the Hub for one, then
/// [#started], or [#release] when the Hub refused; whoever learns that the machine has ended
/// settles the charge in the ledger. A call that ends without having said [#submitting] started
/// nothing: its money is given back by itself. After [#submitting] nothing is given back unasked,
/// because the machine may be running.
///
/// For the thread of the call.
public final class Clearance implements AutoCloseable {
  /// Of a call that spends nothing.
  public static final Clearance NOTHING_TO_SPEND =
      new Clearance(Optional.empty(), Optional.empty(), Optional.empty());

  private final Optional<BudgetLedger> ledger;
  private final Optional<String> session;
  private final Optional<String> chargeId;

  /// Whether what becomes of the money is no longer for [#close] to say.
  private boolean decided;

  private Clearance(
      Optional<BudgetLedger> ledger, Optional<String> session, Optional<String> chargeId) {
    this.ledger = Objects.requireNonNull(ledger, "ledger");
    this.session = Objects.requireNonNull(session, "session");
    this.chargeId = Objects.requireNonNull(chargeId, "chargeId");
  }

  static Clearance of(BudgetLedger ledger, Optional<String> session, Optional<String> chargeId) {
    return new Clearance(Optional.of(ledger), session, chargeId);
  }

  /// The session whose ledger the charge is in.
  public Optional<String> session() {
    return session;
  }

  /// The charge, when the call may start something that costs money.
  public Optional<String> chargeId() {
    return chargeId;
  }

  /// From now on a machine may be running.
  public void submitting() {
    decided = true;
  }

  /// Remembers what was started.
  public void started(Charge.Machine machine) throws IOException {
    decided = true;
    change((ledger, id) -> ledger.started(id, machine));
  }

  /// Holds another amount, until another time: price or timeout turned out otherwise.
  public void extend(Usd usd, Instant ends) throws IOException {
    change((ledger, id) -> ledger.extend(id, usd, ends));
  }

  /// Gives the money back: it is certain that nothing was started.
  public void release() throws IOException {
    change(BudgetLedger::release);
    decided = true;
  }

  /// Ends the call; see above.
  @Override
  public void close() {
    if (decided) {
      return;
    }
    try {
      release();
    } catch (IOException e) {
      // The money stays held, which is the safe side.
      LoggerFactory.getLogger(Clearance.class).warn("a charge could not be given back", e);
    }
  }

  @FunctionalInterface
  private interface Change {
    void make(BudgetLedger ledger, String chargeId) throws IOException;
  }

  private void change(Change change) throws IOException {
    if (ledger.isPresent() && chargeId.isPresent()) {
      LedgerThread.call(
          () -> {
            change.make(ledger.get(), chargeId.get());
            return null;
          });
    }
  }
}

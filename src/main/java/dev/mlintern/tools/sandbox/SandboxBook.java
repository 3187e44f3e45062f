package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// The sandboxes this server answers for, and which of them the tools work in. Thread-safe.
final class SandboxBook implements Sandboxes {
  private final SandboxWorld world;
  private final SandboxEnd end;
  private final Map<String, LiveSandbox> live = new LinkedHashMap<>();

  /// Calls under way, by identity.
  private final Map<CallScope, Use> uses = new IdentityHashMap<>();

  private Optional<String> current = Optional.empty();
  private int starting;
  private Optional<String> lastEnd = Optional.empty();

  /// @param until when the call is over at the latest
  private record Use(String nonce, Instant until) {}

  SandboxBook(SandboxWorld world, SandboxEnd end) {
    this.world = world;
    this.end = end;
  }

  @Override
  public SandboxClient current(CallScope scope) {
    return world.client(use(scope));
  }

  @Override
  public synchronized void over(CallScope scope) {
    Use use = uses.remove(scope);
    if (use == null || !live.containsKey(use.nonce())) {
      return;
    }
    Instant now = world.now();
    Instant busy =
        uses.values().stream()
            .filter(other -> other.nonce().equals(use.nonce()))
            .map(Use::until)
            .filter(now::isBefore)
            .max(Comparator.naturalOrder())
            .orElse(now);
    LiveSandbox sandbox = live.get(use.nonce());
    SandboxLease lease = sandbox.lease();
    live.put(use.nonce(), sandbox.with(lease.expiring(busy.plus(lease.idle()))));
  }

  @Override
  public boolean hasCurrent() {
    return current().isPresent();
  }

  /// Renews the current one's lease in memory; the keeper carries it to disk and label.
  private synchronized LiveSandbox use(CallScope scope) {
    LiveSandbox sandbox = current.map(live::get).orElseThrow(this::none);
    Duration time = scope.remaining();
    LiveSandbox used = sandbox.with(sandbox.lease().usedAt(world.now(), time));
    live.put(used.lease().nonce(), used);
    uses.put(scope, new Use(used.lease().nonce(), world.now().plus(time)));
    return used;
  }

  private ToolFailure none() {
    if (starting > 0) {
      return new ToolFailure(
          "The sandbox is still starting: wait for the answer of sandbox_create, then repeat this"
              + " call.");
    }
    return new ToolFailure(
        lastEnd.map(end -> end + " ").orElse("No sandbox is running. ")
            + "Call sandbox_create, then repeat this call.");
  }

  @Override
  public Optional<String> whyGone(CallScope scope) {
    Optional<LiveSandbox> sandbox = current();
    if (sandbox.isEmpty()) {
      return lastEnd();
    }
    SandboxLease lease = sandbox.get().lease();
    Job job;
    try {
      job = world.jobs().inspect(world.job(lease).orElseThrow(), scope);
    } catch (HubException | HttpFailure _) {
      return Optional.empty();
    }
    return job.stage().isFinal() ? Optional.of(endedByItself(lease, job)) : Optional.empty();
  }

  /// Settles and drops a sandbox whose job has ended without us.
  String endedByItself(SandboxLease lease, Job job) {
    String how =
        "Sandbox `"
            + lease.name()
            + "` is gone, its files with it: "
            + end.ended(lease, job).words()
            + job.status().message().map(why -> " (" + ForeignText.oneLine(why) + ")").orElse("")
            + ".";
    drop(lease, how);
    return how;
  }

  private synchronized Optional<String> lastEnd() {
    return lastEnd;
  }

  synchronized void starts() {
    starting++;
  }

  synchronized void startEnded() {
    starting--;
  }

  /// Enters a sandbox and makes it the one the tools work in.
  synchronized void enter(LiveSandbox sandbox) {
    live.put(sandbox.lease().nonce(), sandbox);
    current = Optional.of(sandbox.lease().nonce());
  }

  /// Makes one of them the one the tools work in.
  synchronized void select(LiveSandbox sandbox) {
    current = Optional.of(sandbox.lease().nonce());
  }

  synchronized Optional<LiveSandbox> named(String name) {
    return live.values().stream().filter(one -> one.lease().name().equals(name)).findFirst();
  }

  synchronized Optional<LiveSandbox> current() {
    return current.map(live::get);
  }

  synchronized List<LiveSandbox> all() {
    return List.copyOf(live.values());
  }

  /// Takes note that it is over or about to be.
  ///
  /// @param how a sentence for whoever wants to work in it next
  synchronized void drop(SandboxLease lease, String how) {
    live.remove(lease.nonce());
    if (current.filter(lease.nonce()::equals).isPresent()) {
      lastEnd = Optional.of(how);
      current = Optional.empty();
      if (!live.isEmpty()) {
        lastEnd =
            Optional.of(
                how
                    + " Others still run (sandbox_create with the `name` of one goes on there: "
                    + String.join(
                        ", ", live.values().stream().map(one -> one.lease().name()).toList())
                    + ").");
      }
    }
  }

  /// Changes a lease here, and on disk where that goes: a renewal the disk does not know of makes
  /// others end it sooner, never later.
  synchronized void update(SandboxLease lease) {
    live.computeIfPresent(lease.nonce(), (_, sandbox) -> sandbox.with(lease));
    try {
      world.leases().write(lease);
    } catch (IOException e) {
      LoggerFactory.getLogger(SandboxBook.class).warn("a lease could not be written", e);
    }
  }

  /// Changes a lease on disk and then here: what is promised outlives this server.
  ///
  /// @throws IOException when it cannot be written; then it is as it was
  synchronized void promise(SandboxLease lease) throws IOException {
    world.leases().write(lease);
    live.computeIfPresent(lease.nonce(), (_, sandbox) -> sandbox.with(lease));
  }

  /// The lease as it is now.
  synchronized Optional<SandboxLease> lease(String nonce) {
    return Optional.ofNullable(live.get(nonce)).map(LiveSandbox::lease);
  }
}

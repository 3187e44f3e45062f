package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.SandboxLeases;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.SecretValues;
import dev.mlintern.tools.Tool;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Everything about sandboxes in one process: the tools, the leases it answers for, the round that
/// keeps them, and their end.
public final class SandboxHost {
  private static final BigDecimal SHORTEST_START = BigDecimal.ONE;
  private static final BigDecimal LONGEST_START = BigDecimal.valueOf(3_600);
  private static final Duration SWEEP_LIMIT = Duration.ofMinutes(2);

  private final SandboxWorld world;
  private final SandboxBook book;
  private final SandboxEnd end;
  private final SandboxSweep sweep;
  private final SandboxKeeper keeper;
  private final SandboxReport report;
  private final SandboxCreate create;
  private final SecretValues handedOut = new SecretValues();
  private final AtomicReference<CompletableFuture<Boolean>> closing = new AtomicReference<>();

  private SandboxHost(SandboxWorld world) {
    this.world = world;
    this.end = new SandboxEnd(world);
    this.book = new SandboxBook(world, end);
    this.sweep = new SandboxSweep(world, end, book);
    this.keeper = new SandboxKeeper(world, book, end, sweep);
    this.report = new SandboxReport(world, book);
    this.create =
        new SandboxCreate(world, book, new SandboxLaunch(world, end), end, keeper, handedOut);
  }

  public static SandboxHost create(Settings settings, HubClient hub) {
    BigDecimal start =
        settings
            .number(Setting.ML_INTERN_SANDBOX_START_SECONDS)
            .max(SHORTEST_START)
            .min(LONGEST_START);
    var times = SandboxTimes.usual(Duration.ofMillis(start.movePointRight(3).longValue()));
    return of(settings, hub, new HubJobs(hub), Clock.systemUTC(), times);
  }

  static SandboxHost of(
      Settings settings, HubClient hub, HubJobs jobs, Clock clock, SandboxTimes times) {
    return new SandboxHost(
        new SandboxWorld(settings, hub, jobs, SandboxLeases.of(settings), clock, times));
  }

  /// A text without the secrets that were put into sandboxes: some of them come from this machine's
  /// variables, and a command there can print them.
  public String withoutSecrets(String text) {
    return handedOut.redact(text);
  }

  /// The sandboxes that tools work in.
  public Sandboxes sandboxes() {
    return book;
  }

  public Tool createTool() {
    return create;
  }

  public Tool statusTool() {
    return new SandboxStatus(report);
  }

  public Tool destroyTool() {
    return new SandboxDestroy(world, book, end, sweep, keeper);
  }

  /// One round of the keeper, as it makes them by itself.
  void round() {
    keeper.round();
  }

  /// Starts to look after what earlier servers left, and goes on until [#close].
  public void lookAfterLeftOvers() {
    keeper.start(Duration.ZERO);
  }

  /// All sandboxes there are, for people.
  public String list() {
    return report.text(CallScope.lasting(SWEEP_LIMIT));
  }

  /// What a sweep did, a line each.
  ///
  /// @param clean whether nothing is left that should be gone, as far as is known
  public record Swept(List<String> lines, boolean clean) {
    public Swept {
      lines = List.copyOf(lines);
    }
  }

  /// Ends what nobody answers for any more.
  ///
  /// @param dryRun only says what would be ended
  public Swept sweep(boolean dryRun) {
    SandboxSweep.Found found = sweep.find(CallScope.lasting(SWEEP_LIMIT));
    var lines = new ArrayList<String>();
    boolean clean = found.trouble().isEmpty();
    for (SandboxLease lease : found.leftOvers()) {
      if (dryRun) {
        lines.add("would end `" + lease.name() + "`: " + SandboxFacts.job(lease));
        continue;
      }
      Ending ending = end.end(lease);
      clean &= !(ending instanceof Ending.StillThere);
      lines.add("`" + lease.name() + "`: " + ending.words());
    }
    found.trouble().ifPresent(why -> lines.add("not everything could be looked at: " + why));
    if (lines.isEmpty()) {
      lines.add("no sandbox was left behind");
    }
    return new Swept(lines, clean);
  }

  /// Whether any sandbox is written down in the state folder.
  public boolean hasLeases() {
    return !world.leases().isEmpty();
  }

  /// Ends every sandbox of this process that nobody asked to keep, all at once, waiting at most
  /// `limit`. What is not confirmed by then stays marked on disk for the next sweep.
  ///
  /// @return whether nothing is left to be ended
  public boolean close(Duration limit) {
    var ours = new CompletableFuture<Boolean>();
    if (!closing.compareAndSet(null, ours)) {
      // A signal while the end of the input is being dealt with: that must not be cut short.
      return closing
          .get()
          .copy()
          .completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    }
    try {
      ours.complete(closeOnce(limit));
    } finally {
      ours.complete(false);
    }
    return ours.join();
  }

  private boolean closeOnce(Duration limit) {
    keeper.stop();
    List<SandboxLease> over = new ArrayList<>(end.unfinished());
    for (LiveSandbox sandbox : book.all()) {
      SandboxLease lease = sandbox.lease();
      book.drop(lease, "The server is ending.");
      if (lease.keep()) {
        write(lease.heldBy(Optional.empty()));
      } else {
        over.add(lease);
      }
    }
    var done = new CountDownLatch(over.size());
    for (SandboxLease lease : over) {
      // Nobody's from now on: whoever sweeps need not wait for this process to be gone.
      SandboxLease ending = lease.in(SandboxLease.State.ENDING).heldBy(Optional.empty());
      write(ending);
      Thread.ofVirtual()
          .name("sandbox-end")
          .start(
              () -> {
                try {
                  end.end(ending, limit);
                } finally {
                  done.countDown();
                }
              });
    }
    try {
      boolean inTime = done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
      return inTime && end.unfinished().isEmpty() && !anyUnfinished();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// A start that was broken off may not have come to its own cleaning up.
  private boolean anyUnfinished() {
    boolean found = false;
    try {
      for (SandboxLease lease : world.leases().all()) {
        if (lease.isOurs() && world.isHere(lease)) {
          write(lease.in(SandboxLease.State.ENDING).heldBy(Optional.empty()));
          found = true;
        }
      }
    } catch (IOException _) {
      found = true;
    }
    return found;
  }

  private void write(SandboxLease lease) {
    try {
      world.leases().write(lease);
    } catch (IOException _) {
      // Its holder is dead in a moment; that says the same.
    }
  }
}

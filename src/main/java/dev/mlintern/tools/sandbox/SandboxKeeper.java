package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.policy.Charge;
import dev.mlintern.policy.Estimate;
import dev.mlintern.policy.JobTimeout;
import dev.mlintern.policy.Policy;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.Usd;
import dev.mlintern.settings.Setting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.slf4j.LoggerFactory;

/// Goes round while the server lives: renews the leases of what is used, ends what is not or is
/// past its time or its budget, repeats endings that failed, and sweeps what dead servers left.
///
/// A lease that expires is ended in the next round, so within [SandboxTimes#tick] and a request.
final class SandboxKeeper {
  /// The next hour is paid for in this time before the last one ends.
  private static final Duration AHEAD = Duration.ofMinutes(3);

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final SandboxWorld world;
  private final SandboxBook book;
  private final SandboxEnd end;
  private final SandboxSweep sweep;
  private final SandboxPulse pulse;
  private final Map<String, Instant> lastLook = new HashMap<>();
  private final Map<String, Instant> labelled = new HashMap<>();
  private final Map<String, Instant> paidUntil = new HashMap<>();
  private Instant lastSweep = Instant.MIN;
  private Thread thread;

  SandboxKeeper(SandboxWorld world, SandboxBook book, SandboxEnd end, SandboxSweep sweep) {
    this.world = world;
    this.book = book;
    this.end = end;
    this.sweep = sweep;
    this.pulse = new SandboxPulse(world);
  }

  /// Starts going round, unless it does already.
  ///
  /// @param firstAfter the wait before the first round
  synchronized void start(Duration firstAfter) {
    if (thread == null) {
      thread = Thread.ofVirtual().name("sandbox-keeper").start(() -> goRound(firstAfter));
    }
  }

  void start() {
    start(world.times().tick());
  }

  synchronized void stop() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void goRound(Duration firstAfter) {
    try {
      Thread.sleep(firstAfter);
      while (true) {
        try {
          round();
        } catch (CancellationException _) {
          return; // the server ends
        } catch (RuntimeException e) {
          LoggerFactory.getLogger(SandboxKeeper.class).warn("a round over the sandboxes failed", e);
        }
        Thread.sleep(world.times().tick());
      }
    } catch (InterruptedException _) {
      // The server ends.
    }
  }

  /// One round.
  void round() {
    for (LiveSandbox sandbox : book.all()) {
      keep(sandbox);
    }
    repeatEndings();
    if (lastSweep.plus(world.times().sweep()).isBefore(world.now())) {
      lastSweep = world.now();
      sweep.end(sweep.find(CallScope.lasting(PATIENCE)).leftOvers());
    }
  }

  private void keep(LiveSandbox sandbox) {
    SandboxLease lease = sandbox.lease();
    Instant now = world.now();
    if (!now.isBefore(lease.ends())) {
      finish(lease, "its longest life of " + length(lease.createdAt(), lease.ends()) + " is over");
    } else if (now.isAfter(lease.expires()) && !renewedByWork(sandbox)) {
      finish(lease, "it was not used for " + JobTimeout.format(lease.idle()));
    } else if (isPaid(lease) && isThere(lease)) {
      book.lease(lease.nonce()).ifPresent(this::renewOutside);
    }
  }

  private boolean renewedByWork(LiveSandbox sandbox) {
    if (!pulse.isAtWork(sandbox, CallScope.lasting(PATIENCE))) {
      // A call may have come in meanwhile.
      return book.lease(sandbox.lease().nonce())
          .filter(lease -> lease.expires().isAfter(world.now()))
          .isPresent();
    }
    book.lease(sandbox.lease().nonce())
        .ifPresent(lease -> book.update(lease.usedAt(world.now(), Duration.ZERO)));
    return true;
  }

  private void finish(SandboxLease lease, String why) {
    Ending ending = end.end(lease);
    String how =
        "Sandbox `" + lease.name() + "` was ended because " + why + ": " + ending.words() + ".";
    book.drop(lease, how);
    LoggerFactory.getLogger(SandboxKeeper.class).info(how);
  }

  /// Looks now and then whether the job still runs.
  private boolean isThere(SandboxLease lease) {
    Instant due = lastLook.getOrDefault(lease.nonce(), lease.createdAt());
    if (due.plus(world.times().heartbeat()).isAfter(world.now())) {
      return true;
    }
    lastLook.put(lease.nonce(), world.now());
    Optional<JobRef> ref = world.job(lease);
    try {
      Job job = world.jobs().inspect(ref.orElseThrow(), CallScope.lasting(PATIENCE));
      if (job.stage().isFinal()) {
        book.endedByItself(lease, job);
        return false;
      }
    } catch (HubException | HttpFailure e) {
      LoggerFactory.getLogger(SandboxKeeper.class)
          .info("sandbox {} could not be looked at: {}", lease.name(), e.getMessage());
    }
    return true;
  }

  /// Carries a renewed lease to disk and to the label others go by.
  private void renewOutside(SandboxLease lease) {
    Instant written = labelled.getOrDefault(lease.nonce(), Instant.MIN);
    if (written.plus(world.times().heartbeat()).isAfter(lease.expires())) {
      return;
    }
    book.update(lease);
    try {
      world
          .jobs()
          .relabel(
              world.job(lease).orElseThrow(),
              SandboxJob.labels(lease, world.owner()),
              CallScope.lasting(PATIENCE));
      labelled.put(lease.nonce(), lease.expires());
    } catch (HubException | HttpFailure e) {
      LoggerFactory.getLogger(SandboxKeeper.class)
          .info("the label of sandbox {} was not renewed: {}", lease.name(), e.getMessage());
    }
  }

  /// Holds the money of the next hour before the last one is over.
  ///
  /// @return false when the session's cap does not allow it, and the sandbox was ended
  private boolean isPaid(SandboxLease lease) {
    if (lease.chargeId().isEmpty() || lease.usdPerHour().isEmpty()) {
      return true;
    }
    try {
      Optional<Charge> charge =
          world.ledger(lease).charges().stream()
              .filter(one -> one.id().equals(lease.chargeId().get()))
              .findFirst();
      Instant paid = charge.flatMap(Charge::ends).orElse(Instant.MAX);
      paidUntil.put(lease.nonce(), paid);
      if (paid.minus(AHEAD).isAfter(world.now()) || !paid.isBefore(lease.ends())) {
        return true;
      }
      Instant next = min(paid.plus(Estimate.SANDBOX_WINDOW), lease.ends());
      Usd total = lease.costOf(Duration.between(lease.createdAt(), next)).orElseThrow();
      Usd more = total.minus(charge.orElseThrow().usd());
      Optional<Usd> left = Policy.of(world.settings(), world.clock()).remainingUsd(lease.session());
      if (left.filter(more::isMoreThan).isPresent()) {
        finish(
            lease,
            "its next hour ("
                + more
                + ") does not fit into what ML_INTERN_YOLO_CAP_USD leaves ("
                + left.get().asRemaining()
                + ")");
        return false;
      }
      world.ledger(lease).extend(lease.chargeId().get(), total, next);
    } catch (IOException e) {
      LoggerFactory.getLogger(SandboxKeeper.class).warn("the ledger could not be used", e);
      return lastsWithoutLedger(lease, e);
    }
    return true;
  }

  /// The hour that was entered last may go on to its end. Within a cap no other is begun that no
  /// ledger holds; without one the ledger is a record, and work is worth more.
  private boolean lastsWithoutLedger(SandboxLease lease, IOException why) {
    Instant paid =
        paidUntil.getOrDefault(lease.nonce(), lease.createdAt().plus(Estimate.SANDBOX_WINDOW));
    boolean capped =
        world.settings().flag(Setting.ML_INTERN_YOLO)
            && world.settings().explicit(Setting.ML_INTERN_YOLO_CAP_USD).isPresent();
    if (!capped || world.now().isBefore(paid)) {
      return true;
    }
    finish(
        lease,
        "its next hour cannot be entered in the ledger, so ML_INTERN_YOLO_CAP_USD could not be"
            + " kept ("
            + why
            + ")");
    return false;
  }

  /// Ours that could not be ended, and what dead processes left.
  private void repeatEndings() {
    var wanted = new LinkedHashMap<String, SandboxLease>();
    try {
      world.leases().all().stream()
          .filter(world::isHere)
          .filter(
              lease ->
                  lease.isLeftOver(world.now())
                      || lease.isOurs() && lease.state() == SandboxLease.State.ENDING)
          .forEach(lease -> wanted.put(lease.nonce(), lease));
    } catch (IOException e) {
      LoggerFactory.getLogger(SandboxKeeper.class).warn("the leases could not be read", e);
    }
    // These know the job's id also when the disk could not take it.
    end.unfinished().forEach(lease -> wanted.put(lease.nonce(), lease));
    sweep.end(List.copyOf(wanted.values()));
  }

  private static Instant min(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static String length(Instant from, Instant to) {
    return JobTimeout.format(Duration.between(from, to));
  }
}

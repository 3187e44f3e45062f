package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.LedgerThread;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/// Ends sandboxes: marks the lease, cancels the job, reads its stage back, settles the money, and
/// only then forgets the lease. Safe to repeat at any point.
final class SandboxEnd {
  /// A submission whose caller died may still be on its way for so long.
  private static final Duration LATE_SUBMISSION = Duration.ofMinutes(2);

  /// Of one ending, beyond the time the stage may take.
  private static final Duration REQUESTS = Duration.ofSeconds(20);

  private static final int NOT_FOUND = 404;

  private final SandboxWorld world;

  /// Endings to be repeated, whether or not the disk holds them.
  private final Map<String, SandboxLease> unfinished = new ConcurrentHashMap<>();

  SandboxEnd(SandboxWorld world) {
    this.world = world;
  }

  /// Ends it, in a time of its own and to the end even when the calling thread is interrupted.
  Ending end(SandboxLease lease) {
    return end(lease, REQUESTS.plus(world.times().end()));
  }

  Ending end(SandboxLease lease, Duration limit) {
    unfinished.put(lease.nonce(), lease.in(SandboxLease.State.ENDING));
    try {
      Ending ending = LedgerThread.call(() -> attempt(lease, CallScope.lasting(limit)));
      if (!(ending instanceof Ending.StillThere)) {
        unfinished.remove(lease.nonce());
      }
      return ending;
    } catch (IOException e) {
      throw new IllegalStateException(e); // attempt() throws none
    }
  }

  /// What was to be ended here and is not known to be over.
  List<SandboxLease> unfinished() {
    return List.copyOf(unfinished.values());
  }

  private Ending attempt(SandboxLease given, CallScope scope) {
    SandboxLease lease = given.in(SandboxLease.State.ENDING);
    keep(lease);
    try {
      Optional<JobRef> job = world.job(lease).or(() -> submitted(lease, scope));
      if (job.isEmpty()) {
        return noSuchJob(lease);
      }
      SandboxLease known = lease.startedAs(job.get().id());
      return awaited(known, world.jobs().cancel(job.get(), scope), scope);
    } catch (HubException e) {
      return e.status() == NOT_FOUND
          ? over(lease, "gone", Optional.empty())
          : readBack(lease, scope, e);
    } catch (HttpFailure | IllegalArgumentException e) {
      return readBack(lease, scope, e);
    }
  }

  /// The job of a submission whose answer nobody read.
  private Optional<JobRef> submitted(SandboxLease lease, CallScope scope) {
    return world
        .jobs()
        .list(lease.namespace(), List.of(), Map.of(SandboxJob.NONCE, lease.nonce()), 1, scope)
        .jobs()
        .stream()
        .map(Job::ref)
        .findFirst();
  }

  private Ending noSuchJob(SandboxLease lease) {
    if (world.now().isBefore(lease.createdAt().plus(LATE_SUBMISSION))) {
      return new Ending.StillThere(
          lease, "the Hub has no such job yet, but the submission may still be on its way.");
    }
    money(lease, Optional.empty());
    forget(lease);
    return new Ending.NeverStarted(lease);
  }

  private Ending awaited(SandboxLease lease, Job cancelled, CallScope scope) {
    Job job = cancelled;
    Instant giveUp = Instant.now().plus(world.times().end());
    while (!job.stage().isFinal() && Instant.now().isBefore(giveUp)) {
      scope.pause(world.times().healthPause());
      job = world.jobs().inspect(job.ref(), scope);
    }
    if (job.stage().isFinal()) {
      return over(lease, job.status().word(), Optional.of(job));
    }
    keep(lease);
    return new Ending.StillThere(
        lease,
        "the Hub took the cancellation, but its stage still is " + job.status().word() + ".");
  }

  /// Cancelling a job that has ended may be refused: what counts is the stage.
  private Ending readBack(SandboxLease lease, CallScope scope, RuntimeException refusal) {
    try {
      Optional<JobRef> ref = world.job(lease);
      if (ref.isPresent()) {
        Job job = world.jobs().inspect(ref.get(), scope);
        if (job.stage().isFinal()) {
          return over(lease, job.status().word(), Optional.of(job));
        }
      }
    } catch (HubException e) {
      if (e.status() == NOT_FOUND) {
        return over(lease, "gone", Optional.empty());
      }
    } catch (HttpFailure _) {
      // The first failure says it.
    }
    return new Ending.StillThere(lease, sentence(refusal.getMessage()));
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  /// Takes note of a sandbox that has ended by itself.
  Ending ended(SandboxLease lease, Job job) {
    return over(lease, job.status().word(), Optional.of(job));
  }

  private Ending over(SandboxLease lease, String stage, Optional<Job> job) {
    Optional<Usd> cost =
        lease.costOf(
            job.map(ended -> billed(ended, lease, world.now()))
                .orElse(Duration.between(lease.createdAt(), world.now())));
    money(lease, cost);
    forget(lease);
    return new Ending.Ended(lease, stage, world.isEmbedded() ? Optional.empty() : cost);
  }

  /// How long a job has been paid for: while it starts and runs, to the end when it has one.
  static Duration billed(Job job, SandboxLease lease, Instant now) {
    Instant start = job.createdAt().orElse(lease.createdAt());
    Instant end = job.finishedAt().orElse(now);
    return end.isAfter(start) ? Duration.between(start, end) : Duration.ZERO;
  }

  private void money(SandboxLease lease, Optional<Usd> cost) {
    if (lease.chargeId().isEmpty()) {
      return;
    }
    try {
      world.ledger(lease).settle(lease.chargeId().get(), cost.orElse(Usd.ZERO));
    } catch (IOException e) {
      LoggerFactory.getLogger(SandboxEnd.class)
          .warn("the cost of sandbox {} could not be written down", lease.name(), e);
    }
  }

  private void keep(SandboxLease lease) {
    try {
      world.leases().write(lease);
    } catch (IOException e) {
      // Ending it matters more than writing it down.
      LoggerFactory.getLogger(SandboxEnd.class).warn("a lease could not be written", e);
    }
  }

  private void forget(SandboxLease lease) {
    try {
      world.leases().remove(lease.nonce());
    } catch (IOException e) {
      LoggerFactory.getLogger(SandboxEnd.class).warn("a lease could not be removed", e);
    }
  }
}

package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.policy.Charge;
import dev.mlintern.policy.FileMutex;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.Clearance;
import dev.mlintern.tools.LedgerThread;
import dev.mlintern.tools.ToolFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.slf4j.LoggerFactory;

/// Takes over a sandbox that an earlier session was asked to keep.
final class SandboxAdoption {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SandboxWorld world;
  private final SandboxPulse pulse;

  SandboxAdoption(SandboxWorld world) {
    this.world = world;
    this.pulse = new SandboxPulse(world);
  }

  /// A kept sandbox of this name that runs and answers this user's token.
  Optional<LiveSandbox> find(String name, CallScope scope) {
    try {
      for (SandboxLease lease : world.leases().all()) {
        boolean free =
            world.isHere(lease)
                && lease.name().equals(name)
                && lease.state() == SandboxLease.State.READY
                && !lease.isHeld()
                && !lease.isLeftOver(world.now());
        Optional<LiveSandbox> live = free ? reached(lease, scope) : Optional.empty();
        if (live.isPresent()) {
          return live;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new ToolFailure("The leases of sandboxes cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private Optional<LiveSandbox> reached(SandboxLease lease, CallScope scope) {
    try {
      Job job = world.jobs().inspect(world.job(lease).orElseThrow(), scope);
      Optional<HttpUrl> address =
          job.stage().isFinal()
              ? Optional.empty()
              : SandboxJob.address(job, world.hub().endpoint());
      return address
          .filter(url -> pulse.trouble(url, lease, world.token(), scope).isEmpty())
          .map(url -> new LiveSandbox(lease, url));
    } catch (HubException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Answers for it from now on, and lets this session's budget pay for it.
  ///
  /// @return empty when another session took it meanwhile
  Optional<LiveSandbox> takeOver(LiveSandbox kept, SandboxOrder order, Clearance clearance) {
    SandboxLease lease =
        kept.lease()
            .takenOver(
                clearance.session().or(world::session),
                clearance.chargeId(),
                order.keep().orElse(true))
            .usedAt(world.now(), Duration.ZERO);
    boolean taken;
    try {
      taken = LedgerThread.call(() -> taken(kept.lease(), lease, clearance));
    } catch (IOException e) {
      release(clearance);
      throw new ToolFailure(
          "The kept sandbox `"
              + lease.name()
              + "` was not taken over, because that cannot be written down: "
              + e
              + ". It is as it was.",
          e);
    }
    return taken ? Optional.of(kept.with(lease)) : Optional.empty();
  }

  /// Sessions that begin at the same time find the same one.
  private boolean taken(SandboxLease before, SandboxLease lease, Clearance clearance)
      throws IOException {
    Path leases = world.settings().stateDirectory().resolve("sandboxes");
    try (FileMutex _ = FileMutex.acquire(leases, PATIENCE)) {
      boolean free =
          world.leases().all().stream()
              .anyMatch(now -> now.nonce().equals(before.nonce()) && !now.isHeld());
      if (!free) {
        return false;
      }
      // First the money: until the lease is written it is nobody's, and stays as it was.
      clearance.started(
          new Charge.Machine(
              lease.jobId().orElseThrow(),
              lease.namespace(),
              world.jobs().webUrl(world.job(lease).orElseThrow())));
      world.leases().write(lease);
      settleBefore(before);
      return true;
    }
  }

  private static void release(Clearance clearance) {
    try {
      clearance.release();
    } catch (IOException e) {
      // The money stays held, which is the safe side.
      LoggerFactory.getLogger(SandboxAdoption.class).warn("a charge could not be given back", e);
    }
  }

  /// What it cost so far was the earlier session's; unwritten, its charge stays at what was held.
  private void settleBefore(SandboxLease lease) {
    if (lease.chargeId().isEmpty()) {
      return;
    }
    try {
      Optional<Usd> cost = lease.costOf(Duration.between(lease.createdAt(), world.now()));
      world.ledger(lease).settle(lease.chargeId().get(), cost.orElse(Usd.ZERO));
    } catch (IOException e) {
      LoggerFactory.getLogger(SandboxAdoption.class).warn("an earlier charge stays open", e);
    }
  }
}

package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.policy.LeaseHolder;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.Usd;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds sandboxes nobody answers for any more, with the user's own token (spec tools-act §16): by
/// the leases dead processes left in the state folder, and by labels whose time is over, from
/// whatever machine. A sandbox without our labels is never touched.
final class SandboxSweep {
  /// Clocks differ, and a label is renewed a little after its lease.
  private static final Duration LABEL_GRACE = Duration.ofMinutes(5);

  private static final int MOST_JOBS = 500;

  private final SandboxWorld world;
  private final SandboxEnd end;
  private final SandboxBook book;

  SandboxSweep(SandboxWorld world, SandboxEnd end, SandboxBook book) {
    this.world = world;
    this.end = end;
    this.book = book;
  }

  /// What was found.
  ///
  /// @param trouble why the search was incomplete
  record Found(List<SandboxLease> leftOvers, Optional<String> trouble) {
    Found {
      leftOvers = List.copyOf(leftOvers);
    }
  }

  /// Everything that may be ended.
  Found find(CallScope scope) {
    var found = new ArrayList<SandboxLease>();
    var known = new HashSet<String>();
    Set<String> namespaces = new LinkedHashSet<>();
    // What works here is no left-over, even when the disk lost its lease and its label is old.
    book.all().forEach(live -> known.add(live.lease().nonce()));
    try {
      for (SandboxLease lease : world.leases().all()) {
        known.add(lease.nonce());
        if (world.isHere(lease)) {
          namespaces.add(lease.namespace());
          if (lease.isLeftOver(world.now())) {
            found.add(lease);
          }
        }
      }
    } catch (IOException e) {
      return new Found(List.of(), Optional.of("the leases cannot be read: " + e.getMessage()));
    }
    var written = List.copyOf(found);
    try {
      namespaces.add(world.user(scope));
      for (String namespace : namespaces) {
        expired(namespace, scope).stream()
            .filter(lease -> !known.contains(lease.nonce()))
            .forEach(found::add);
      }
      found.removeAll(forgotten(written));
      return new Found(found, Optional.empty());
    } catch (HubException | HttpFailure e) {
      found.removeAll(forgotten(written));
      return new Found(found, Optional.of("the Hub's jobs cannot be listed: " + e.getMessage()));
    }
  }

  /// Ended by somebody else while the Hub took its time: ending them would write them down anew.
  private List<SandboxLease> forgotten(List<SandboxLease> leases) {
    try {
      Set<String> left = new HashSet<>();
      world.leases().all().forEach(lease -> left.add(lease.nonce()));
      return leases.stream().filter(lease -> !left.contains(lease.nonce())).toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  private List<SandboxLease> expired(String namespace, CallScope scope) {
    return world
        .jobs()
        .list(
            namespace,
            List.of(JobStage.SCHEDULING, JobStage.RUNNING),
            Map.of(SandboxJob.SANDBOX, "1"),
            MOST_JOBS,
            scope)
        .jobs()
        .stream()
        .filter(this::isExpired)
        .flatMap(job -> leaseOf(job).stream())
        .toList();
  }

  private boolean isExpired(Job job) {
    return SandboxJob.expires(job)
        .filter(at -> at.plus(LABEL_GRACE).isBefore(world.now()))
        .isPresent();
  }

  /// A lease written anew from what the job says of itself.
  Optional<SandboxLease> leaseOf(Job job) {
    String nonce = job.labels().getOrDefault(SandboxJob.NONCE, "");
    if (!nonce.matches("[0-9a-f]{32}")) {
      return Optional.empty();
    }
    Instant created = job.createdAt().orElse(world.now());
    Instant expires = SandboxJob.expires(job).orElse(world.now());
    return Optional.of(
        new SandboxLease(
            nonce,
            world.endpoint(),
            job.ref().namespace(),
            Optional.of(job.ref().id()),
            job.labels().getOrDefault(SandboxJob.NAME, "unnamed"),
            Optional.ofNullable(job.labels().get(SandboxJob.SESSION)),
            Optional.<LeaseHolder>empty(),
            job.flavor(),
            job.image().map(Object::toString).orElse("unknown"),
            Optional.<Usd>empty(),
            created,
            created.plus(job.timeout().orElse(Duration.ofHours(1))),
            Duration.ZERO,
            expires,
            false,
            SandboxLease.State.READY,
            Optional.empty()));
  }

  /// Ends all of them, one after the other.
  List<Ending> end(List<SandboxLease> leftOvers) {
    return leftOvers.stream().map(end::end).toList();
  }
}

package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.jobs.Job;
import dev.mlintern.policy.JobTimeout;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.Usd;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What is said about a sandbox, in one wording everywhere.
final class SandboxFacts {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private SandboxFacts() {}

  static String at(Instant instant) {
    return MINUTE.format(instant);
  }

  static String job(SandboxLease lease) {
    return lease.jobId().map(id -> "job " + lease.namespace() + "/" + id).orElse("no job id known");
  }

  /// `up 12m, $0.08 so far ($0.41/h)`
  static String costSoFar(SandboxLease lease, Optional<Job> job, SandboxWorld world) {
    Duration billed =
        job.map(running -> SandboxEnd.billed(running, lease, world.now()))
            .orElseGet(() -> Duration.between(lease.createdAt(), world.now()));
    String up = "up " + JobTimeout.format(shown(billed));
    if (world.isEmbedded()) {
      return up + ", not billed here";
    }
    return up
        + lease
            .costOf(billed)
            .map(cost -> ", " + cost + " so far (" + lease.usdPerHour().orElseThrow() + "/h)")
            .orElse(", price unknown");
  }

  private static Duration shown(Duration time) {
    return time.compareTo(Duration.ofMinutes(2)) < 0
        ? time.truncatedTo(ChronoUnit.SECONDS)
        : time.truncatedTo(ChronoUnit.MINUTES);
  }

  /// `ends 08:12 UTC unless used, 11:00 UTC at the latest`
  static String timeLeft(SandboxLease lease) {
    return lease.expires().isBefore(lease.ends())
        ? "ends " + at(lease.expires()) + " unless used, " + at(lease.ends()) + " at the latest"
        : "ends " + at(lease.ends());
  }

  /// `$0.41/h; at most $1.64 if it runs until 2026-11-27 08:20 UTC (4h)`
  static String price(SandboxPlan plan, SandboxLease lease, SandboxWorld world) {
    Usd hourly = plan.usdPerHour();
    return hourly
        + "/h; at most "
        + plan.worstCase()
        + " if it runs until "
        + at(lease.ends())
        + " ("
        + JobTimeout.format(plan.lifetime())
        + (plan.limitedByCost() ? ", shortened to what max_cost_usd pays for" : "")
        + ")"
        + (world.isEmbedded()
            ? ". That is the cloud's price; this embedded Hub bills nothing"
            : "");
  }
}

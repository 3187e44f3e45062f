package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobStage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How long things took, and how that is written.
final class JobTime {
  private JobTime() {}

  /// How long a job has been running, which is what is billed: by the Hub's own count, else by its
  /// times. Empty when an ended job's times are not known.
  static Optional<Duration> ran(Job job, Instant now) {
    boolean ended = job.stage().isFinal();
    if (job.running().isPresent() && (ended || job.startedAt().isEmpty())) {
      return job.running();
    }
    if (job.startedAt().isEmpty()) {
      boolean neverRan = !ended || job.stage() == JobStage.CANCELED;
      return neverRan ? Optional.of(Duration.ZERO) : Optional.empty();
    }
    if (ended && job.finishedAt().isEmpty()) {
      return Optional.empty();
    }
    Duration time = Duration.between(job.startedAt().get(), job.finishedAt().orElse(now));
    return Optional.of(time.isNegative() ? Duration.ZERO : time);
  }

  /// `45s`, `12m`, `2h05m`, `3d4h`: two units at most.
  static String brief(Duration time) {
    if (time.toMinutes() < 1) {
      return time.toSeconds() + "s";
    }
    if (time.toHours() < 1) {
      return time.toMinutes()
          + "m"
          + (time.toMinutes() < 10 ? pad(time.toSecondsPart()) + "s" : "");
    }
    return time.toDays() < 1
        ? time.toHours() + "h" + pad(time.toMinutesPart()) + "m"
        : time.toDays() + "d" + time.toHoursPart() + "h";
  }

  private static String pad(int number) {
    return number < 10 ? "0" + number : "" + number;
  }
}

package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.policy.HardwareCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a job ended, as far as anybody can tell from outside.
///
/// @param message the Hub's reason
/// @param cancelReason e.g. `NO_CREDITS`
/// @param lastLines what [LogDigest#lastLines] gives
/// @param flavor hardware it ran on
/// @param running how long it ran
/// @param timeout what it was granted
/// @param hardware what else there is, with prices
record JobEnding(
    JobStage stage,
    Optional<String> message,
    Optional<String> cancelReason,
    List<String> lastLines,
    String flavor,
    Optional<Duration> running,
    Optional<Duration> timeout,
    HardwareCatalogue hardware) {
  private static final Pattern EXIT =
      Pattern.compile(
          "(?i)\\bexit(?:ed)?(?: with)?(?: (?:code|status))?\\s*[:=]?\\s*(-?\\d{1,3})\\b");

  /// The Hub ends a job a little before or after its time; its own count is in whole seconds.
  private static final Duration NEAR = Duration.ofSeconds(10);

  JobEnding {
    Objects.requireNonNull(stage, "stage");
    lastLines = List.copyOf(lastLines);
    Objects.requireNonNull(flavor, "flavor");
    Objects.requireNonNull(hardware, "hardware");
  }

  /// The ending of a job as the Hub describes it.
  static JobEnding of(Job job, List<String> lastLines, HardwareCatalogue hardware) {
    return new JobEnding(
        job.stage(),
        job.status().message(),
        job.status().cancelReason(),
        lastLines,
        job.flavor(),
        job.running().or(() -> between(job)),
        job.timeout(),
        hardware);
  }

  private static Optional<Duration> between(Job job) {
    return job.startedAt()
        .flatMap(start -> job.finishedAt().map(end -> Duration.between(start, end)))
        .filter(time -> !time.isNegative());
  }

  /// The exit code the Hub's reason names.
  OptionalInt exitCode() {
    Matcher exit = EXIT.matcher(message.orElse(""));
    return exit.find() ? OptionalInt.of(Integer.parseInt(exit.group(1))) : OptionalInt.empty();
  }

  /// Whether it used up the time it was granted.
  boolean usedItsTime() {
    return running.isPresent()
        && timeout.isPresent()
        && running.get().plus(NEAR).compareTo(timeout.get()) >= 0;
  }

  FlavorAdvice flavors() {
    return new FlavorAdvice(hardware);
  }
}

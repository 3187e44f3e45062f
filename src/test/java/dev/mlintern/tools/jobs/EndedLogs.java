package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.policy.HardwareCatalogue;
import java.time.Duration;
import java.util.Optional;

/// Endings of jobs as the diagnosis gets them, made from what a log says.
final class EndedLogs {
  private EndedLogs() {}

  static void assertReason(FailureReason reason, String log) {
    assertThat(error("a10g-large", log).reason()).as(log).isEqualTo(reason);
  }

  /// The diagnosis of a failed job with exit code 1, which must have one.
  static JobDiagnosis error(String flavor, String log) {
    return ended(flavor, "Job failed with exit code: 1", log).orElseThrow();
  }

  static Optional<JobDiagnosis> ended(String flavor, String message, String log) {
    return JobDiagnosis.of(ending(JobStage.ERROR, flavor, Optional.of(message), log));
  }

  static JobEnding ending(JobStage stage, String flavor, Optional<String> message, String log) {
    return new JobEnding(
        stage,
        message,
        Optional.empty(),
        log.lines().toList(),
        flavor,
        Optional.of(Duration.ofSeconds(100)),
        Optional.of(Duration.ofHours(2)),
        HardwareCatalogue.builtIn());
  }
}

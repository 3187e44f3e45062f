package dev.mlintern.tools.sandbox;

import java.time.Duration;

/// How long things may take, and how often they are looked at.
///
/// @param start from the submission to the first sign of life
/// @param healthPause between two questions whether the sandbox answers
/// @param stagePause between two looks at the job meanwhile
/// @param end how long a stage read back after a cancellation may take to become final
/// @param tick between two rounds of the keeper
/// @param heartbeat between two looks at a running sandbox's job
/// @param sweep between two searches for what others left
record SandboxTimes(
    Duration start,
    Duration healthPause,
    Duration stagePause,
    Duration end,
    Duration tick,
    Duration heartbeat,
    Duration sweep) {
  static SandboxTimes usual(Duration start) {
    return new SandboxTimes(
        start,
        Duration.ofMillis(150),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofMinutes(5));
  }
}

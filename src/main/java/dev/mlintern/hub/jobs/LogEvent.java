package dev.mlintern.hub.jobs;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// What came next on a job's log.
public sealed interface LogEvent {
  /// Something the job printed; may hold several lines, carriage returns and escape codes.
  ///
  /// @param number counted from 1 since the job's start, the same on every reading
  record Line(long number, String text, Optional<Instant> at) implements LogEvent {
    public Line {
      Objects.requireNonNull(text, "text");
    }

    /// Whether the Hub wrote it around the job's own output.
    public boolean isMarker() {
      return text.startsWith("===== Job started") || text.startsWith("===== Job finished");
    }
  }

  /// Nothing came in the time given.
  record Silence() implements LogEvent {}

  /// The stream is over, which does not say that the job is.
  record End() implements LogEvent {}
}

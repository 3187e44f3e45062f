package dev.mlintern.tools;

import java.time.Duration;

/// One tool the model can call. Implementations are cheap to construct: no network, no disk, no
/// token before [#call].
public interface Tool {
  ToolSpec spec();

  /// Carries out one call whose arguments were already validated against the spec.
  ///
  /// Runs on a virtual thread that is interrupted when the call is cancelled. Failures are thrown:
  /// [ToolFailure] for what the caller can mend, the clients' own exceptions for upstream trouble;
  /// [ToolRunner] turns both into an error result.
  ToolResult call(ToolCall call) throws InterruptedException;

  /// The time this call may take: the usual limit, or longer for a call whose arguments ask to wait
  /// for something (a command with a time limit of its own, a job to end).
  default Duration timeLimit(Arguments arguments, Duration usual) {
    return usual;
  }
}

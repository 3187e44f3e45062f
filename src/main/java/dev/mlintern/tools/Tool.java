package dev.mlintern.tools;

/// One tool the model can call. Implementations are cheap to construct: no network, no disk, no
/// token before [#call].
public interface Tool {
  ToolSpec spec();

  /// Carries out one call whose arguments were already validated against the spec.
  ///
  /// Runs on a virtual thread that is interrupted when the call is cancelled. Failures are thrown:
  /// [ToolFailure] for what the caller can mend, the clients' own exceptions for upstream trouble;
  /// the catalogue turns both into an error result.
  ToolResult call(ToolCall call) throws InterruptedException;
}

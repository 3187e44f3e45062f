package dev.mlintern.tools;

import dev.mlintern.http.CallScope;
import java.util.Objects;

/// One call: checked arguments, the time it has, where to report progress, and what the [Gate] let
/// it do.
public record ToolCall(
    Arguments arguments, CallScope scope, Progress progress, Clearance clearance) {
  public ToolCall {
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(progress, "progress");
    Objects.requireNonNull(clearance, "clearance");
  }

  /// A call that only reads.
  public ToolCall(Arguments arguments, CallScope scope, Progress progress) {
    this(arguments, scope, progress, Clearance.NOTHING_TO_SPEND);
  }
}

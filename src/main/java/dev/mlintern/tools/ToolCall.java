package dev.mlintern.tools;

import dev.mlintern.http.CallScope;
import java.util.Objects;

/// One call: checked arguments, the time it has, and where to report progress.
public record ToolCall(Arguments arguments, CallScope scope, Progress progress) {
  public ToolCall {
    Objects.requireNonNull(arguments, "arguments");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(progress, "progress");
  }
}

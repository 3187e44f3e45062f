package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.hub.sandbox.SandboxException;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.util.Optional;

/// One call in the current sandbox; trouble with it in words to act on.
record SandboxCall(Sandboxes sandboxes, SandboxClient client, CallScope scope) {
  private static final Duration ASKING = Duration.ofSeconds(10);

  static SandboxCall in(Sandboxes sandboxes, CallScope scope) {
    return new SandboxCall(sandboxes, sandboxes.current(scope), scope);
  }

  /// What a call in the sandbox does.
  @FunctionalInterface
  interface Work<T> {
    T run(SandboxCall call) throws InterruptedException;
  }

  /// @param unclear what to say when the answer was lost: whether it may have been done
  static <T> T run(Sandboxes sandboxes, CallScope scope, String unclear, Work<T> work)
      throws InterruptedException {
    SandboxCall call = in(sandboxes, scope);
    try {
      return work.run(call);
    } catch (SandboxException e) {
      throw call.failure(e, unclear);
    } finally {
      sandboxes.over(scope);
    }
  }

  private ToolFailure failure(SandboxException e, String unclear) {
    return switch (e.fault()) {
      case NOT_FOUND, REFUSED -> new ToolFailure("The sandbox refused: " + e.getMessage() + ".", e);
      case UNAUTHORIZED ->
          new ToolFailure(
              "The sandbox did not accept our credentials (HTTP "
                  + e.status()
                  + ": "
                  + e.getMessage()
                  + "). sandbox_status shows what runs; sandbox_create makes a new one.",
              e);
      case BROKEN ->
          new ToolFailure(
              "The sandbox failed (HTTP " + e.status() + "): " + e.getMessage() + ". " + unclear,
              e);
      case OUT_OF_REACH, BROKEN_OFF ->
          new ToolFailure(
              "The sandbox did not answer: "
                  + e.getMessage().replaceAll("\\.+$", "")
                  + ". "
                  // Of what is gone nothing is left to be asked for.
                  + whyGone().orElse(unclear + " sandbox_status says whether it runs."),
              e);
    };
  }

  private Optional<String> whyGone() {
    try {
      return sandboxes.whyGone(CallScope.lasting(ASKING));
    } catch (RuntimeException _) {
      // The Hub cannot be asked either; the sandbox's own trouble is the news.
      return Optional.empty();
    }
  }
}

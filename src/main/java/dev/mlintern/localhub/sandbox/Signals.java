package dev.mlintern.localhub.sandbox;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Signals to process groups, which Java does not know.
final class Signals {
  private Signals() {}

  /// @param target a process id, or a negated process group id; gone ones are no error
  static void send(String signal, String target) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -s \"$1\" -- \"$2\"", "sh", signal, target)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(2, TimeUnit.SECONDS);
    } catch (IOException e) {
      System.getLogger(Signals.class.getName())
          .log(System.Logger.Level.WARNING, "a process group of a sandbox was not signalled", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

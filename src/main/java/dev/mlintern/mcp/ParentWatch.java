package dev.mlintern.mcp;

import java.time.Duration;
import java.util.Optional;

/// Notices that the process that started us is gone. Its end normally closes our input, but not
/// when another process inherited the other end of the pipe.
final class ParentWatch {
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private ParentWatch() {}

  /// Runs `onOrphaned` once when the parent has ended. An orphan is given another parent by the
  /// system, so a changed parent says it even while the old one is still a zombie.
  static void start(Runnable onOrphaned) {
    Thread.ofPlatform().daemon().name("mcp-parent").start(() -> watch(onOrphaned));
  }

  private static void watch(Runnable onOrphaned) {
    Optional<Long> first = parent();
    try {
      while (parent().equals(first)) {
        Thread.sleep(INTERVAL);
      }
      onOrphaned.run();
    } catch (InterruptedException _) {
      // Nobody interrupts this thread but the end of the process.
    }
  }

  private static Optional<Long> parent() {
    return ProcessHandle.current().parent().map(ProcessHandle::pid);
  }
}

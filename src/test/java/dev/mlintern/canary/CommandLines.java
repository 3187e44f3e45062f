package dev.mlintern.canary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The arguments of every process that ran meanwhile: other users can read them.
final class CommandLines implements AutoCloseable {
  private static final int PAUSE_MILLIS = 10;

  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Thread watcher = Thread.ofPlatform().daemon().start(this::watch);

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
        processes.filter(path -> path.toString().matches("/proc/\\d+")).forEach(this::note);
        Thread.sleep(PAUSE_MILLIS);
      } catch (IOException | java.io.UncheckedIOException _) {
        // A process ended while it was looked at.
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void note(Path process) {
    try {
      seen.add(
          Files.readString(
              process.resolve("cmdline"), java.nio.charset.StandardCharsets.ISO_8859_1));
    } catch (IOException _) {
      // Ended, or not ours to see.
    }
  }

  Set<String> seen() {
    return Set.copyOf(seen);
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}

package dev.mlintern.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A program that was run to its end, or killed when its time was over.
///
/// @param exitCode -1 when it was killed
record BoundedRun(int exitCode, String stdout, String stderr) {
  private static final int MOST_BYTES = 1 << 20;
  private static final Executor THREADS = Thread::startVirtualThread;

  static BoundedRun of(List<String> command, Optional<Path> folder, String stdin, Duration limit)
      throws IOException, InterruptedException {
    return of(command, Map.of(), folder, stdin, limit);
  }

  /// @param environment added to this program's own
  /// @throws IOException when it cannot be started
  static BoundedRun of(
      List<String> command,
      Map<String, String> environment,
      Optional<Path> folder,
      String stdin,
      Duration limit)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    folder.ifPresent(path -> builder.directory(path.toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      var out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()), THREADS);
      var err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()), THREADS);
      try (var in = process.getOutputStream()) {
        in.write(stdin.getBytes(StandardCharsets.UTF_8));
      } catch (IOException _) {
        // It ended without reading: its answer tells whether that was right.
      }
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      return ended
          ? new BoundedRun(process.exitValue(), soon(out), soon(err))
          : new BoundedRun(-1, "", "not finished within " + limit.toSeconds() + " s");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /// A child of the child may hold the pipe open: what it says is not waited for.
  private static String soon(CompletableFuture<String> text) throws InterruptedException {
    try {
      return text.get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException _) {
      return "";
    }
  }

  private static String read(InputStream in) {
    try {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The end in one line, for a message.
  String summary() {
    String text = (stderr.isBlank() ? stdout : stderr).strip();
    String last = text.isEmpty() ? "no output" : text.lines().reduce("", (_, line) -> line);
    return (exitCode == -1 ? "" : "exit code " + exitCode + ", ") + last;
  }
}

package dev.mlintern.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A process of a test: its output collected line by line, killed with its descendants when closed.
public final class RunningCommand implements AutoCloseable {
  private final Process process;
  private final List<String> stdout = new CopyOnWriteArrayList<>();
  private final List<String> stderr = new CopyOnWriteArrayList<>();
  private final List<Thread> readers;

  RunningCommand(Process process) {
    this.process = process;
    this.readers =
        List.of(
            Thread.startVirtualThread(() -> collect(process.getInputStream(), stdout)),
            Thread.startVirtualThread(() -> collect(process.getErrorStream(), stderr)));
  }

  private static void collect(InputStream stream, List<String> lines) {
    try (var reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException _) {
      // The pipe broke because the process was killed; what it wrote until then is collected.
    }
  }

  public Process process() {
    return process;
  }

  public List<String> stdoutLines() {
    return List.copyOf(stdout);
  }

  /// The lines of stdout after the first `count`, once there are any.
  public Optional<List<String>> linesAfter(int count) {
    List<String> lines = stdoutLines();
    return lines.size() > count
        ? Optional.of(lines.subList(count, lines.size()))
        : Optional.empty();
  }

  public List<String> stderrLines() {
    return List.copyOf(stderr);
  }

  /// Writes one line to the process's stdin.
  public void send(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the process does not read: " + describe(), e);
    }
  }

  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException _) {
      // It has ended already.
    }
  }

  /// The first line of stdout that fits, waiting for it.
  public String awaitLine(Predicate<String> fits, Duration atMost) {
    return Waiting.until(() -> find(fits), atMost, this::describe);
  }

  private Optional<String> find(Predicate<String> fits) {
    return stdout.stream().filter(fits).findFirst();
  }

  /// Waits for the end; fails the test when it does not come in time.
  public FinishedCommand await(Duration atMost) {
    try {
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running after " + atMost + ": " + describe());
      }
      for (Thread reader : readers) {
        // A descendant may hold the pipe open: what the process itself wrote is there long before.
        reader.join(Duration.ofSeconds(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
    return new FinishedCommand(process.exitValue(), joined(stdout), joined(stderr));
  }

  private static String joined(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private String describe() {
    return process.info().commandLine().orElse("?")
        + "\nstdout: "
        + joined(stdout)
        + "\nstderr: "
        + joined(stderr);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}

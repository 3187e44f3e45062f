package dev.mlintern.localhub.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process of the sandbox, in a session and process group of its own.
final class SandboxProcess {
  /// Sets the limit and becomes the command; constant, the rest are its parameters.
  private static final String LIMITED = "ulimit -f \"$1\"; shift; exec \"$@\"";

  private static final int LIMIT_BLOCK_BYTES = 512;

  /// Makes the session; without it (macOS has none) a command's own children are still ended.
  private static final Optional<String> SETSID =
      Stream.of("/usr/bin/setsid", "/bin/setsid")
          .filter(file -> Files.isExecutable(Path.of(file)))
          .findFirst();

  private final Process process;

  private SandboxProcess(Process process) {
    this.process = process;
  }

  /// @param maxFileBytes largest file it may write; `Long.MAX_VALUE` for no limit, which saves a
  ///     program start
  /// @throws IOException when it cannot be started
  static SandboxProcess start(
      List<String> command, Path folder, Map<String, String> environment, long maxFileBytes)
      throws IOException {
    var words = new ArrayList<String>();
    SETSID.ifPresent(words::add);
    if (maxFileBytes < Long.MAX_VALUE) {
      String blocks = Long.toString(maxFileBytes / LIMIT_BLOCK_BYTES);
      words.addAll(List.of("/bin/sh", "-c", LIMITED, "sh", blocks));
    }
    words.addAll(command);
    var builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new SandboxProcess(builder.start());
  }

  long pid() {
    return process.pid();
  }

  InputStream output() {
    return process.getInputStream();
  }

  InputStream errors() {
    return process.getErrorStream();
  }

  OutputStream input() {
    return process.getOutputStream();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  int await() throws InterruptedException {
    return process.waitFor();
  }

  boolean await(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  int exitCode() {
    return process.exitValue();
  }

  /// Kills its whole process group, and where there are none, its descendants. What began a session
  /// of its own lives on: a command of ours is kept so through a broken connection.
  void kill() {
    List<ProcessHandle> children = SETSID.isPresent() ? List.of() : process.descendants().toList();
    // The first one first: nothing may report on what is killed with it.
    process.toHandle().destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    if (SETSID.isPresent()) {
      Signals.send("KILL", "-" + process.pid());
    }
  }
}

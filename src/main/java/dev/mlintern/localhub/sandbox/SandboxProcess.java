package dev.mlintern.localhub.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process of the sandbox, in a session and process group of its own.
final class SandboxProcess {
  /// Waits to be told the name of a file in the folder $1 and does what it says; of one that is
  /// told nothing, nothing comes. $2 is the limit of what files it may write.
  private static final String WAITING =
      """
      [ -z "$2" ] || ulimit -f "$2"
      IFS= read -r mi_next && mi_slip=$1/$mi_next && . "$mi_slip"
      """;

  /// Offered to the program it becomes: who calls this is not ended when its caller goes away, only
  /// with the sandbox. It says so by emptying the file, which is read by then.
  private static final String OUTLIVE =
      """
      ml_intern_outlive() {
        true >"$mi_slip"
      }
      """;

  /// $1 is the limit of what files it may write, $2 the folder to enter; then the command.
  private static final String AT_ONCE =
      """
      [ -z "$1" ] || ulimit -f "$1"
      cd -- "$2" || exit 126
      shift 2
      exec "$@"
      """;

  private static final int LIMIT_BLOCK_BYTES = 512;

  /// Makes the session; without it (macOS has none) a command's own children are still ended.
  private static final Optional<String> SETSID =
      Stream.of("/usr/bin/setsid", "/bin/setsid")
          .filter(file -> Files.isExecutable(Path.of(file)))
          .findFirst();

  private final Process process;
  private Optional<Path> told = Optional.empty();

  private SandboxProcess(Process process) {
    this.process = process;
  }

  /// Begins a session that waits for its command: that this takes several program starts need not
  /// be waited for by whoever wants the command run.
  ///
  /// @param folder where it is told its command by way of a file
  /// @param maxFileBytes largest file it may write; `Long.MAX_VALUE` for no limit
  /// @throws IOException when it cannot be started
  static SandboxProcess waiting(Path folder, Map<String, String> environment, long maxFileBytes)
      throws IOException {
    // Without sessions its end would be all that reaches what it began.
    String program = SETSID.isPresent() ? OUTLIVE + WAITING : WAITING;
    var words = List.of("/bin/sh", "-c", program, "sh", folder.toString(), blocks(maxFileBytes));
    return begun(words, folder, environment);
  }

  /// Begins a session for a command at once, with no file to tell it by: on a full disk there can
  /// be none, and something must be able to make room.
  ///
  /// @param home a folder that is there
  /// @throws IOException when it cannot be started
  static SandboxProcess at(
      Path home,
      List<String> command,
      Path folder,
      Map<String, String> environment,
      long maxFileBytes)
      throws IOException {
    var words = new ArrayList<>(List.of("/bin/sh", "-c", AT_ONCE, "sh", blocks(maxFileBytes)));
    words.add(folder.toString());
    words.addAll(command);
    return begun(words, home, environment);
  }

  private static String blocks(long maxFileBytes) {
    return maxFileBytes < Long.MAX_VALUE ? Long.toString(maxFileBytes / LIMIT_BLOCK_BYTES) : "";
  }

  private static SandboxProcess begun(
      List<String> command, Path home, Map<String, String> environment) throws IOException {
    var words = new ArrayList<String>();
    SETSID.ifPresent(words::add);
    words.addAll(command);
    var builder = new ProcessBuilder(words).directory(home.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new SandboxProcess(builder.start());
  }

  /// Makes it the command; what is written to it from here on is the command's to read.
  ///
  /// @param slip file in the folder it waits in, to be told by; not used again before the end
  /// @throws IOException when it is gone: then the command was not run
  void become(List<String> command, Path folder, Path slip) throws IOException {
    told = Optional.of(slip);
    write(slip, ShellWords.becoming(command, folder));
    OutputStream in = process.getOutputStream();
    in.write((slip.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  /// Not by emptying and filling it: ext4 takes that for the replacement of something precious and
  /// puts it on the disk at once, which takes as long as all the rest of a command.
  private static void write(Path slip, String program) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(program);
    try (FileChannel file =
        FileChannel.open(slip, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.truncate(file.position());
    }
  }

  /// The file it was told its command by.
  Optional<Path> told() {
    return told;
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

  /// Calls back when it has ended, at once if it has already.
  void whenEnded(Runnable callback) {
    if (process.isAlive()) {
      process.onExit().thenRun(callback);
    } else {
      callback.run();
    }
  }

  /// Its caller is gone: kills it, unless it has asked to outlive that.
  void abandon() {
    if (!outlives()) {
      kill();
    }
  }

  private boolean outlives() {
    try {
      return told.isPresent() && Files.size(told.get()) == 0;
    } catch (IOException _) {
      return false; // deleted by somebody: nobody asked for anything
    }
  }

  /// Kills its whole process group, and where there are none, its descendants. What began a session
  /// of its own lives on: on other servers a command of ours is kept so through a broken
  /// connection.
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

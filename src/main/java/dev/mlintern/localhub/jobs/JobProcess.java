package dev.mlintern.localhub.jobs;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The process of a job, in a process group of its own where the system can make one (`setsid`).
/// The command runs as given, never through a shell.
final class JobProcess {
  /// What a job inherits of the Hub's own environment: where programs are and how text is written.
  private static final Set<String> INHERITED =
      Set.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SystemRoot", "PATHEXT");

  private static final Duration STOP_GRACE = Duration.ofSeconds(2);

  private final Process process;
  private final boolean ownGroup;

  private JobProcess(Process process, boolean ownGroup) {
    this.process = process;
    this.ownGroup = ownGroup;
  }

  /// @param folder working and home directory
  /// @param variables what the job is given on top of [#INHERITED]
  /// @throws IOException when the program cannot be started
  static JobProcess start(List<String> command, Path folder, Map<String, String> variables)
      throws IOException {
    var environment = new HashMap<String, String>();
    var builder = new ProcessBuilder();
    builder.environment().forEach((name, value) -> keep(environment, name, value));
    environment.put("HOME", folder.toString());
    environment.put("TMPDIR", folder.toString());
    environment.putAll(variables);
    String path = environment.getOrDefault("PATH", "");
    requireProgram(command.getFirst(), folder, path);
    Optional<Path> setsid = find("setsid", path);
    var words = new ArrayList<String>();
    setsid.ifPresent(program -> words.add(program.toString()));
    words.addAll(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process =
        builder
            .command(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    return new JobProcess(process, setsid.isPresent());
  }

  private static void keep(Map<String, String> environment, String name, String value) {
    if (INHERITED.contains(name)) {
      environment.put(name, value);
    }
  }

  private static void requireProgram(String program, Path folder, String path) throws IOException {
    boolean found =
        program.contains("/")
            ? Files.isExecutable(folder.resolve(program))
            : find(program, path).isPresent();
    if (!found) {
      throw new IOException("exec: \"" + program + "\": executable file not found in $PATH");
    }
  }

  static Optional<Path> find(String program, String path) {
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
        .findFirst();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /// Output and error output in the order they were written.
  InputStream output() {
    return process.getInputStream();
  }

  /// Gives up reading: something that escaped the process group may hold the output open.
  void closeOutput() throws IOException {
    process.getInputStream().close();
  }

  /// The exit code, if it ends within the limit.
  Optional<Integer> await(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
        ? Optional.of(process.exitValue())
        : Optional.empty();
  }

  /// Ends the job with everything it started: asks first, then kills.
  void stop() {
    signal("TERM");
    try {
      process.waitFor(STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  /// Ends what is left of the job at once.
  void kill() {
    signal("KILL");
  }

  /// By handles, because [Process#destroy] would also close the output that is still to be read.
  private void signal(String name) {
    boolean force = name.equals("KILL");
    process.descendants().forEach(child -> end(child, force));
    end(process.toHandle(), force);
    if (ownGroup) {
      signalGroup(name);
    }
  }

  private static void end(ProcessHandle handle, boolean force) {
    if (force) {
      handle.destroyForcibly();
    } else {
      handle.destroy();
    }
  }

  /// Java knows no process groups; the program is constant, the id a parameter.
  private void signalGroup(String name) {
    try {
      new ProcessBuilder(
              "/bin/sh", "-c", "kill -s \"$1\" -- \"-$2\"", "sh", name, "" + process.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(2, TimeUnit.SECONDS);
    } catch (IOException e) {
      System.getLogger(JobProcess.class.getName())
          .log(System.Logger.Level.WARNING, "a job's process group could not be signalled", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

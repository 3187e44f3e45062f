package dev.mlintern.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One command line with an environment built from nothing but PATH, so that no test depends on who
/// runs it.
public record Command(List<String> arguments, Path directory, Map<String, String> environment) {
  public Command {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  public static Command of(Path directory, String... arguments) {
    return new Command(
        List.of(arguments), directory, Map.of("PATH", System.getenv("PATH"), "LANG", "C.UTF-8"));
  }

  public Command with(String variable, Object value) {
    var changed = new TreeMap<>(environment);
    changed.put(variable, value.toString());
    return new Command(arguments, directory, changed);
  }

  /// Starts it with all three streams as pipes.
  public RunningCommand start() {
    var builder = new ProcessBuilder(arguments).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return new RunningCommand(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + arguments, e);
    }
  }

  /// Runs it to its end with an empty stdin.
  public FinishedCommand run(Duration atMost) {
    try (RunningCommand running = start()) {
      running.endInput();
      return running.await(atMost);
    }
  }
}

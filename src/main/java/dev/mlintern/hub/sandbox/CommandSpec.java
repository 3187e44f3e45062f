package dev.mlintern.hub.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A command to run once.
///
/// @param command the program and its arguments; `bash` as program becomes `sh` where there is none
/// @param folder where it runs, absolute; `/app` is made if missing
/// @param environment variables it gets on top of the sandbox's own
/// @param timeLimit in whole seconds; after it the process group is asked to end; zero for none
/// @param grace in whole seconds; after it the process group is killed
/// @param input what it reads; nothing otherwise
public record CommandSpec(
    List<String> command,
    String folder,
    Map<String, String> environment,
    Duration timeLimit,
    Duration grace,
    Optional<String> input) {
  public CommandSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty() || !folder.startsWith("/")) {
      throw new IllegalArgumentException("a command needs words and an absolute folder");
    }
  }
}

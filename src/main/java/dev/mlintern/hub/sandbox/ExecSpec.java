package dev.mlintern.hub.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A program to run while we wait.
///
/// @param command the program and its arguments, never a shell line
/// @param environment variables it gets on top of the sandbox's own
/// @param timeLimit after which the server kills it; zero for none
/// @param input what it reads
public record ExecSpec(
    List<String> command,
    Map<String, String> environment,
    Duration timeLimit,
    Optional<String> input) {
  public ExecSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("no command");
    }
  }

  public static ExecSpec of(String... command) {
    return new ExecSpec(List.of(command), Map.of(), Duration.ZERO, Optional.empty());
  }

  ObjectNode toJson() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    var words = json.putArray("cmd");
    command.forEach(words::add);
    if (!environment.isEmpty()) {
      var variables = json.putObject("env");
      environment.forEach(variables::put);
    }
    if (timeLimit.isPositive()) {
      json.put("timeout", (timeLimit.toMillis() + 999) / 1000);
    }
    input.ifPresent(text -> json.put("stdin", text));
    return json;
  }
}

package dev.mlintern.localhub.sandbox;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.web.HubError;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `exec` and `processes` are asked for.
///
/// @param command the program and its arguments
/// @param label how it is listed
record ExecRequest(
    List<String> command,
    String label,
    Map<String, String> environment,
    Optional<String> directory,
    Optional<Duration> timeLimit,
    Optional<String> input) {
  ExecRequest {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  static ExecRequest of(JsonObject body) {
    List<String> command = command(body);
    var environment = new HashMap<String, String>();
    body.object("env")
        .ifPresent(
            env -> env.members().forEach((name, value) -> environment.put(name, text(value))));
    Optional<Duration> limit =
        body.number("timeout")
            .map(seconds -> Duration.ofMillis((long) (seconds.asDouble() * 1000)))
            .filter(Duration::isPositive);
    return new ExecRequest(
        command,
        String.join(" ", command),
        environment,
        body.string("cwd"),
        limit,
        body.string("stdin"));
  }

  private static List<String> command(JsonObject body) {
    Optional<String> line = body.string("cmd");
    if (line.isPresent()) {
      return List.of(body.string("shell").orElse("/bin/sh"), "-c", line.get());
    }
    List<String> words =
        body.array("cmd").map(JsonArray::elements).orElse(List.of()).stream()
            .map(ExecRequest::text)
            .toList();
    if (words.isEmpty()) {
      throw HubError.badRequest("cmd must be a string or a list of strings");
    }
    return words;
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString(var text) ? text : value.toJson();
  }
}

package dev.mlintern.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One headless session of the real client, cut off from the world: its own HOME and configuration,
/// a dummy key, a [ScriptedModel] as its API and a [RefusingProxy] for everything else.
///
/// @param project the folder the client is started in
/// @param home HOME and everything else the session writes
/// @param arguments more arguments of the client
/// @param environment more variables, for the client and for the server and hooks it starts
/// @param answer what "the user" answers to a permission question (`can_use_tool` of the control
///     protocol); without it plain `-p`, where a question is a denial
/// @param mayOutlive whether processes it leaves behind are its purpose
public record ClaudeSession(
    Path project,
    Path home,
    List<String> arguments,
    Map<String, String> environment,
    Optional<Function<JsonNode, Permission>> answer,
    boolean mayOutlive) {
  private static final Duration BOUND = Duration.ofMinutes(3);
  private static final String MARKER = "ML_INTERN_TEST_SESSION";
  private static final JsonMapper JSON = JsonMapper.shared();

  /// A user's answer to a permission question.
  public enum Permission {
    ALLOW,
    DENY
  }

  public ClaudeSession {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  public static ClaudeSession in(Path project, Path home) {
    return new ClaudeSession(project, home, List.of(), Map.of(), Optional.empty(), false);
  }

  public ClaudeSession allowing(String... tools) {
    return with("--allowedTools", String.join(",", tools));
  }

  /// More arguments of the client.
  public ClaudeSession with(String... more) {
    var longer = Stream.concat(arguments.stream(), Stream.of(more)).toList();
    return new ClaudeSession(project, home, longer, environment, answer, mayOutlive);
  }

  public ClaudeSession env(String variable, Object value) {
    var larger = new TreeMap<>(environment);
    larger.put(variable, value.toString());
    return new ClaudeSession(project, home, arguments, larger, answer, mayOutlive);
  }

  public ClaudeSession answering(Function<JsonNode, Permission> permissions) {
    return new ClaudeSession(
        project, home, arguments, environment, Optional.of(permissions), mayOutlive);
  }

  /// Lets what the hooks start aside go on after the session is over.
  public ClaudeSession leavingWorkers() {
    return new ClaudeSession(project, home, arguments, environment, answer, true);
  }

  /// Runs the session to its end.
  public ClaudeRun run(String prompt, Scenario scenario) {
    Path debugLog = home.resolve("debug.log");
    String marker = UUID.randomUUID().toString();
    try (ScriptedModel model = ScriptedModel.start(scenario);
        RefusingProxy proxy = RefusingProxy.start();
        RunningCommand client = command(prompt, debugLog, model, proxy, marker).start()) {
      if (answer.isPresent()) {
        converse(client, prompt, answer.get());
      }
      client.endInput();
      FinishedCommand run = client.await(BOUND);
      List<ProcessHandle> left = processesOf(marker);
      List<String> leftovers = left.stream().map(ClaudeSession::describe).toList();
      if (!mayOutlive) {
        left.forEach(ProcessHandle::destroyForcibly);
      }
      return new ClaudeRun(
          run.exitCode(),
          events(client.stdoutLines()),
          run.stderr(),
          Files.exists(debugLog) ? Files.readString(debugLog) : "",
          model.requests(),
          proxy.attempts(),
          leftovers,
          home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!mayOutlive) {
        processesOf(marker).forEach(ProcessHandle::destroyForcibly);
      }
    }
  }

  private Command command(
      String prompt, Path debugLog, ScriptedModel model, RefusingProxy proxy, String marker)
      throws IOException {
    Path config = Files.createDirectories(home.resolve(".claude"));
    Path temp = Files.createDirectories(home.resolve("tmp"));
    List<String> line = new ArrayList<>(List.of(ClaudeInstall.binary().toString(), "-p"));
    line.addAll(List.of("--output-format", "stream-json", "--verbose"));
    line.addAll(List.of("--debug-file", debugLog.toString()));
    line.addAll(arguments);
    if (answer.isPresent()) {
      line.addAll(List.of("--input-format", "stream-json", "--permission-prompt-tool", "stdio"));
    } else {
      line.addAll(List.of("--", prompt));
    }
    var variables = new TreeMap<>(proxy.environment());
    variables.put("HOME", home.toString());
    variables.put("CLAUDE_CONFIG_DIR", config.toString());
    variables.put("TMPDIR", temp.toString());
    variables.put("ANTHROPIC_BASE_URL", model.url());
    variables.put("ANTHROPIC_API_KEY", "no-key-" + marker);
    variables.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
    variables.put("DISABLE_AUTOUPDATER", "1");
    variables.put("CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL", "1");
    variables.put("IS_SANDBOX", "1"); // Allows bypassPermissions as root.
    variables.put("ML_INTERN_JAVA_HOME", System.getProperty("java.home"));
    variables.put("ML_INTERN_AOT_CACHE", "0"); // A cache made aside would outlive the test.
    variables.put("ML_INTERN_SAVE_SESSIONS", "0");
    variables.put(MARKER, marker);
    variables.putAll(environment);
    Command command = Command.of(project, line.toArray(String[]::new));
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      command = command.with(variable.getKey(), variable.getValue());
    }
    return command;
  }

  /// Speaks the control protocol as a host program does: one prompt, an answer to every permission
  /// question, and the end of the input once the result is there.
  private static void converse(
      RunningCommand client, String prompt, Function<JsonNode, Permission> answer) {
    client.send(
        json(
            Map.of(
                "type", "control_request",
                "request_id", "start",
                "request", Map.of("subtype", "initialize"))));
    client.send(json(Map.of("type", "user", "message", Map.of("role", "user", "content", prompt))));
    int seen = 0;
    while (true) {
      int from = seen;
      List<String> news =
          Waiting.until(
              () -> client.linesAfter(from), BOUND, () -> "more output: " + client.stdoutLines());
      seen += news.size();
      for (JsonNode event : events(news)) {
        if (event.path("request").path("subtype").asString("").equals("can_use_tool")) {
          client.send(json(permissionAnswer(event, answer.apply(event.path("request")))));
        }
        if (event.path("type").asString().equals("result")) {
          return;
        }
      }
    }
  }

  private static Map<String, Object> permissionAnswer(JsonNode question, Permission permission) {
    Map<String, Object> verdict =
        switch (permission) {
          case ALLOW ->
              Map.of("behavior", "allow", "updatedInput", question.path("request").path("input"));
          case DENY -> Map.of("behavior", "deny", "message", "The user said no.");
        };
    String id = question.path("request_id").asString();
    return Map.of(
        "type",
        "control_response",
        "response",
        Map.of("subtype", "success", "request_id", id, "response", verdict));
  }

  private static String json(Map<String, Object> value) {
    return JSON.writeValueAsString(value);
  }

  private static List<JsonNode> events(List<String> lines) {
    List<JsonNode> events = new ArrayList<>();
    for (String line : lines) {
      try {
        events.add(JSON.readTree(line));
      } catch (JacksonException e) {
        throw new AssertionError("not an event: " + line, e);
      }
    }
    return events;
  }

  /// Processes that carry this session's marker in their environment.
  private static List<ProcessHandle> processesOf(String marker) {
    return ProcessHandle.allProcesses().filter(process -> isMarked(process, marker)).toList();
  }

  private static boolean isMarked(ProcessHandle process, String marker) {
    try {
      String environment = Files.readString(Path.of("/proc/" + process.pid() + "/environ"));
      return environment.contains(MARKER + "=" + marker) && process.isAlive();
    } catch (IOException | UncheckedIOException _) {
      return false; // Gone, somebody else's, or no /proc here.
    }
  }

  private static String describe(ProcessHandle process) {
    return process.pid() + " " + process.info().commandLine().orElse("?");
  }
}

package dev.mlintern.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What one session left behind.
///
/// @param events the lines of `--output-format stream-json`
/// @param requests what the model was asked, main conversation and all others
/// @param outsideCalls attempts to reach anything but loopback
/// @param leftovers command lines of processes of the session that outlived it (Linux only)
public record ClaudeRun(
    int exitCode,
    List<JsonNode> events,
    String stderr,
    String debugLog,
    List<ModelRequest> requests,
    List<String> outsideCalls,
    List<String> leftovers,
    Path home) {
  public ClaudeRun {
    events = List.copyOf(events);
    requests = List.copyOf(requests);
    outsideCalls = List.copyOf(outsideCalls);
    leftovers = List.copyOf(leftovers);
  }

  /// The requests of the main conversation, in order: one per turn of the model.
  public List<ModelRequest> mainRequests() {
    return requests.stream().filter(r -> r.kind() == ModelRequest.Kind.MAIN).toList();
  }

  public List<ModelRequest> subagentRequests() {
    return requests.stream().filter(r -> r.kind() == ModelRequest.Kind.SUBAGENT).toList();
  }

  /// The state of an MCP server as the client reports it at the start, such as `connected`.
  public String serverStatus(String name) {
    JsonNode servers = event("system", "init").path("mcp_servers");
    return ModelRequest.elements(servers)
        .filter(server -> server.path("name").asString().equals(name))
        .map(server -> server.path("status").asString())
        .findFirst()
        .orElse("not configured");
  }

  /// The final `result` event.
  public JsonNode result() {
    return events.stream()
        .filter(event -> event.path("type").asString().equals("result"))
        .reduce((_, later) -> later)
        .orElseThrow(() -> new AssertionError("the session has no result: " + this));
  }

  public JsonNode event(String type, String subtype) {
    return events.stream()
        .filter(event -> event.path("type").asString().equals(type))
        .filter(event -> event.path("subtype").asString("").equals(subtype))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no event " + type + "/" + subtype + ": " + this));
  }

  /// What explains a failure: the end of the events and the client's remarks about servers and
  /// hooks.
  @Override
  public String toString() {
    String remarks =
        debugLog
            .lines()
            .filter(line -> line.contains("MCP") || line.contains("ERROR") || line.contains("ook"))
            .collect(Collectors.joining("\n"));
    return "exit %d\nstderr: %s\nlast events: %s\nfrom the debug log:\n%s"
        .formatted(
            exitCode,
            stderr,
            events.subList(Math.max(0, events.size() - 3), events.size()),
            remarks);
  }
}

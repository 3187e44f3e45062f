package dev.mlintern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.FinishedCommand;
import dev.mlintern.e2e.NpmPackage;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.tools.ToolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The MCP inspector's command line against the packaged server.
class InspectorIT {
  private static final NpmPackage INSPECTOR =
      new NpmPackage("@modelcontextprotocol/inspector", "2.12.0", "mcp-inspector");

  /// The inspector wants a newer Node than many machines have.
  private static final NpmPackage NODE = new NpmPackage("node", "22.23.3", "node");

  private static final Path DOCUMENTS =
      Path.of(System.getProperty("ml-intern.basedir", "."), "src/main/resources/tools");

  @TempDir private Path home;

  static Stream<String> tools() {
    return Stream.of(DOCUMENTS.toFile().list()).map(file -> file.replace(".json", "")).sorted();
  }

  @BeforeEach
  void install() {
    INSPECTOR.binary();
    NODE.binary();
  }

  @Test
  void listsEveryTool() throws IOException {
    JsonNode listed = inspect("http://127.0.0.1:9", "--method=tools/list");
    assertThat(listed.get("tools").valueStream().map(tool -> tool.get("name").asString()))
        .containsExactlyInAnyOrderElementsOf(tools().toList());
  }

  @Test
  void callsATool() throws IOException {
    try (EmbeddedHub hub = EmbeddedHub.start(home.resolve("hub"), 0)) {
      JsonNode result =
          inspect(
              hub.endpoint().toString(),
              "--method=tools/call",
              "--tool-name=hub_repo_search",
              "--tool-arg",
              "query=llama");
      assertThat(result.path("isError").asBoolean(false)).isFalse();
      assertThat(result.get("content").get(0).get("text").asString()).contains("Nothing found");
    }
  }

  /// Nothing answers here, so most say so: in words, as a result the inspector accepts.
  @ParameterizedTest
  @MethodSource("tools")
  void callsEveryTool(String tool) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--method=tools/call", "--tool-name=" + tool));
    example(ToolSpec.load(tool))
        .forEachEntry(
            (name, value) -> {
              arguments.add("--tool-arg");
              arguments.add(name + "=" + (value.isString() ? value.stringValue() : value));
            });
    JsonNode result = inspect("http://127.0.0.1:9", arguments.toArray(String[]::new));
    assertThat(result.at("/content/0/text").asString("")).isNotBlank();
  }

  private static ObjectNode example(ToolSpec spec) {
    JsonNode schema =
        spec.branches().isEmpty() ? spec.validatedSchema() : spec.branches().getFirst();
    if (schema.at("/examples/0") instanceof ObjectNode example) {
      return example;
    }
    ObjectNode required = JsonMapper.shared().createObjectNode();
    for (JsonNode name : schema.path("required")) {
      String type = schema.get("properties").get(name.asString()).path("type").asString();
      required.put(name.asString(), type.equals("array") ? "[\"org/name\"]" : "org/name");
    }
    return required;
  }

  private JsonNode inspect(String endpoint, String... arguments) throws IOException {
    ObjectNode server = JsonMapper.shared().createObjectNode().put("type", "stdio");
    server.put("command", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    server.putArray("args").add("-jar").add(System.getProperty("ml-intern.jar")).add("mcp");
    server
        .putObject("env")
        .put("HF_ENDPOINT", endpoint)
        .put("HF_HUB_OFFLINE", endpoint.endsWith(":9") ? "1" : "0")
        .put("ML_INTERN_HOME", home.resolve("state").toString())
        .put("HOME", home.toString());
    ObjectNode config = JsonMapper.shared().createObjectNode();
    config.putObject("mcpServers").set("ml-intern", server);
    Path file = Files.writeString(home.resolve("mcp.json"), config.toString());
    List<String> command = new ArrayList<>();
    command.add(NODE.binary().toString());
    command.add(INSPECTOR.binary().toRealPath().toString());
    command.addAll(List.of("--cli", "--config=" + file, "--server=ml-intern"));
    command.addAll(List.of(arguments));
    FinishedCommand run =
        Command.of(home, command.toArray(String[]::new))
            .with("HOME", home)
            .with("MCP_INSPECTOR_SECRET_STORE", "memory")
            .run(Duration.ofMinutes(2));
    assertThat(run.stdout()).as(run.stderr()).startsWith("{");
    return JsonMapper.shared().readTree(run.stdout());
  }
}

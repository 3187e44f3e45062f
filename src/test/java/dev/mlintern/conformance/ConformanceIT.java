package dev.mlintern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.FinishedCommand;
import dev.mlintern.e2e.NpmPackage;
import dev.mlintern.mcp.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The official conformance suite against our door, over a bridge because it only speaks HTTP:
/// every scenario for what we declare (tools), in both protocol eras. Scenarios of resources,
/// prompts, completions, logging, sampling, elicitation and tasks are for servers that declare
/// them, those of sessions, headers and origins are about HTTP.
class ConformanceIT {
  /// The first line of releases that knows the stateless revision.
  private static final NpmPackage SUITE =
      new NpmPackage("@modelcontextprotocol/conformance", "0.2.0-alpha.12", "conformance");

  /// The suite wants a newer Node than many machines have.
  private static final NpmPackage NODE = new NpmPackage("node", "22.23.3", "node");

  /// Parts of `server-stateless` about what we do not declare: asking the client's model.
  private static final Set<String> NOT_DECLARED =
      Set.of(
          "sep-2575-server-rejects-undeclared-capability", "sep-2575-missing-capability-http-400");

  private static final Set<String> FINE = Set.of("SUCCESS", "SKIPPED", "INFO");

  private static HttpBridge bridge;

  @TempDir private Path results;

  @BeforeAll
  static void startTheServer() throws IOException {
    SUITE.binary();
    NODE.binary();
    bridge = new HttpBridge(ServerProcess.commandOf(ConformanceServer.class));
  }

  @AfterAll
  static void stopTheServer() {
    if (bridge != null) {
      bridge.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server-initialize",
        "ping",
        "tools-list",
        "tools-call-simple-text",
        "tools-call-image",
        "tools-call-error",
        "tools-call-with-progress",
        "json-schema-2020-12",
      })
  void conformsTo20251125(String scenario) throws IOException {
    assertConforms(scenario, "2025-11-25");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server-stateless",
        "tools-list",
        "tools-call-simple-text",
        "tools-call-image",
        "tools-call-error",
        "tools-call-with-progress",
        "json-schema-2020-12",
      })
  void conformsTo20260728(String scenario) throws IOException {
    assertConforms(scenario, "2026-07-28");
  }

  private void assertConforms(String scenario, String revision) throws IOException {
    FinishedCommand run =
        Command.of(
                results,
                NODE.binary().toString(),
                SUITE.binary().toRealPath().toString(),
                "server",
                "--url=" + bridge.url(),
                "--scenario=" + scenario,
                "--spec-version=" + revision,
                "--output-dir=" + results)
            .with("HOME", results)
            .run(Duration.ofMinutes(2));
    List<JsonNode> checks = checks();
    assertThat(checks)
        .as(run.stdout() + run.stderr())
        .anyMatch(check -> check.path("status").asString().equals("SUCCESS"));
    assertThat(checks)
        .filteredOn(check -> !NOT_DECLARED.contains(check.path("id").asString()))
        .filteredOn(check -> !FINE.contains(check.path("status").asString()))
        .isEmpty();
  }

  private List<JsonNode> checks() throws IOException {
    List<JsonNode> checks = new ArrayList<>();
    try (Stream<Path> files = Files.walk(results)) {
      for (Path file : files.filter(path -> path.endsWith("checks.json")).toList()) {
        JsonMapper.shared().readTree(file.toFile()).forEach(checks::add);
      }
    }
    return checks;
  }
}

package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mlintern.mcp.ServerProcess;
import dev.mlintern.mcp.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `ml-intern mcp` as clients start it.
@Timeout(60)
class McpCommandIT {
  @Test
  void servesTheCatalogueWithItsInstructions() throws Exception {
    try (var server = ServerProcess.product("mcp")) {
      JsonNode result = server.wire().initialize().get("result");
      assertThat(result.get("serverInfo").get("name").asString()).isEqualTo("ml-intern");
      assertThat(result.get("serverInfo").get("version").asString()).matches("\\d+\\.\\d+\\.\\d+");
      assertThat(result.get("instructions").asString()).contains("`hub_repo_search`");
      assertThat(toolNames(server.wire())).contains("hub_repo_search", "hf_inspect_dataset");
      server.wire().close();
      assertThat(server.exitCode()).isZero();
    }
  }

  @Test
  void optionsChooseToolsAndTheInstructionsFollow() throws Exception {
    // Once read by hand, once by the option parser.
    for (String option : List.of("--tools hub_repo_search", "--tools=hub_repo_search")) {
      try (var server = ServerProcess.product(("mcp " + option).split(" "))) {
        JsonNode result = server.wire().initialize().get("result");
        assertThat(result.get("instructions").asString()).doesNotContain("hf_inspect_dataset");
        assertThat(toolNames(server.wire())).containsExactly("hub_repo_search");
      }
    }
  }

  @Test
  void opensNoSocketAndLooksForNoTokenBeforeItIsAskedForSomething(@TempDir Path folder)
      throws Exception {
    // Whoever reads this token file waits for ever.
    Path token = folder.resolve("token");
    assertThat(new ProcessBuilder("mkfifo", token.toString()).start().waitFor()).isZero();
    try (var server =
        ServerProcess.product(Map.of("HF_TOKEN_PATH", token.toString(), "HF_TOKEN", ""), "mcp")) {
      server.wire().initialize();
      assertThat(toolNames(server.wire())).isNotEmpty();
      Path descriptors = Path.of("/proc", Long.toString(server.pid()), "fd");
      assumeThat(descriptors).isDirectory();
      try (Stream<Path> open = Files.list(descriptors)) {
        assertThat(open.map(McpCommandIT::target)).noneMatch(name -> name.startsWith("socket:"));
      }
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException _) {
      return "closed meanwhile";
    }
  }

  @Test
  void anUnknownToolsetEndsTheStartWithTheKnownOnes() throws Exception {
    try (var server = ServerProcess.product("mcp", "--toolsets", "nope")) {
      server.wire().expectEnd();
      assertThat(server.exitCode()).isEqualTo(2);
    }
  }

  private static List<String> toolNames(Wire wire) {
    wire.send("{'jsonrpc':'2.0','id':1,'method':'tools/list'}");
    return wire.receive()
        .get("result")
        .get("tools")
        .valueStream()
        .map(tool -> tool.get("name").asString())
        .toList();
  }
}

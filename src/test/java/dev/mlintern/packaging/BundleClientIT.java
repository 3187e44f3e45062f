package dev.mlintern.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.RunningCommand;
import dev.mlintern.localhub.EmbeddedHub;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a desktop client does with the MCP bundle (manifest 0.3 of npm `@anthropic-ai/mcpb`):
/// unpack it, put the folder and the user's answers into the manifest's command, start exactly
/// that.
@Timeout(120)
class BundleClientIT {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");
  private static final String TOKEN = "hf_" + "x".repeat(34);

  @TempDir private Path temp;
  private Path folder;
  private Path home;
  private JsonNode manifest;
  private EmbeddedHub hub;

  @BeforeEach
  void install() throws IOException {
    folder = temp.resolve("Claude Extensions");
    home = Files.createDirectories(temp.resolve("home"));
    try (InputStream in = Files.newInputStream(HandedOut.file(".mcpb"));
        var zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
    manifest = JsonMapper.shared().readTree(Files.readString(folder.resolve("manifest.json")));
    Path dataset = Files.createDirectories(temp.resolve("hub/datasets/me/films"));
    Files.writeString(dataset.resolve("train.jsonl"), "{\"text\": \"fine\", \"label\": 1}\n");
    hub = EmbeddedHub.start(temp.resolve("hub"), 0);
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void theManifestsCommandServesEveryToolAndACallWorks() {
    try (RunningCommand server = HandedOut.server(command(Map.of()))) {
      JsonNode listed = request(server, 2, "tools/list", "{}");
      JsonNode answer = call(server, 3, "hf_inspect_dataset", "{\"dataset\":\"me/films\"}");

      assertThat(listed.at("/result/tools").valueStream().map(t -> t.path("name").asString()))
          .hasSizeGreaterThan(20)
          .contains("hf_inspect_dataset", "hf_jobs");
      assertThat(answer.at("/result/isError").asBoolean(false)).as(answer.toString()).isFalse();
      assertThat(answer.at("/result/content/0/text").asString()).contains("me/films", "label");
    }
  }

  @Test
  void theTokenTypedIntoTheClientIsTheOneUsed() {
    try (RunningCommand server = HandedOut.server(command(Map.of("hf_token", TOKEN)))) {
      assertThat(jobs(server)).contains("No jobs");
    }
  }

  @Test
  void whoLeavesItEmptyKeepsTheTokenTheyLoggedInWith() throws IOException {
    try (RunningCommand server = HandedOut.server(command(Map.of()))) {
      assertThat(jobs(server)).contains("hf auth login").doesNotContain("No jobs");
    }
    Path stored = home.resolve(".cache/huggingface/token");
    Files.createDirectories(stored.getParent());
    Files.writeString(stored, TOKEN);
    try (RunningCommand server = HandedOut.server(command(Map.of()))) {
      assertThat(jobs(server)).contains("No jobs");
    }
  }

  private static String jobs(RunningCommand server) {
    return call(server, 2, "hf_jobs", "{\"operation\":\"ps\"}")
        .at("/result/content/0/text")
        .asString();
  }

  private static JsonNode call(RunningCommand server, int id, String tool, String arguments) {
    return request(
        server, id, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  private static JsonNode request(RunningCommand server, int id, String method, String params) {
    server.send(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
            .formatted(id, method, params));
    String start = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",";
    String line = server.awaitLine(l -> l.startsWith(start), HandedOut.BOUND);
    return JsonMapper.shared().readTree(line);
  }

  /// The manifest's command for somebody who answered `answers` and left the rest as it was.
  private Command command(Map<String, String> answers) {
    JsonNode config = manifest.at("/server/mcp_config");
    List<String> line = new ArrayList<>(List.of(config.path("command").asString()));
    config.path("args").forEach(argument -> line.add(filled(argument.asString(), answers)));
    Command command =
        Command.of(home, line.toArray(String[]::new))
            .with("HOME", home)
            .with("PATH", "/usr/bin:/bin")
            .with("HF_ENDPOINT", hub.endpoint());
    for (Map.Entry<String, JsonNode> variable : config.path("env").properties()) {
      command = command.with(variable.getKey(), filled(variable.getValue().asString(), answers));
    }
    return command;
  }

  private String filled(String text, Map<String, String> answers) {
    return VARIABLE
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), answers)));
  }

  private String value(String variable, Map<String, String> answers) {
    if (variable.equals("__dirname")) {
      return folder.toString();
    }
    String key = variable.substring("user_config.".length());
    JsonNode fallback = manifest.at("/user_config/" + key + "/default");
    assertThat(fallback.isMissingNode()).as("a client has nothing for " + variable).isFalse();
    return answers.getOrDefault(key, fallback.asString());
  }
}

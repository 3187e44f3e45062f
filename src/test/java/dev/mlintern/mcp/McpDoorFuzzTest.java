package dev.mlintern.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Corpus;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.tools.SampleTool;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolRunner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Whatever a client sends, the server lives on: what it writes are sound messages without a null,
/// no id is answered more often than it was sent, and the last request is answered.
public final class McpDoorFuzzTest {
  private static final ToolRunner RUNNER =
      new ToolRunner(
          ToolCatalogue.of(List.of(SampleTool.echo())),
          Duration.ofMinutes(1),
          UnaryOperator.identity());
  private static final ServerInfo INFO =
      new ServerInfo("ml-intern", "ml-intern", "1", "Use the tools.");
  private static final String LAST =
      "\n{\"jsonrpc\":\"2.0\",\"id\":\"the last\",\"method\":\"ping\"}\n";

  @Test
  void any_bytes_are_answered_soundly_and_the_last_request_is_answered() {
    Campaign.against(McpDoorFuzzTest::fuzzerTestOneInput, corpus()).run(400);
  }

  public static Corpus corpus() {
    String start =
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}}\n";
    return Corpus.of(
            start
                + "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}}}",
            start + "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/list\"}\n[]\n\n{}",
            "{\"jsonrpc\":\"2.0\",\"id\":1e2,\"method\":\"server/discover\",\"params\":{\"_meta\":{}}}\n"
                + "{\"id\":null}",
            start
                + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}\n"
                + "\"x\"\n"
                + "[[[[")
        .withWords(
            "\n",
            "\"id\":1,",
            "\"id\":\"\\ud800\"",
            "null",
            "[",
            "{",
            "\"params\":",
            "\"method\":",
            "\"echo\"",
            "\"_meta\":{\"progressToken\":1},",
            "-0",
            "1e999999999");
  }

  public static void fuzzerTestOneInput(byte[] input) throws InterruptedException {
    var sent = new ByteArrayOutputStream();
    sent.writeBytes(input);
    sent.writeBytes(LAST.getBytes(StandardCharsets.UTF_8));
    var out = new ByteArrayOutputStream();
    new McpDoor(new ByteArrayInputStream(sent.toByteArray()), out, RUNNER, INFO).serve();

    String received = out.toString(StandardCharsets.UTF_8);
    assertThat(received).endsWith("\n").contains("\"id\":\"the last\",\"result\"");
    List<JsonObject> answers = received.lines().map(JsonReader::readObject).toList();
    List<String> asked = ids(sent.toString(StandardCharsets.UTF_8));
    List<String> answered = ids(received);
    assertThat(answered)
        .allSatisfy(
            id -> assertThat(count(id, answered)).as(id).isLessThanOrEqualTo(count(id, asked)));
    for (JsonObject answer : answers) {
      assertThat(answer.string("jsonrpc")).contains("2.0");
      assertThat(answer.toJson()).doesNotContain(":null", "[null");
    }
  }

  private static long count(String id, List<String> ids) {
    return ids.stream().filter(id::equals).count();
  }

  /// The ids of all lines that hold one; of two members with one name the last counts.
  private static List<String> ids(String lines) {
    return Stream.of(lines.split("\n")).flatMap(line -> id(line).stream()).toList();
  }

  private static Optional<String> id(String line) {
    try {
      return Optional.of(JsonMapper.shared().readTree(line).path("id").toString())
          .filter(id -> !id.isEmpty());
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }
}

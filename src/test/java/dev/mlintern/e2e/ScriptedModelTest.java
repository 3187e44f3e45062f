package dev.mlintern.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The stand-in for the Messages API is only worth something if it refuses what the real one
/// refuses.
class ScriptedModelTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  static Stream<Arguments> refusedTools() {
    return Stream.of(
        Arguments.of("oneOf at the root", tool("a", "{\"type\":\"object\",\"oneOf\":[{}]}")),
        Arguments.of("anyOf at the root", tool("a", "{\"type\":\"object\",\"anyOf\":[{}]}")),
        Arguments.of("allOf at the root", tool("a", "{\"type\":\"object\",\"allOf\":[{}]}")),
        Arguments.of("no type", tool("a", "{\"properties\":{}}")),
        Arguments.of("list of types", tool("a", "{\"type\":[\"object\",\"null\"]}")),
        Arguments.of("null required", tool("a", "{\"type\":\"object\",\"required\":null}")),
        Arguments.of("bad name", tool("a.b", "{\"type\":\"object\"}")),
        Arguments.of("long name", tool("a".repeat(129), "{\"type\":\"object\"}")),
        Arguments.of("blank in a key", tool("a", property("a b"))),
        Arguments.of("long key", tool("a", property("k".repeat(65)))),
        Arguments.of(
            "unknown type",
            tool("a", "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"strng\"}}}")),
        Arguments.of(
            "null description",
            "{\"name\":\"a\",\"description\":null,\"input_schema\":{\"type\":\"object\"}}"),
        Arguments.of(
            "two of one name",
            tool("a", "{\"type\":\"object\"}") + "," + tool("a", "{\"type\":\"object\"}")));
  }

  private static String tool(String name, String schema) {
    return "{\"name\":\"" + name + "\",\"description\":\"d\",\"input_schema\":" + schema + "}";
  }

  private static String property(String key) {
    return "{\"type\":\"object\",\"properties\":{\"" + key + "\":{\"type\":\"string\"}}}";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedTools")
  void refusesToolDefinitionsThatTheRealApiRefuses(String what, String tools) throws Exception {
    try (ScriptedModel model = ScriptedModel.start(Scenario.start().says("hello"))) {
      HttpResponse<String> answer = ask(model, tools, "[{\"role\":\"user\",\"content\":\"hi\"}]");

      assertThat(answer.statusCode()).as(what).isEqualTo(400);
      assertThat(JSON.readTree(answer.body()).path("error").path("type").asString())
          .isEqualTo("invalid_request_error");
    }
  }

  @Test
  void acceptsCombinatorsBelowTheRoot() throws Exception {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"a.b-C_1\":{\"oneOf\":[{\"type\":\"string\"}]}}}";
    try (ScriptedModel model = ScriptedModel.start(Scenario.start().says("hello"))) {
      HttpResponse<String> answer =
          ask(model, tool("mcp__a__b", schema), "[{\"role\":\"user\",\"content\":\"hi\"}]");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("hello");
    }
  }

  @Test
  void refusesACallWithoutItsResult() throws Exception {
    String messages =
        """
        [{"role":"user","content":"hi"},
         {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"a","input":{}}]},
         {"role":"user","content":"and?"}]
        """;
    try (ScriptedModel model = ScriptedModel.start(Scenario.start().says("hello"))) {
      HttpResponse<String> answer = ask(model, tool("a", "{\"type\":\"object\"}"), messages);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("t1");
    }
  }

  @Test
  void playsItsStepsInOrderAndRepeatsOneForARepeatedRequest() throws Exception {
    Scenario scenario = Scenario.start().calls("a", Map.of("x", 1)).says("end");
    String tools = tool("a", "{\"type\":\"object\"}");
    String first = "[{\"role\":\"user\",\"content\":\"hi\"}]";
    try (ScriptedModel model = ScriptedModel.start(scenario)) {
      String call = ask(model, tools, first).body();
      String again = ask(model, tools, first).body();
      String second = ask(model, tools, "[{\"role\":\"user\",\"content\":\"next\"}]").body();

      assertThat(JSON.readTree(call).path("stop_reason").asString()).isEqualTo("tool_use");
      assertThat(JSON.readTree(again).path("content").path(0).path("name").asString())
          .isEqualTo("a");
      assertThat(JSON.readTree(second).path("content").path(0).path("text").asString())
          .isEqualTo("end");
    }
  }

  @Test
  void streamsALongReplyInPieces() throws Exception {
    String text = "word ".repeat(300);
    try (ScriptedModel model = ScriptedModel.start(Scenario.start().says(text))) {
      String body =
          """
          {"stream":true,"tools":[%s],"messages":[{"role":"user","content":"hi"}]}
          """
              .formatted(tool("a", "{\"type\":\"object\"}"));
      String events = post(model, body).body();

      String joined =
          events
              .lines()
              .filter(line -> line.startsWith("data: "))
              .map(line -> JSON.readTree(line.substring(6)))
              .map(event -> event.path("delta").path("text"))
              .filter(JsonNode::isString)
              .map(JsonNode::asString)
              .reduce("", String::concat);
      assertThat(joined).isEqualTo(text);
      assertThat(events.lines().filter("event: content_block_delta"::equals).count())
          .isGreaterThan(1);
      assertThat(events).endsWith("{\"type\":\"message_stop\"}\n\n");
    }
  }

  private static HttpResponse<String> ask(ScriptedModel model, String tools, String messages)
      throws IOException, InterruptedException {
    return post(model, "{\"tools\":[" + tools + "],\"messages\":" + messages + "}");
  }

  private static HttpResponse<String> post(ScriptedModel model, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(model.url() + "/v1/messages"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}

package dev.mlintern.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.SampleTool;
import dev.mlintern.tools.ToolResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The handshake, the list of tools, and what a single call is answered.
class McpDoorTest {
  private DoorRig rig = DoorRig.open(SampleTool.echo(), SampleTool.jobs());

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2024-11-05,2024-11-05",
    "2025-03-26,2025-03-26",
    "2025-06-18,2025-06-18",
    "2025-11-25,2025-11-25",
    "2026-07-28,2025-11-25",
    "tomorrow,2025-11-25"
  })
  void initializeAgreesOnARevision(String asked, String agreed) {
    rig.wire.send(
        "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'"
            + asked
            + "','capabilities':{},'clientInfo':{'name':'t','version':'1'}}}");
    JsonNode result = rig.wire.receive().get("result");
    assertThat(result.get("protocolVersion").asString()).isEqualTo(agreed);
    assertThat(result.get("serverInfo").get("name").asString()).isEqualTo("ml-intern");
    assertThat(result.get("instructions").asString()).isEqualTo("Use the tools.");
    assertThat(result.get("capabilities")).isEqualTo(json("{'tools':{}}"));
  }

  @Test
  void toolsAreListedInOrderWithTheirDocumentsVerbatim() {
    rig.wire.initialize();
    rig.wire.send("{'jsonrpc':'2.0','id':1,'method':'tools/list'}");
    JsonNode tools = rig.wire.receive().get("result").get("tools");
    assertThat(tools.valueStream().map(tool -> tool.get("name").asString()))
        .containsExactly("echo", "jobs");
    assertThat(tools.get(1).get("inputSchema")).isEqualTo(SampleTool.jobs().spec().inputSchema());
    assertThat(tools.get(1).get("annotations")).isEqualTo(json("{'readOnlyHint':false}"));
    assertThat(tools.get(1).propertyNames())
        .containsExactlyInAnyOrder("name", "title", "description", "inputSchema", "annotations");
  }

  @Test
  void anUnknownCursorIsRefused() {
    rig.wire.initialize();
    rig.wire.send("{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{'cursor':'x'}}");
    assertError(rig.wire.receive(), 1, -32602, "cursor");
    rig.wire.send("{'jsonrpc':'2.0','id':1,'method':'tools/list','params':{'cursor':null}}");
    assertThat(rig.wire.receive().has("result")).isTrue();
  }

  @Test
  void aCallIsAnsweredWithText() {
    rig.wire.initialize();
    JsonNode result = rig.wire.call(7, "echo", "{'text':'häß 🤗'}").receive().get("result");
    assertThat(result.get("isError").asBoolean()).isFalse();
    assertThat(result.get("content").get(0).get("type").asString()).isEqualTo("text");
    assertThat(result.get("content").get(0).get("text").asString())
        .isEqualTo("{\"text\":\"häß 🤗\"}");
    assertThat(result.has("structuredContent")).isFalse();
  }

  @Test
  void imagesFollowTheText() {
    rig.close();
    var image = new ToolResult.Image("image/png", "AAAA");
    rig =
        DoorRig.open(
            SampleTool.named(
                "plot", true, _ -> new ToolResult("A plot.", false, java.util.List.of(image))));
    rig.wire.initialize();
    assertThat(rig.wire.call(1, "plot", "{}").receive().get("result").get("content"))
        .isEqualTo(
            json(
                "[{'type':'text','text':'A plot.'},"
                    + "{'type':'image','data':'AAAA','mimeType':'image/png'}]"));
  }

  @Test
  void wrongArgumentsAreAnErrorResultTheModelCanRead() {
    rig.wire.initialize();
    JsonNode result = rig.wire.call(1, "echo", "{'texts':'a'}").receive().get("result");
    assertThat(result.get("isError").asBoolean()).isTrue();
    assertThat(result.get("content").get(0).get("text").asString())
        .contains("did you mean `text`?");
  }

  @Test
  void aMemberNamedTwiceIsRefused() {
    rig.wire.initialize();
    JsonNode result = rig.wire.call(1, "echo", "{'text':'a','text':'b'}").receive().get("result");
    assertThat(result.get("isError").asBoolean()).isTrue();
    assertThat(result.get("content").get(0).get("text").asString())
        .contains("Duplicate Object property \"text\"");
  }

  @Test
  void argumentsNestedTooDeepAreAnErrorOfThatCall() {
    rig.wire.initialize();
    String deep = "{'text':" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
    JsonNode answer = rig.wire.call(1, "echo", deep).receive();
    assertThat(answer.get("id").asInt()).isEqualTo(1);
    assertThat(answer.get("result").get("isError").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name':'nope'}                    | No tool named `nope`",
        "{'name':'ecko','arguments':{}}     | Did you mean `echo`?",
        "{}                                 | `name` of the tool is missing",
        "{'name':null}                      | `name` of the tool is missing",
        "{'name':5}                         | `name` must be a string",
        "{'name':'echo','arguments':[]}     | `arguments` must be an object",
        "{'name':'echo','arguments':'text'} | `arguments` must be an object",
      })
  void aCallThatNamesNoToolIsInvalid(String params, String message) {
    rig.wire.initialize();
    rig.wire.send("{'jsonrpc':'2.0','id':3,'method':'tools/call','params':" + params + "}");
    assertError(rig.wire.receive(), 3, -32602, message);
  }

  @Test
  void anErrorInsideAToolLeavesTheServerAlive() {
    rig.close();
    rig = DoorRig.open(SampleTool.throwing(_ -> new IllegalStateException("inner matter")));
    rig.wire.initialize();
    JsonNode result = rig.wire.call(1, "broken", "{}").receive().get("result");
    assertThat(result.get("isError").asBoolean()).isTrue();
    assertThat(result.toString()).doesNotContain("inner matter").doesNotContain("\\tat ");
    rig.wire.expectSilence();
  }

  @Test
  void aFaultOfOurOwnIsAnsweredUnderTheIdOfTheCall() {
    rig.close();
    rig =
        DoorRig.open(
            text -> {
              throw new IllegalStateException("no redactor");
            },
            SampleTool.echo());
    rig.wire.initialize();
    assertError(rig.wire.call(1, "echo", "{'text':'a'}").receive(), 1, -32603, "Fault inside");
    rig.wire.expectSilence();
  }

  static void assertError(JsonNode answer, int id, int code, String message) {
    assertThat(answer.path("id").asInt(-1)).isEqualTo(id);
    assertThat(answer.get("error").get("code").asInt()).isEqualTo(code);
    assertThat(answer.get("error").get("message").asString()).contains(message);
  }

  static JsonNode json(String quotedWithApostrophes) {
    return JsonMapper.shared().readTree(quotedWithApostrophes.replace('\'', '"'));
  }
}

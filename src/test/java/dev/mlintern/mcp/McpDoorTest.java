package dev.mlintern.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.SampleTool;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class McpDoorTest {
  private final CountDownLatch sleeping = new CountDownLatch(1);
  private final CountDownLatch woken = new CountDownLatch(1);
  private final AtomicBoolean scopeCancelled = new AtomicBoolean();
  private DoorRig rig = DoorRig.open(SampleTool.echo(), SampleTool.jobs(), sleeper(true));

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
        .containsExactly("echo", "jobs", "sleep");
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "garbage                                         | -32700",
        "{'jsonrpc':'2.0','id':1,'method':'pi            | -32700",
        "{'jsonrpc':'2.0','id':1,'method':'ping'} {}     | -32700",
        "[{'jsonrpc':'2.0','id':1,'method':'ping'}]      | -32600",
        "[]                                              | -32600",
        "7                                               | -32600",
        "null                                            | -32600",
        "{}                                              | -32600",
        "{'jsonrpc':'2.0','id':null,'method':'ping'}     | -32600",
        "{'jsonrpc':'2.0','id':{},'method':'ping'}       | -32600",
        "{'jsonrpc':'2.0','id':1}                        | -32600",
        "{'id':1,'method':'ping'}                        | -32600",
        "{'jsonrpc':'1.0','id':1,'method':'ping'}        | -32600",
        "{'jsonrpc':'2.0','id':1,'method':7}             | -32600",
        "{'jsonrpc':'2.0','id':1,'method':'ping','params':[]} | -32602",
        "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{}} | -32602",
        "{'jsonrpc':'2.0','id':1,'method':'prompts/list'} | -32601",
        "{'jsonrpc':'2.0','id':1,'method':'tools/list'}  | -32600",
        "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'echo'}} | -32600",
        "{'jsonrpc':'2.0','id':1,'method':'server/discover'} | -32602",
      })
  void whatIsNoRequestGetsItsErrorAndTheServerLivesOn(String line, int code) {
    rig.wire.send(line);
    assertThat(rig.wire.receive().get("error").get("code").asInt()).isEqualTo(code);
    rig.wire.expectSilence();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   \r",
        "{'jsonrpc':'2.0','method':'notifications/unknown'}",
        "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':99}}",
        "{'jsonrpc':'2.0','method':'notifications/cancelled'}",
        "{'jsonrpc':'2.0','method':'tools/call','params':{'name':'echo'}}",
        "{'jsonrpc':'2.0','method':'x','params':[]}",
        "{'jsonrpc':'2.0','id':5,'result':{}}",
        "{'jsonrpc':'2.0','id':5,'error':{'code':1,'message':'m'}}"
      })
  void whatWantsNoAnswerGetsNone(String line) {
    rig.wire.send(line);
    rig.wire.expectSilence();
  }

  @Test
  void invalidUtf8IsAParseError() {
    byte[] line =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping?\"}".getBytes(StandardCharsets.UTF_8);
    line[37] = (byte) 0xC3;
    rig.wire.sendRaw(line);
    assertThat(rig.wire.receive().get("error").get("code").asInt()).isEqualTo(-32700);
    rig.wire.expectSilence();
  }

  @Test
  void aLineBeyondTheBoundIsRefusedAndSkipped() {
    byte[] line = new byte[Json.MAX_LINE_BYTES + 1];
    java.util.Arrays.fill(line, (byte) 'a');
    rig.wire.sendRaw(line);
    assertThat(rig.wire.receive().get("error").get("message").asString()).contains("32 MiB");
    rig.wire.expectSilence();
  }

  @Test
  void idsComeBackAsTheyWere() {
    for (String id : new String[] {"1", "'1'", "-5", "12345678901234567890", "'häß'", "1.5"}) {
      rig.wire.send("{'jsonrpc':'2.0','id':" + id + ",'method':'ping'}");
      assertThat(rig.wire.receive().get("id").toString()).isEqualTo(id.replace('\'', '"'));
    }
  }

  @Test
  void manyPipelinedCallsLoseNoAnswer() {
    rig.wire.initialize();
    int calls = 10_000;
    Thread.ofVirtual()
        .start(
            () -> {
              for (int i = 0; i < calls; i++) {
                rig.wire.call(i, "echo", "{'text':'" + i + "'}");
              }
            });
    Set<Integer> answered = new HashSet<>();
    for (int i = 0; i < calls; i++) {
      JsonNode answer = rig.wire.receive();
      int id = answer.get("id").asInt();
      assertThat(answer.get("result").get("content").get(0).get("text").asString())
          .isEqualTo("{\"text\":\"" + id + "\"}");
      answered.add(id);
    }
    assertThat(answered).hasSize(calls);
  }

  @Test
  void aClientThatWritesEverythingBeforeItReadsIsServedToo() throws Exception {
    rig.wire.initialize();
    int calls = 3_000;
    String text = "x".repeat(2_000);
    for (int i = 0; i < calls; i++) {
      rig.wire.call(i, "echo", "{'text':'" + text + "'}");
    }
    for (int i = 0; i < calls; i++) {
      assertThat(rig.wire.receive().has("result")).isTrue();
    }
  }

  @Test
  void sleepingCallsDoNotDelayAPing() {
    rig.wire.initialize();
    for (int i = 0; i < 60; i++) {
      rig.wire.call(i, "sleep", "{}");
    }
    rig.wire.expectSilence();
  }

  @Test
  void aCancelledCallIsInterruptedAndNeverAnswered() throws Exception {
    rig.wire.initialize();
    rig.wire.call("'long'", "sleep", "{}");
    assertThat(sleeping.await(10, TimeUnit.SECONDS)).isTrue();
    cancel("'long'");
    assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(scopeCancelled).isTrue();
    rig.wire.expectSilence();
  }

  @Test
  void aCallCancelledBeforeItStartsDoesNothing() {
    rig.close();
    AtomicInteger finished = new AtomicInteger();
    rig =
        DoorRig.open(
            SampleTool.named(
                "count",
                false,
                _ -> {
                  Thread.sleep(Duration.ofSeconds(20));
                  finished.incrementAndGet();
                  return ToolResult.ok("done");
                }));
    rig.wire.initialize();
    for (int i = 0; i < 200; i++) {
      rig.wire.send(
          "{'jsonrpc':'2.0','id':%d,'method':'tools/call','params':{'name':'count'}}\n".formatted(i)
              + "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':%d}}"
                  .formatted(i));
    }
    rig.wire.expectSilence();
    assertThat(finished).hasValue(0);
  }

  @Test
  void cancellingDistinguishesNumberAndTextIds() throws Exception {
    rig.wire.initialize();
    rig.wire.call("1", "sleep", "{}");
    assertThat(sleeping.await(10, TimeUnit.SECONDS)).isTrue();
    cancel("'1'");
    rig.wire.expectSilence();
    assertThat(woken.getCount()).isOne();
    cancel("1");
    assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anIdMayBeReusedAfterItsAnswerButNotBefore() throws Exception {
    rig.wire.initialize();
    for (int i = 0; i < 500; i++) {
      assertThat(rig.wire.call(1, "echo", "{'text':'a'}").receive().has("result")).isTrue();
    }
    rig.wire.call(2, "sleep", "{}");
    assertError(rig.wire.call(2, "echo", "{'text':'a'}").receive(), 2, -32600, "in flight");
    cancel("2");
    assertThat(rig.wire.call(2, "echo", "{'text':'a'}").receive().has("result")).isTrue();
  }

  @Test
  void progressIsSentOnlyWhenAskedForAndAtMostOnceASecond() throws Exception {
    rig.close();
    Tool chatty =
        SampleTool.named(
            "chatty",
            true,
            call -> {
              for (int i = 1; i <= 1_000; i++) {
                call.progress().report(i, OptionalDouble.of(1_000), "step " + i);
              }
              return ToolResult.ok("done");
            });
    rig = DoorRig.open(chatty);
    rig.wire.initialize();
    assertThat(rig.wire.call(1, "chatty", "{}").receive().has("result")).isTrue();
    rig.wire.send(
        "{'jsonrpc':'2.0','id':2,'method':'tools/call','params':{'name':'chatty',"
            + "'_meta':{'progressToken':'p'}}}");
    JsonNode progress = rig.wire.receive();
    assertThat(progress.get("method").asString()).isEqualTo("notifications/progress");
    assertThat(progress.get("params"))
        .isEqualTo(json("{'progressToken':'p','progress':1.0,'total':1000.0,'message':'step 1'}"));
    assertThat(rig.wire.receive().get("id").asInt()).isEqualTo(2);
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

  @Test
  void theEndOfInputEndsTheServerAfterTheAnswersOnTheirWay() throws Exception {
    rig.wire.initialize();
    for (int i = 0; i < 100; i++) {
      rig.wire.call(i, "echo", "{'text':'a'}");
    }
    rig.wire.close();
    for (int i = 0; i < 100; i++) {
      assertThat(rig.wire.receive().has("result")).isTrue();
    }
    rig.wire.expectEnd();
  }

  @Test
  void aReadInFlightIsBrokenOffAtTheEndOfInput() throws Exception {
    rig.wire.initialize();
    rig.wire.call(1, "sleep", "{}");
    assertThat(sleeping.await(10, TimeUnit.SECONDS)).isTrue();
    rig.wire.close();
    assertError(rig.wire.receive(), 1, -32603, "input has ended");
    assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
    rig.wire.expectEnd();
  }

  @Test
  void aWriteInFlightMayFinishAfterTheEndOfInput() throws Exception {
    rig.close();
    rig =
        DoorRig.open(
            SampleTool.named(
                "upload",
                false,
                _ -> {
                  sleeping.countDown();
                  Thread.sleep(Duration.ofMillis(500));
                  return ToolResult.ok("uploaded");
                }));
    rig.wire.initialize();
    rig.wire.call(1, "upload", "{}");
    assertThat(sleeping.await(10, TimeUnit.SECONDS)).isTrue();
    rig.wire.close();
    assertThat(rig.wire.receive().get("result").get("isError").asBoolean()).isFalse();
    rig.wire.expectEnd();
  }

  @Test
  void stoppingBreaksOffEveryCall() throws Exception {
    rig.wire.initialize();
    rig.wire.call(1, "sleep", "{}");
    assertThat(sleeping.await(10, TimeUnit.SECONDS)).isTrue();
    rig.door.stop(Duration.ofSeconds(1));
    assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
    rig.wire.expectSilence();
  }

  private void cancel(String id) {
    rig.wire.send(
        "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':" + id + "}}");
  }

  private Tool sleeper(boolean readOnly) {
    return SampleTool.named(
        "sleep",
        readOnly,
        call -> {
          call.scope().onCancel(() -> scopeCancelled.set(true));
          sleeping.countDown();
          try {
            Thread.sleep(Duration.ofMinutes(1));
            return ToolResult.ok("slept");
          } catch (InterruptedException e) {
            woken.countDown();
            throw e;
          }
        });
  }

  private static void assertError(JsonNode answer, int id, int code, String message) {
    assertThat(answer.path("id").asInt(-1)).isEqualTo(id);
    assertThat(answer.get("error").get("code").asInt()).isEqualTo(code);
    assertThat(answer.get("error").get("message").asString()).contains(message);
  }

  private static JsonNode json(String quotedWithApostrophes) {
    return JsonMapper.shared().readTree(quotedWithApostrophes.replace('\'', '"'));
  }
}

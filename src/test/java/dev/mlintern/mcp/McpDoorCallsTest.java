package dev.mlintern.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.SampleTool;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolResult;
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
import tools.jackson.databind.JsonNode;

/// Calls under way: many at once, cancelled, telling progress, caught by the end of the input.
class McpDoorCallsTest {
  private final CountDownLatch sleeping = new CountDownLatch(1);
  private final CountDownLatch woken = new CountDownLatch(1);
  private final AtomicBoolean scopeCancelled = new AtomicBoolean();
  private DoorRig rig = DoorRig.open(SampleTool.echo(), sleeper());

  @AfterEach
  void close() {
    rig.close();
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
    McpDoorTest.assertError(
        rig.wire.call(2, "echo", "{'text':'a'}").receive(), 2, -32600, "in flight");
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
        .isEqualTo(
            McpDoorTest.json(
                "{'progressToken':'p','progress':1.0,'total':1000.0,'message':'step 1'}"));
    assertThat(rig.wire.receive().get("id").asInt()).isEqualTo(2);
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
    McpDoorTest.assertError(rig.wire.receive(), 1, -32603, "input has ended");
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

  private Tool sleeper() {
    return SampleTool.named(
        "sleep",
        true,
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
}

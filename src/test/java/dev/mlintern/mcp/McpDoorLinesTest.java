package dev.mlintern.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.SampleTool;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lines that are no request, or one without an answer: the server says what is wrong, or nothing,
/// and lives on.
class McpDoorLinesTest {
  private final DoorRig rig = DoorRig.open(SampleTool.echo());

  @AfterEach
  void close() {
    rig.close();
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
}

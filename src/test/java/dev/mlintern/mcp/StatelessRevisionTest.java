package dev.mlintern.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.SampleTool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Revision 2026-07-28: no handshake, every request says what it speaks.
class StatelessRevisionTest {
  private static final String META =
      "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientInfo':{'name':'t','version':'1'},"
          + "'io.modelcontextprotocol/clientCapabilities':{}}";

  private final DoorRig rig = DoorRig.open(SampleTool.echo());

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void discoveryTellsRevisionsCapabilitiesAndIdentity() {
    JsonNode result = request("server/discover", META).get("result");
    assertThat(result.get("resultType").asString()).isEqualTo("complete");
    assertThat(result.get("supportedVersions").get(0).asString()).isEqualTo("2026-07-28");
    assertThat(result.get("capabilities").has("tools")).isTrue();
    assertThat(result.get("instructions").asString()).isEqualTo("Use the tools.");
    assertThat(result.get("ttlMs").asLong()).isNotNegative();
    assertThat(result.get("cacheScope").asString()).isEqualTo("private");
    assertThat(result.get("_meta").get("io.modelcontextprotocol/serverInfo").get("name").asString())
        .isEqualTo("ml-intern");
  }

  @Test
  void toolsAreListedAndCalledWithoutInitialize() {
    JsonNode list = request("tools/list", META).get("result");
    assertThat(list.get("tools").get(0).get("name").asString()).isEqualTo("echo");
    assertThat(list.get("resultType").asString()).isEqualTo("complete");
    assertThat(list.get("ttlMs").isIntegralNumber()).isTrue();
    assertThat(list.get("cacheScope").asString()).isEqualTo("private");

    JsonNode called =
        request("tools/call", "'name':'echo','arguments':{'text':'a'}," + META).get("result");
    assertThat(called.get("content").get(0).get("text").asString()).isEqualTo("{\"text\":\"a\"}");
    assertThat(called.get("resultType").asString()).isEqualTo("complete");
    assertThat(called.get("_meta").has("io.modelcontextprotocol/serverInfo")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"server/discover", "tools/list", "tools/call"})
  void anUnknownRevisionIsRefusedWithTheKnownOnes(String method) {
    JsonNode error = request(method, META.replace("2026-07-28", "1900-01-01")).get("error");
    assertThat(error.get("code").asInt()).isEqualTo(-32022);
    assertThat(error.get("data").get("requested").asString()).isEqualTo("1900-01-01");
    assertThat(error.get("data").get("supported").get(0).asString()).isEqualTo("2026-07-28");
  }

  @Test
  void missingCapabilitiesAreInvalid() {
    String incomplete = "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28'}";
    assertThat(request("tools/list", incomplete).get("error").get("code").asInt())
        .isEqualTo(-32602);
  }

  @ParameterizedTest
  @ValueSource(strings = {"initialize", "ping", "logging/setLevel", "prompts/list"})
  void aMethodTheRevisionDoesNotHaveIsNotFound(String method) {
    assertThat(request(method, META).get("error").get("code").asInt()).isEqualTo(-32601);
  }

  @Test
  void aSubscriptionIsAcknowledgedWithNothingToCome() {
    JsonNode acknowledged = request("subscriptions/listen", META);
    assertThat(acknowledged.get("method").asString())
        .isEqualTo("notifications/subscriptions/acknowledged");
    assertThat(
            acknowledged
                .get("params")
                .get("_meta")
                .get("io.modelcontextprotocol/subscriptionId")
                .asInt())
        .isEqualTo(5);
    assertThat(acknowledged.get("params").get("notifications").isEmpty()).isTrue();
    rig.wire.expectSilence();
  }

  @Test
  void bothErasShareOneConnection() {
    request("server/discover", META);
    rig.wire.initialize();
    rig.wire.send("{'jsonrpc':'2.0','id':1,'method':'tools/list'}");
    JsonNode old = rig.wire.receive().get("result");
    assertThat(old.has("resultType")).isFalse();
    assertThat(old.has("ttlMs")).isFalse();
    assertThat(request("tools/list", META).get("result").has("resultType")).isTrue();
  }

  private JsonNode request(String method, String params) {
    rig.wire.send("{'jsonrpc':'2.0','id':5,'method':'" + method + "','params':{" + params + "}}");
    return rig.wire.receive();
  }
}

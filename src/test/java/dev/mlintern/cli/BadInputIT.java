package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.mcp.ServerProcess;
import dev.mlintern.mcp.Wire;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Whatever comes in, the packaged server answers in words that say what to change, and lives on.
@Timeout(120)
class BadInputIT {
  @TempDir private Path home;

  @Test
  void everyWrongArgumentIsNamedAndTheServerLivesOn() throws Exception {
    try (var server = product("http://127.0.0.1:9")) {
      Wire wire = server.wire();
      wire.initialize();
      assertThat(errorText(wire, "hub_repo_search", "{'querry':'x'}")).contains("`query`");
      assertThat(errorText(wire, "hub_repo_search", "{'limit':'many'}")).contains("whole number");
      assertThat(errorText(wire, "hub_repo_search", "{'limit':1000}")).contains("1 to 100");
      assertThat(errorText(wire, "hub_repo_details", "{}")).contains("`repo_ids` is missing");
      assertThat(errorText(wire, "hub_repo_details", "{'repo_ids':null}")).contains("missing");
      assertThat(errorText(wire, "hf_inspect_dataset", "{'dataset':''}")).contains("dataset");
      assertThat(errorText(wire, "hf_inspect_dataset", "{'dataset':'../../etc/passwd'}"))
          .contains("../../etc/passwd");
      assertThat(
              errorText(wire, "hf_inspect_dataset", "{'dataset':'" + "a".repeat(20 << 20) + "'}"))
          .contains("20,971,520 characters");
      wire.expectSilence();
    }
  }

  @Test
  void everyWrongMessageGetsItsCodeAndTheServerLivesOn() throws Exception {
    try (var server = product("http://127.0.0.1:9")) {
      Wire wire = server.wire();
      assertThat(code(wire.call(1, "hub_repo_search", "{}"))).isEqualTo(-32600);
      assertThat(code(wire.send("nonsense"))).isEqualTo(-32700);
      assertThat(code(wire.sendRaw(new byte[] {'{', (byte) 0xC3, (byte) 0x28, '}'})))
          .isEqualTo(-32700);
      assertThat(code(wire.send("[{'jsonrpc':'2.0','id':1,'method':'ping'}]"))).isEqualTo(-32600);
      wire.initialize();
      assertThat(code(wire.call(2, "hub_repo_serch", "{}"))).isEqualTo(-32602);
      assertThat(code(wire.call(3, "hub_repo_search", "[]"))).isEqualTo(-32602);
      byte[] tooLong = "x".repeat(65 << 20).getBytes(StandardCharsets.US_ASCII);
      assertThat(code(wire.sendRaw(tooLong))).isEqualTo(-32600);
      wire.expectSilence();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401, ExternalUnauthenticatedError, HF_TOKEN",
    "401, RepoNotFound, does not exist",
    "403, GatedRepo, gated",
    "404, '', 404",
    "404, RepoNotFound, does not exist",
    "429, '', 429",
    "500, '', 500",
    "503, '', 503",
  })
  void whatTheHubRefusesIsToldAndNeverAnEmptySuccess(int status, String code, String told)
      throws Exception {
    try (var hub = new MockWebServer()) {
      hub.setDispatcher(always(status, code));
      hub.start();
      String endpoint = hub.url("/").toString();
      try (var server = product(endpoint)) {
        Wire wire = server.wire();
        wire.initialize();
        assertThat(errorText(wire, "hub_repo_search", "{'query':'x'}")).isNotBlank();
        assertThat(errorText(wire, "hub_repo_details", "{'repo_ids':['org/name']}"))
            .containsIgnoringCase(told);
        assertThat(errorText(wire, "hf_inspect_dataset", "{'dataset':'org/name'}"))
            .contains("org/name");
        wire.expectSilence();
      }
    }
  }

  @Test
  void aDeadHubIsToldByName() throws Exception {
    try (var server = product("http://127.0.0.1:9")) {
      server.wire().initialize();
      assertThat(errorText(server.wire(), "hub_repo_search", "{'query':'x'}"))
          .contains("127.0.0.1", "cannot connect");
      assertThat(errorText(server.wire(), "hf_inspect_dataset", "{'dataset':'org/name'}"))
          .contains("cannot connect");
    }
  }

  @Test
  void aHubThatNeverAnswersEndsTheCallAndNotTheServer() throws Exception {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var server = product("http://127.0.0.1:" + silent.getLocalPort())) {
      server.wire().initialize();
      assertThat(errorText(server.wire(), "hub_repo_search", "{'query':'x'}"))
          .contains("127.0.0.1");
      server.wire().expectSilence();
    }
  }

  private ServerProcess product(String endpoint) throws Exception {
    return ServerProcess.product(
        Map.of(
            "HF_ENDPOINT",
            endpoint,
            "HF_TOKEN",
            "",
            "HF_HOME",
            home.toString(),
            "HOME",
            home.toString(),
            "ML_INTERN_HOME",
            home.resolve("state").toString(),
            "ML_INTERN_TOOL_TIMEOUT",
            "3"),
        "mcp");
  }

  private static Dispatcher always(int status, String code) {
    return new Dispatcher() {
      @Override
      public MockResponse dispatch(RecordedRequest request) {
        var answer = new MockResponse.Builder().code(status).body("{\"error\":\"No.\"}");
        if (!code.isEmpty()) {
          answer.setHeader("X-Error-Code", code);
        }
        return answer.setHeader("Content-Type", "application/json").build();
      }
    };
  }

  private static String errorText(Wire wire, String tool, String arguments) {
    JsonNode answer = wire.call(7, tool, arguments).receive();
    JsonNode result = answer.path("result");
    assertThat(result.path("isError").asBoolean(false)).as(answer.toString()).isTrue();
    return result.at("/content/0/text").asString();
  }

  private static int code(Wire sent) {
    return sent.receive().at("/error/code").asInt();
  }
}

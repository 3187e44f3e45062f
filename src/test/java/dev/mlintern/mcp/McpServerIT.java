package dev.mlintern.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The door as a process: what only shows with real pipes, signals and parents.
@Timeout(120)
class McpServerIT {
  private static final String STATELESS_META =
      "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
          + "'io.modelcontextprotocol/clientCapabilities':{}}";

  @Test
  void tenThousandPipelinedCallsLoseNoAnswer() throws Exception {
    try (var server = ServerProcess.sample()) {
      Wire wire = server.wire();
      wire.initialize();
      int calls = 10_000;
      Thread.ofPlatform().start(() -> callAll(wire, calls, "echo"));
      assertAllAnswered(wire, calls);
    }
  }

  @Test
  void inputThatEndsRightAfterTheLastCallLosesNoAnswer() throws Exception {
    for (int run = 0; run < 3; run++) {
      try (var server = ServerProcess.sample()) {
        Wire wire = server.wire();
        wire.send(
            "{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'2025-11-25'}}");
        wire.send("{'jsonrpc':'2.0','id':1,'method':'tools/list'}");
        wire.call(2, "echo", "{'text':'a'}");
        wire.close();
        BitSet answered = new BitSet();
        for (int i = 0; i < 3; i++) {
          answered.set(wire.receive().get("id").asInt());
        }
        assertThat(answered.cardinality()).isEqualTo(3);
        wire.expectEnd();
        assertThat(server.exitCode()).isZero();
      }
    }
  }

  @Test
  void tenThousandCallsAreAnsweredThoughTheInputEndsAtOnce() throws Exception {
    try (var server = ServerProcess.sample()) {
      Wire wire = server.wire();
      wire.initialize();
      int calls = 10_000;
      Thread.ofPlatform()
          .start(
              () -> {
                callAll(wire, calls, "echo");
                wire.close();
              });
      assertAllAnswered(wire, calls);
      wire.expectEnd();
    }
  }

  @Test
  void nonsenseGetsItsErrorsAndTheServerLivesOn() throws Exception {
    try (var server = ServerProcess.sample()) {
      Wire wire = server.wire();
      assertThat(errorCode(wire.call(1, "echo", "{'text':'a'}"))).isEqualTo(-32600);
      assertThat(errorCode(wire.send("no json"))).isEqualTo(-32700);
      assertThat(errorCode(wire.send("[]"))).isEqualTo(-32600);
      assertThat(errorCode(wire.sendRaw(new byte[] {'"', (byte) 0xFF, '"'}))).isEqualTo(-32700);
      assertThat(errorCode(wire.send("{'jsonrpc':'2.0','id':1,'method':'resources/list'}")))
          .isEqualTo(-32601);
      wire.initialize();
      assertThat(errorCode(wire.call(1, "nope", "{}"))).isEqualTo(-32602);
      assertThat(wire.call(2, "echo", "{'text':'a'}").receive().has("result")).isTrue();
    }
  }

  @Test
  void anArgumentOfTwentyMegabytesIsRefusedInWords() throws Exception {
    try (var server = ServerProcess.sample()) {
      Wire wire = server.wire();
      wire.initialize();
      JsonNode result =
          wire.call(1, "echo", "{'text':'" + "a".repeat(20 << 20) + "'}").receive().get("result");
      assertThat(result.get("isError").asBoolean()).isTrue();
      assertThat(result.get("content").get(0).get("text").asString())
          .contains("`text` is 20,971,520 characters long");
      wire.expectSilence();
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsUpItselfAndLosesNothing() throws Exception {
    try (var server = ServerProcess.sample("-Xmx128m")) {
      Wire wire = server.wire();
      wire.initialize();
      int calls = 1_500;
      wire.pauseReading();
      Thread writer = Thread.ofPlatform().start(() -> callAll(wire, calls, "large"));
      // Long enough for everything that fits into the server to have piled up there.
      writer.join(Duration.ofSeconds(2));
      wire.resumeReading();
      assertAllAnswered(wire, calls);
    }
  }

  @Test
  void cancellingACallClosesItsConnectionUpstream() throws Exception {
    try (var server = ServerProcess.sample();
        var upstream = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Wire wire = server.wire();
      wire.initialize();
      wire.call(1, "fetch", "{'url':'http://127.0.0.1:" + upstream.getLocalPort() + "/slow'}");
      try (Socket connection = upstream.accept()) {
        // Well below the time after which the HTTP stack gives up by itself.
        connection.setSoTimeout(7_000);
        var in = connection.getInputStream();
        byte[] request = new byte[4_096];
        assertThat(in.read(request)).isPositive();
        wire.send("{'jsonrpc':'2.0','method':'notifications/cancelled','params':{'requestId':1}}");
        while (in.read(request) >= 0) {
          // The rest of the request, then the end of the connection.
        }
      }
      wire.expectSilence();
    }
  }

  @Test
  void bothErasWorkOverTheSamePipes() throws Exception {
    try (var server = ServerProcess.sample()) {
      Wire wire = server.wire();
      wire.send(
          "{'jsonrpc':'2.0','id':'d','method':'server/discover','params':{"
              + STATELESS_META
              + "}}");
      assertThat(wire.receive().get("result").get("supportedVersions").get(0).asString())
          .isEqualTo("2026-07-28");
      wire.send(
          "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'echo','arguments':"
              + "{'text':'a'},"
              + STATELESS_META
              + "}}");
      assertThat(wire.receive().get("result").get("resultType").asString()).isEqualTo("complete");
      assertThat(wire.initialize().get("result").get("protocolVersion").asString())
          .isEqualTo("2025-11-25");
      assertThat(wire.call(2, "echo", "{'text':'a'}").receive().get("result").has("resultType"))
          .isFalse();
    }
  }

  @Test
  void theEndOfInputEndsTheProcessEvenWithACallInFlight() throws Exception {
    try (var server = ServerProcess.sample()) {
      server.wire().initialize();
      server.wire().call(1, "sleep", "{}");
      server.wire().expectSilence();
      server.wire().close();
      assertThat(server.exitCode()).isZero();
    }
  }

  @Test
  void aWriteInFlightEndsBeforeTheProcessDoes() throws Exception {
    try (var server = ServerProcess.sample()) {
      server.wire().initialize();
      server.wire().call(1, "upload", "{}");
      server.wire().expectSilence();
      server.wire().close();
      assertThat(server.wire().receive().get("result").get("isError").asBoolean()).isFalse();
      assertThat(server.exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalEndsTheProcess(String signal) throws Exception {
    assumeFalse(
        signal.equals("INT") && interruptsAreIgnored(),
        "started in the background: SIGINT is ignored and children inherit that");
    try (var server = ServerProcess.sample()) {
      server.wire().initialize();
      server.wire().call(1, "sleep", "{}");
      server.wire().expectSilence();
      server.signal(signal);
      server.exitCode();
    }
  }

  @Test
  void theDeathOfTheParentEndsTheProcessWhileItsInputStaysOpen(@TempDir Path folder)
      throws Exception {
    Path input = folder.resolve("input");
    assertThat(new ProcessBuilder("mkfifo", input.toString()).start().waitFor()).isZero();
    String command = "'" + String.join("' '", ServerProcess.sampleCommand()) + "'";
    try (var keptOpen = new RandomAccessFile(input.toFile(), "rw")) {
      Process shell =
          new ProcessBuilder("sh", "-c", command + " <'" + input + "' & echo $!; wait").start();
      var out = shell.inputReader(StandardCharsets.UTF_8);
      ProcessHandle server = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      keptOpen.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n".getBytes());
      assertThat(out.readLine()).contains("\"id\":1");
      // Give the watch the time to have seen its parent alive.
      Thread.sleep(Duration.ofMillis(500));
      new ProcessBuilder("kill", "-KILL", Long.toString(shell.pid())).start().waitFor();
      server.onExit().get(20, TimeUnit.SECONDS);
      assertThat(server.isAlive()).isFalse();
    }
    assertThat(Files.exists(input)).isTrue();
  }

  private static void callAll(Wire wire, int calls, String tool) {
    String arguments = tool.equals("echo") ? "{'text':'a'}" : "{}";
    for (int i = 0; i < calls; i++) {
      wire.call(i, tool, arguments);
    }
  }

  private static void assertAllAnswered(Wire wire, int calls) {
    BitSet answered = new BitSet();
    for (int i = 0; i < calls; i++) {
      JsonNode answer = wire.receive();
      assertThat(answer.has("result")).as(answer.toString()).isTrue();
      answered.set(answer.get("id").asInt());
    }
    assertThat(answered.cardinality()).isEqualTo(calls);
  }

  private static int errorCode(Wire wire) {
    return wire.receive().get("error").get("code").asInt();
  }

  /// Shells without job control start background commands with SIGINT ignored; a JVM leaves it so.
  private static boolean interruptsAreIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .anyMatch(mask -> (mask & 1L << 1) != 0);
  }
}

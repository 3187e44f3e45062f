package dev.mlintern.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `ml-intern mcp` as a child process, called over its stdio as fast as one likes.
final class McpChild implements AutoCloseable {
  private final Process process;
  private final OutputStream toServer;
  private final Map<Integer, CompletableFuture<Outcome>> open = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final List<String> strange = new CopyOnWriteArrayList<>();

  private McpChild(Process process) {
    this.process = process;
    this.toServer = process.getOutputStream();
    Thread.ofPlatform().daemon().start(this::read);
  }

  /// @param errors where its standard error goes
  static McpChild start(List<String> command, Map<String, String> environment, Path errors)
      throws Exception {
    var builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(McpChild::isOurs);
    builder.environment().putAll(environment);
    var child = new McpChild(builder.start());
    child
        .request(
            "initialize",
            """
            {"protocolVersion":"2025-11-25","capabilities":{},
             "clientInfo":{"name":"soak","version":"1"}}\
            """)
        .answer()
        .get(60, TimeUnit.SECONDS);
    child.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return child;
  }

  private static boolean isOurs(String variable) {
    return variable.matches("(?i)(ML_INTERN_|HF_|HUGGING|GITHUB_|S2_|CLAUDE|.*_PROXY$).*");
  }

  record Call(int id, CompletableFuture<Outcome> answer) {}

  Call call(String tool, String arguments) {
    return request("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  /// Gives a call up. An answer may have been on its way.
  void cancel(Call call) {
    send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
            + call.id()
            + "}}");
  }

  private Call request(String method, String parameters) {
    var call = new Call(ids.incrementAndGet(), new CompletableFuture<>());
    open.put(call.id(), call.answer());
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + call.id()
            + ",\"method\":\""
            + method
            + "\",\"params\":"
            + parameters.replace("\n", " ")
            + "}");
    return call;
  }

  private void send(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (toServer) {
      try {
        toServer.write(bytes);
        toServer.flush();
      } catch (IOException e) {
        throw new UncheckedIOException("the server is gone", e);
      }
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = lines.readLine()) != null) {
        take(JsonMapper.shared().readTree(line));
      }
    } catch (IOException | RuntimeException e) {
      strange.add("reading the server failed: " + e);
    }
    open.values().forEach(waiting -> waiting.complete(Outcome.UNANSWERED));
  }

  private void take(JsonNode message) {
    if (!message.has("id")) {
      return;
    }
    CompletableFuture<Outcome> waiting = open.remove(message.get("id").asInt(-1));
    if (waiting == null) {
      strange.add("a second answer, or one to nothing: " + message);
      return;
    }
    JsonNode result = message.path("result");
    boolean failed = message.has("error") || result.path("isError").asBoolean(false);
    String text =
        message.has("error")
            ? message.get("error").toString()
            : result.path("content").path(0).path("text").asString("");
    waiting.complete(new Outcome(failed ? Outcome.Kind.REFUSED : Outcome.Kind.DONE, text));
  }

  /// What came that should not have.
  List<String> strange() {
    return List.copyOf(strange);
  }

  /// Resident memory.
  double residentMb() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return 0;
  }

  /// What lives in the heap after a full collection.
  double liveMb() throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    String pid = Long.toString(process.pid());
    Process asked = new ProcessBuilder(jcmd.toString(), pid, "GC.class_histogram").start();
    String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<String> words = new ArrayList<>(List.of(text.strip().split("\\s+")));
    return Long.parseLong(words.getLast()) / 1e6;
  }

  int threads() throws IOException {
    try (var all = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return (int) all.count();
    }
  }

  int openFiles() throws IOException {
    try (var all = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return (int) all.count();
    }
  }

  /// Ends the input and waits for the end of the process.
  ///
  /// @return its exit code; empty when it did not end
  java.util.Optional<Integer> end() throws Exception {
    toServer.close();
    return process.waitFor(20, TimeUnit.SECONDS)
        ? java.util.Optional.of(process.exitValue())
        : java.util.Optional.empty();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

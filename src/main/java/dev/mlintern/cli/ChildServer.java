package dev.mlintern.cli;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// An MCP server as a child process, spoken to as a client does, one request at a time. Its stderr
/// is ours.
final class ChildServer implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration EXIT = Duration.ofSeconds(2);
  private static final String ENDED = "";

  private final Process process;
  private final OutputStream toServer;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private long lastId;

  private ChildServer(Process process) {
    this.process = process;
    this.toServer = process.getOutputStream();
    Thread.ofVirtual().start(this::collect);
  }

  /// @param environment replaces everything that configures this product or a proxy; the rest is
  ///     inherited
  static ChildServer start(List<String> command, Map<String, String> environment)
      throws IOException {
    return start(command, environment, Path.of(""));
  }

  /// The same, started in another folder.
  static ChildServer start(List<String> command, Map<String, String> environment, Path folder)
      throws IOException {
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toAbsolutePath().toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeIf(ChildServer::isConfiguration);
    builder.environment().putAll(environment);
    return new ChildServer(builder.start());
  }

  private static boolean isConfiguration(String variable) {
    return variable.startsWith("HF_")
        || variable.startsWith("HUGGING_FACE_")
        || variable.startsWith("ML_INTERN_")
        || variable.toUpperCase(Locale.ROOT).endsWith("_PROXY");
  }

  private void collect() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().filter(line -> !line.isBlank()).forEach(lines::add);
    } catch (IOException | UncheckedIOException _) {
      // The pipe broke: the same as its end.
    } finally {
      lines.add(ENDED);
    }
  }

  /// The handshake of a session.
  ///
  /// @return what the server says of itself
  JsonObject initialize() throws IOException {
    JsonObject client =
        JsonObject.builder().put("name", "ml-intern demo").put("version", "1").build();
    JsonObject parameters =
        JsonObject.builder()
            .put("protocolVersion", "2025-11-25")
            .put("capabilities", JsonObject.EMPTY)
            .put("clientInfo", client)
            .build();
    JsonObject answer = request("initialize", parameters);
    send(JsonObject.builder().put("method", "notifications/initialized"));
    return answer;
  }

  /// Names of the tools, in the server's order.
  List<String> toolNames() throws IOException {
    JsonArray tools = request("tools/list", JsonObject.EMPTY).array("tools").orElse(JsonArray.of());
    return tools.stream().flatMap(tool -> ((JsonObject) tool).string("name").stream()).toList();
  }

  /// The text of a tool's answer.
  ///
  /// @throws IOException when the answer is an error, with its text
  String call(String tool, JsonObject arguments) throws IOException {
    JsonObject parameters =
        JsonObject.builder().put("name", tool).put("arguments", arguments).build();
    JsonObject answer = request("tools/call", parameters);
    String text =
        answer.array("content").orElse(JsonArray.of()).stream()
            .map(JsonObject.class::cast)
            .flatMap(part -> part.string("text").stream())
            .collect(Collectors.joining("\n"));
    if (answer.bool("isError").orElse(false)) {
      throw new IOException(tool + " failed: " + text);
    }
    return text;
  }

  private JsonObject request(String method, JsonObject parameters) throws IOException {
    long id = ++lastId;
    send(JsonObject.builder().put("id", id).put("method", method).put("params", parameters));
    while (true) {
      JsonObject message = nextMessage(method);
      if (message.integer("id").orElse(-1) == id) {
        return message
            .object("result")
            .orElseThrow(() -> new IOException(method + " failed: " + message.toJson()));
      }
    }
  }

  private void send(JsonObject.Builder message) throws IOException {
    JsonValue line = JsonObject.builder().put("jsonrpc", "2.0").putAll(message.build()).build();
    toServer.write((line.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
    toServer.flush();
  }

  private JsonObject nextMessage(String method) throws IOException {
    String line;
    try {
      line = lines.poll(ANSWER.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the server", e);
    }
    if (line == null) {
      throw new IOException("the server did not answer " + method + " within " + ANSWER);
    }
    if (line.equals(ENDED)) {
      throw new IOException("the server ended instead of answering " + method);
    }
    try {
      return JsonReader.readObject(line);
    } catch (JsonException e) {
      throw new IOException("not a message on the server's stdout: " + line, e);
    }
  }

  /// Ends the input, which ends the server.
  @Override
  public void close() throws IOException {
    toServer.close();
    try {
      if (!process.waitFor(EXIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

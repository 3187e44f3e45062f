package dev.mlintern.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The client's end of a server's two streams: raw lines out, parsed messages in.
public final class Wire implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String END = "";

  private final OutputStream toServer;
  private final ReentrantLock reading = new ReentrantLock();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  public Wire(OutputStream toServer, InputStream fromServer) {
    this.toServer = toServer;
    var reader = new BufferedReader(new InputStreamReader(fromServer, StandardCharsets.UTF_8));
    Thread.ofPlatform().daemon().start(() -> read(reader));
  }

  /// Leaves what the server writes from now on in the pipe.
  public void pauseReading() {
    reading.lock();
  }

  /// To be called by the thread that paused.
  public void resumeReading() {
    reading.unlock();
  }

  private void read(BufferedReader reader) {
    try (reader) {
      String line;
      while ((line = reader.readLine()) != null) {
        lines.add(line);
        reading.lock();
        reading.unlock();
      }
    } catch (IOException | RuntimeException _) {
      // The server is gone; the end below says so.
    }
    lines.add(END);
  }

  /// Sends one line; apostrophes stand for quotation marks.
  public Wire send(String json) {
    return sendRaw(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  public Wire sendRaw(byte[] line) {
    try {
      synchronized (toServer) {
        toServer.write(line);
        toServer.write('\n');
        toServer.flush();
      }
      return this;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Does the handshake and returns the answer.
  public JsonNode initialize() {
    send(
        "{'jsonrpc':'2.0','id':'init','method':'initialize','params':{'protocolVersion':'2025-11-25',"
            + "'capabilities':{},'clientInfo':{'name':'test','version':'1'}}}");
    JsonNode answer = receive();
    send("{'jsonrpc':'2.0','method':'notifications/initialized'}");
    return answer;
  }

  public Wire call(Object id, String tool, String arguments) {
    return send(
        "{'jsonrpc':'2.0','id':%s,'method':'tools/call','params':{'name':'%s','arguments':%s}}"
            .formatted(id, tool, arguments));
  }

  /// The next message; fails when none comes.
  public JsonNode receive() {
    String line = nextLine(PATIENCE);
    assertThat(line).as("an answer").isNotNull().isNotEqualTo(END);
    assertThat(line).as("a line").doesNotContain(":null").doesNotContain("[null");
    return JsonMapper.shared().readTree(line);
  }

  /// Fails when any message comes before this ping's answer.
  public void expectSilence() {
    send("{'jsonrpc':'2.0','id':'silence','method':'ping'}");
    assertThat(receive().path("id").asString("")).isEqualTo("silence");
  }

  /// Fails when any message comes before the streams end.
  public void expectEnd() {
    assertThat(nextLine(PATIENCE)).isEqualTo(END);
  }

  private String nextLine(Duration atMost) {
    try {
      return lines.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Ends the server's input.
  @Override
  public void close() {
    try {
      toServer.close();
    } catch (IOException _) {
      // Already gone.
    }
  }
}

package dev.mlintern.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A stdio server as a process, shared by clients that know nothing of each other: every request
/// gets an id and a progress token of its own on the way in, and its old ones on the way out.
final class StdioPeer implements AutoCloseable {
  private static final String SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";

  /// What the server says about one request, in order; the answer is last.
  record Exchange(JsonNode id, Optional<JsonNode> token, BlockingQueue<ObjectNode> messages) {}

  private final Process process;
  private final OutputStream toServer;
  private final Map<String, Exchange> open = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();

  StdioPeer(List<String> command) throws IOException {
    this.process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    this.toServer = process.getOutputStream();
    Thread.ofPlatform().daemon().start(this::read);
  }

  Exchange request(ObjectNode message) {
    String id = "bridge-" + ids.incrementAndGet();
    ObjectNode sent = message.deepCopy().put("id", id);
    Optional<JsonNode> token = sent.at("/params/_meta").optional("progressToken");
    token.ifPresent(_ -> ((ObjectNode) sent.at("/params/_meta")).put("progressToken", id));
    var exchange = new Exchange(message.get("id"), token, new LinkedBlockingQueue<>());
    open.put(id, exchange);
    send(sent);
    return exchange;
  }

  void send(ObjectNode message) {
    byte[] line = (message + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (toServer) {
      try {
        toServer.write(line);
        toServer.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = lines.readLine()) != null) {
        route((ObjectNode) JsonMapper.shared().readTree(line));
      }
    } catch (IOException | UncheckedIOException _) {
      // The process was ended.
    }
  }

  private void route(ObjectNode message) {
    JsonNode meta = message.at("/params/_meta");
    if (message.has("id")) {
      Exchange exchange = open.remove(message.get("id").asString());
      exchange.messages().add(message.set("id", exchange.id()));
    } else if (message.at("/params").has("progressToken")) {
      Exchange exchange = open.get(message.at("/params/progressToken").asString());
      ((ObjectNode) message.get("params")).set("progressToken", exchange.token().orElseThrow());
      exchange.messages().add(message);
    } else if (meta.has(SUBSCRIPTION)) {
      Exchange exchange = open.get(meta.get(SUBSCRIPTION).asString());
      ((ObjectNode) meta).set(SUBSCRIPTION, exchange.id());
      exchange.messages().add(message);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

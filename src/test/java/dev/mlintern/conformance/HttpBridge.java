package dev.mlintern.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Streamable HTTP on loopback in front of a stdio server, as little of it as the conformance suite
/// needs: one process a session, one for all requests without a session. Statuses follow the
/// stateless revision's table of errors.
final class HttpBridge implements AutoCloseable {
  private static final String SESSION = "Mcp-Session-Id";
  private static final String VERSION = "MCP-Protocol-Version";
  private static final int HEADER_MISMATCH = -32020;
  private static final int METHOD_NOT_FOUND = -32601;

  /// Longer than any call of the suite; a subscription is never answered.
  private static final int SECONDS = 20;

  private final List<String> command;
  private final HttpServer http;
  private final StdioPeer stateless;
  private final Map<String, StdioPeer> sessions = new ConcurrentHashMap<>();

  HttpBridge(List<String> command) throws IOException {
    this.command = command;
    this.stateless = new StdioPeer(command);
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/mcp", this::serve);
    http.start();
  }

  String url() {
    return "http://localhost:" + http.getAddress().getPort() + "/mcp";
  }

  private void serve(HttpExchange http) throws IOException {
    try (http) {
      String session = http.getRequestHeaders().getFirst(SESSION);
      if (session != null && !sessions.containsKey(session)) {
        http.sendResponseHeaders(404, -1);
      } else if (http.getRequestMethod().equals("DELETE") && session != null) {
        sessions.remove(session).close();
        http.sendResponseHeaders(200, -1);
      } else if (!http.getRequestMethod().equals("POST")) {
        http.sendResponseHeaders(405, -1);
      } else {
        post(http, session);
      }
    } catch (InterruptedException _) {
      // The test is over.
    }
  }

  private void post(HttpExchange http, String session) throws IOException, InterruptedException {
    ObjectNode message;
    try {
      message = (ObjectNode) JsonMapper.shared().readTree(http.getRequestBody());
    } catch (JacksonException | ClassCastException _) {
      reply(http, 400, error("-", -32700, "not a JSON object"));
      return;
    }
    StdioPeer peer = session == null ? stateless : sessions.get(session);
    if (!message.has("id")) {
      peer.send(message);
      http.sendResponseHeaders(202, -1);
      return;
    }
    JsonNode named = message.at("/params/_meta/io.modelcontextprotocol~1protocolVersion");
    String header = http.getRequestHeaders().getFirst(VERSION);
    boolean isMismatch = named.isString() && header != null && !header.equals(named.stringValue());
    if (isMismatch) {
      reply(http, 400, error(message.get("id"), HEADER_MISMATCH, "header and _meta differ"));
      return;
    }
    boolean opensSession =
        session == null && message.path("method").asString().equals("initialize");
    if (opensSession && !named.isString()) {
      String opened = UUID.randomUUID().toString();
      peer = new StdioPeer(command);
      sessions.put(opened, peer);
      http.getResponseHeaders().set(SESSION, opened);
    }
    answer(http, peer.request(message));
  }

  /// Streams what the server says about a request; an answer that comes first is plain JSON.
  private static void answer(HttpExchange http, StdioPeer.Exchange exchange)
      throws IOException, InterruptedException {
    ObjectNode message = exchange.messages().poll(SECONDS, TimeUnit.SECONDS);
    if (message == null || message.has("id")) {
      reply(http, message == null ? 504 : status(message), message);
      return;
    }
    http.getResponseHeaders().set("Content-Type", "text/event-stream");
    http.sendResponseHeaders(200, 0);
    try (OutputStream out = http.getResponseBody()) {
      while (message != null) {
        out.write(("data: " + message + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        message = message.has("id") ? null : exchange.messages().poll(SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  private static int status(ObjectNode answer) {
    int code = answer.at("/error/code").asInt(0);
    return code == 0 ? 200 : code == METHOD_NOT_FOUND ? 404 : 400;
  }

  private static ObjectNode error(Object id, int code, String why) {
    ObjectNode answer = JsonMapper.shared().createObjectNode().put("jsonrpc", "2.0");
    answer.set("id", JsonMapper.shared().valueToTree(id));
    answer.putObject("error").put("code", code).put("message", why);
    return answer;
  }

  private static void reply(HttpExchange http, int status, ObjectNode body) throws IOException {
    byte[] bytes = String.valueOf(body).getBytes(StandardCharsets.UTF_8);
    http.getResponseHeaders().set("Content-Type", "application/json");
    http.sendResponseHeaders(status, bytes.length);
    http.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    http.stop(0);
    stateless.close();
    sessions.values().forEach(StdioPeer::close);
  }
}

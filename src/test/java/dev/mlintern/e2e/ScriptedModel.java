package dev.mlintern.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The Messages API on 127.0.0.1, answered by a [Scenario] and as strict as the real one: a request
/// the real API refuses is refused here ([AnthropicRules]), so a tool definition that would break a
/// user's session breaks the test.
public final class ScriptedModel implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int CHARS_PER_TOKEN = 4;

  private final HttpServer server;
  private final Scenario scenario;
  private final List<ModelRequest> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> nextStep = new HashMap<>();
  private final Map<JsonNode, Reply> given = new HashMap<>();

  private ScriptedModel(Scenario scenario) throws IOException {
    this.scenario = scenario;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public static ScriptedModel start(Scenario scenario) {
    try {
      return new ScriptedModel(scenario);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on loopback", e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Every request for a message so far, in order of arrival.
  public List<ModelRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] raw = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      switch (path) {
        case "/v1/messages" -> answer(exchange, request(exchange, raw));
        case "/v1/messages/count_tokens" ->
            send(exchange, 200, Map.of("input_tokens", raw.length / CHARS_PER_TOKEN));
        default -> sendError(exchange, 404, "not_found_error", "no " + path);
      }
    }
  }

  private static ModelRequest request(HttpExchange exchange, byte[] raw) {
    var headers = new TreeMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    JsonNode body = JSON.readTree(raw);
    return new ModelRequest(
        exchange.getRequestURI().getPath(), headers, body, AnthropicRules.refusals(body));
  }

  private void answer(HttpExchange exchange, ModelRequest request) throws IOException {
    requests.add(request);
    if (!request.refusals().isEmpty()) {
      sendError(exchange, 400, "invalid_request_error", String.join("; ", request.refusals()));
      return;
    }
    String model = request.body().path("model").asString("scripted");
    int inputTokens = request.body().toString().length() / CHARS_PER_TOKEN;
    var reply = new EventStream(replyTo(request), model, inputTokens);
    if (request.body().path("stream").asBoolean(false)) {
      exchange.getResponseHeaders().set("content-type", "text/event-stream; charset=utf-8");
      exchange.sendResponseHeaders(200, 0);
      reply.writeTo(exchange.getResponseBody());
    } else {
      sendJson(exchange, 200, reply.message());
    }
  }

  /// The next step of the request's conversation; a repeated request gets the same reply again.
  private synchronized Reply replyTo(ModelRequest request) {
    JsonNode conversation = request.body().path("messages");
    Reply repeated = given.get(conversation);
    if (repeated != null) {
      return repeated;
    }
    Reply reply =
        switch (request.kind()) {
          case MAIN -> step("main", scenario.main(), request);
          case SUBAGENT -> subagentStep(request);
          case COMPACTION -> Reply.text("<summary>Summary of the conversation.</summary>");
          case SIDE -> Reply.text("{\"title\": \"Scripted session\"}");
        };
    given.put(conversation, reply);
    return reply;
  }

  private Reply subagentStep(ModelRequest request) {
    Optional<Scenario.Subagent> script =
        scenario.subagents().stream().filter(subagent -> subagent.fits(request)).findFirst();
    return script
        .map(s -> step(request.agentId().orElse(s.task().pattern()), s.steps(), request))
        .orElse(Scenario.DONE);
  }

  private Reply step(
      String conversation, List<Function<ModelRequest, Reply>> steps, ModelRequest request) {
    int index = nextStep.merge(conversation, 1, Integer::sum) - 1;
    return index < steps.size() ? steps.get(index).apply(request) : Scenario.DONE;
  }

  private static void send(HttpExchange exchange, int status, Map<String, ?> json)
      throws IOException {
    sendJson(exchange, status, JSON.writeValueAsString(json));
  }

  private static void sendError(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    send(
        exchange,
        status,
        Map.of("type", "error", "error", Map.of("type", type, "message", message)));
  }

  private static void sendJson(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}

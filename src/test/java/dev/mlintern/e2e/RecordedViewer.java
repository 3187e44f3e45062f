package dev.mlintern.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The dataset viewer API, answered word for word as Hugging Face answered where an answer is
/// recorded, and by the embedded Hub where none is.
///
/// A recording is a file `{"request": {"path", "url_hint"}, "response": {"status", "json"}}`.
final class RecordedViewer implements AutoCloseable {
  /// Recordings lie beside the project, not in it.
  static final Path RECORDINGS =
      Path.of(System.getProperty("ml-intern.basedir"), "../shared/fixtures/datasets-server");

  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI behind;
  private final List<JsonNode> recordings;
  private final List<String> answeredFromRecordings = new CopyOnWriteArrayList<>();

  private RecordedViewer(URI behind) throws IOException {
    this.behind = behind;
    this.recordings = recordings();
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /// @param behind who answers what is not recorded
  static RecordedViewer inFrontOf(URI behind) {
    try {
      return new RecordedViewer(behind);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> recordings() throws IOException {
    if (!Files.isDirectory(RECORDINGS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(RECORDINGS)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .map(file -> JSON.readTree(file.toFile()))
          .filter(recording -> recording.path("request").has("url_hint"))
          .toList();
    }
  }

  static boolean hasRecordings() {
    return Files.isDirectory(RECORDINGS);
  }

  /// The recorded answer to a request such as `/first-rows?dataset=…`.
  static JsonNode recorded(String pathAndQuery) {
    try {
      return find(recordings(), URI.create(pathAndQuery)).orElseThrow().path("json");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Requests that got a recorded answer.
  List<String> answeredFromRecordings() {
    return List.copyOf(answeredFromRecordings);
  }

  private static Optional<JsonNode> find(List<JsonNode> recordings, URI request) {
    return recordings.stream()
        .filter(recording -> isFor(request, recording.path("request")))
        .map(recording -> recording.path("response"))
        .findFirst();
  }

  private static boolean isFor(URI asked, JsonNode recorded) {
    String hint = recorded.path("url_hint").asString();
    return asked.getPath().equals(recorded.path("path").asString())
        && parameters(hint.substring(hint.indexOf('?') + 1))
            .equals(parameters(asked.getRawQuery()));
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : (query == null ? "" : query).split("&")) {
      String[] parts = URLDecoder.decode(pair, StandardCharsets.UTF_8).split("=", 2);
      parameters.put(parts[0], parts.length > 1 ? parts[1] : "");
    }
    return parameters;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI asked = exchange.getRequestURI();
      Optional<JsonNode> recorded = find(recordings, asked);
      if (recorded.isPresent()) {
        answeredFromRecordings.add(asked.toString());
        byte[] body = JSON.writeValueAsBytes(recorded.get().path("json"));
        send(exchange, recorded.get().path("status").asInt(), body);
      } else {
        HttpResponse<byte[]> answer = ask(asked);
        answer
            .headers()
            .firstValue("x-error-code")
            .ifPresent(code -> exchange.getResponseHeaders().set("x-error-code", code));
        send(exchange, answer.statusCode(), answer.body());
      }
    }
  }

  private HttpResponse<byte[]> ask(URI asked) throws IOException {
    try {
      var request = HttpRequest.newBuilder(URI.create(behind + asked.toString())).build();
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}

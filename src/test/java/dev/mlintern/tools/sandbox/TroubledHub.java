package dev.mlintern.tools.sandbox;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Hub with one sandbox job that goes wrong as a test says. Shapes of spec hub-api §9.16.
final class TroubledHub extends Dispatcher implements AutoCloseable {
  static final String ID = "687fb701029421ae5549d998";

  final MockWebServer server = new MockWebServer();
  final List<String> seen = new CopyOnWriteArrayList<>();
  final Map<String, JsonNode> submitted = new ConcurrentHashMap<>();

  /// How the submission is answered: `ok`, `lost` (carried out, answer lost), `refused`, `gone`
  /// (never carried out, connection lost), or an HTTP status after it was carried out.
  volatile String submission = "ok";

  volatile String stage = "RUNNING";
  volatile boolean exposes = true;
  volatile int health = 200;
  volatile int processes = 200;
  volatile int cancelStatus = 200;
  volatile int listStatus = 200;

  /// Hears of each request, as `METHOD /path`, before it is dealt with.
  volatile Consumer<String> heard = _ -> {};

  TroubledHub() throws Exception {
    server.setDispatcher(this);
    server.start();
  }

  java.net.URI address() {
    String url = server.url("/").toString();
    return java.net.URI.create(url.substring(0, url.length() - 1));
  }

  long cancellations() {
    return seen.stream().filter(line -> line.endsWith("/cancel")).count();
  }

  long submissions() {
    return seen.stream().filter(line -> line.equals("POST /api/jobs/local")).count();
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    String path = request.getUrl().encodedPath();
    seen.add(request.getMethod() + " " + path);
    heard.accept(request.getMethod() + " " + path);
    return switch (request.getMethod() + " " + path) {
      case "GET /api/whoami-v2" -> json(200, "{\"type\":\"user\",\"name\":\"local\"}");
      case "POST /api/jobs/local" -> submit(request);
      case "GET /api/jobs/local" -> list();
      case "GET /api/jobs/local/" + ID -> json(200, job());
      case "POST /api/jobs/local/" + ID + "/cancel" -> cancel();
      case "GET /api/jobs/local/" + ID + "/logs" ->
          new MockResponse.Builder()
              .code(200)
              .setHeader("Content-Type", "text/event-stream")
              .body(
                  "data: {\"data\":\"sh: not"
                      + " found\",\"timestamp\":\"2025-07-22T16:06:31.079Z\"}\n\n")
              .build();
      default ->
          path.endsWith("/health")
              ? json(health, "{}")
              : path.endsWith("/v1/processes") ? json(processes, "[]") : json(404, "{}");
    };
  }

  private MockResponse submit(RecordedRequest request) {
    MockResponse broken =
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build();
    if (submission.equals("refused")) {
      return json(402, "{\"error\":\"no credits\"}");
    }
    if (submission.equals("gone")) {
      return broken;
    }
    submitted.put(ID, JsonMapper.shared().readTree(request.getBody().utf8()));
    return switch (submission) {
      case "ok" -> json(200, job());
      case "lost" -> broken;
      default -> json(Integer.parseInt(submission), "{\"error\":\"trouble\"}");
    };
  }

  private MockResponse list() {
    return json(
        listStatus,
        listStatus != 200
            ? "{\"error\":\"trouble\"}"
            : submitted.isEmpty() ? "[]" : "[" + job() + "]");
  }

  private MockResponse cancel() {
    if (cancelStatus == 200) {
      stage = "CANCELED";
    }
    return json(cancelStatus, cancelStatus == 200 ? job() : "{\"error\":\"trouble\"}");
  }

  private String job() {
    JsonNode labels = submitted.get(ID).path("labels");
    String urls = exposes ? ",\"exposeUrls\":[\"" + address() + "/x--49983.y\"]" : "";
    return "{\"id\":\""
        + ID
        + "\",\"owner\":{\"name\":\"local\"},\"flavor\":\"cpu-basic\",\"labels\":"
        + labels
        + ",\"status\":{\"stage\":\""
        + stage
        + "\",\"message\":null"
        + urls
        + "}}";
  }

  private static MockResponse json(int code, String body) {
    return new MockResponse.Builder()
        .code(code)
        .setHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  @Override
  public void close() {
    server.close();
  }
}

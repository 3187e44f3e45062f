package dev.mlintern.tools.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The jobs part of a Hub over real HTTP whose answers a test writes down by method and path;
/// anything else is not found.
final class ScriptedJobs implements AutoCloseable {
  static final String ID = "687fb701029421ae5549d998";
  static final String RUN =
      """
      {"operation": "run", "script": "print(1)\\n", "timeout": "10m", "wait_seconds": 1}
      """;

  private final MockWebServer server = new MockWebServer();
  private final Map<String, Deque<MockResponse>> answers = new ConcurrentHashMap<>();

  private final Map<String, Supplier<MockResponse>> answeredLate = new ConcurrentHashMap<>();

  /// Method and target of every request, oldest first.
  final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

  /// What came with the requests that had a body.
  final List<JsonNode> bodies = new ArrayList<>();

  /// Starts with one user, `me` of `my-org`, and no list of hardware.
  private ScriptedJobs() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    server.start();
    on(
        "GET /api/whoami-v2",
        json(200, "{\"type\":\"user\",\"name\":\"me\",\"orgs\":[{\"name\":\"my-org\"}]}"));
    on("GET /api/jobs/hardware", json(404, "{}"));
  }

  static ScriptedJobs start() throws IOException {
    return new ScriptedJobs();
  }

  JobsRig rig(Path home) {
    String url = server.url("/").toString();
    return new JobsRig(url.substring(0, url.length() - 1), home, Map.of());
  }

  private MockResponse answer(RecordedRequest request) {
    String path = request.getTarget().replaceFirst("\\?.*", "");
    String key = request.getMethod() + " " + path;
    asked.add(request.getMethod() + " " + request.getTarget());
    if (request.getBody() != null && request.getBody().size() > 0) {
      synchronized (bodies) {
        bodies.add(JsonMapper.shared().readTree(request.getBody().utf8()));
      }
    }
    Supplier<MockResponse> late = answeredLate.get(key);
    if (late != null) {
      return late.get();
    }
    Deque<MockResponse> queue = answers.get(key);
    if (queue == null) {
      return json(404, "{\"error\":\"Not found\"}");
    }
    return queue.size() > 1 ? queue.poll() : queue.peek();
  }

  /// Answers in their order; the last one for ever.
  void on(String what, MockResponse... responses) {
    answers.put(what, new ArrayDeque<>(List.of(responses)));
  }

  /// From the next request with a body on, lists one schedule that carries its label.
  void listsTheScheduleOfTheLastRequest(UnaryOperator<String> schedule, String path) {
    answeredLate.put(
        "GET " + path,
        () ->
            json(
                200,
                "["
                    + schedule.apply(
                        bodies.getLast().at("/jobSpec/labels/ml-intern-request").asString(""))
                    + "]"));
  }

  long posts() {
    return asked.stream().filter(line -> line.startsWith("POST ")).count();
  }

  void submits() {
    on("POST /api/jobs/me", json(200, job("SCHEDULING", "")));
  }

  static MockResponse json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  static String job(String stage, String more) {
    return """
    {"type":"job","id":"%s","createdAt":"2026-07-22T16:06:25Z","startedAt":"2026-07-22T16:06:31Z",
     "dockerImage":"python:3.12","command":["x"],"flavor":"cpu-basic","timeout":600,"labels":{},
     "status":{"stage":"%s"%s},"owner":{"name":"me"}}
    """
        .formatted(ID, stage, more);
  }

  static MockResponse log(String... lines) {
    var body = new StringBuilder();
    for (String line : lines) {
      body.append("data: {\"data\":\"")
          .append(line)
          .append("\",\"timestamp\":\"2026-07-22T16:06:31Z\"}\n\n");
    }
    return new MockResponse.Builder()
        .addHeader("Content-Type", "text/event-stream")
        .body(body.toString())
        .build();
  }

  @Override
  public void close() {
    server.close();
  }
}

package dev.mlintern.tools.datasets;

import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.DatasetViewer;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import tools.jackson.databind.json.JsonMapper;

/// A Hub with its dataset viewer on loopback that gives prepared answers, and the tool on top of
/// it, called the way every door calls it.
final class ViewerDouble implements AutoCloseable {
  private final MockWebServer server = new MockWebServer();
  private final List<Route> routes = new ArrayList<>();
  private final List<HttpUrl> asked = new CopyOnWriteArrayList<>();
  private final HttpStack http;
  private final ToolRunner runner;
  private final Map<String, Gate> gates = new ConcurrentHashMap<>();

  /// An answer that waits until another question has come in.
  private record Gate(Predicate<HttpUrl> opener, CountDownLatch open) {}

  private record Answer(int status, String errorCode, String body) {}

  /// The last answer of a route is repeated.
  private record Route(String path, Map<String, String> query, Deque<Answer> answers) {
    boolean fits(HttpUrl url) {
      return url.encodedPath().equals(path)
          && query.entrySet().stream()
              .allMatch(e -> e.getValue().equals(url.queryParameter(e.getKey())));
    }

    synchronized Answer next() {
      return answers.size() > 1 ? answers.poll() : answers.peek();
    }
  }

  ViewerDouble(Path home) throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request.getUrl());
          }
        });
    server.start();
    Settings settings = Settings.of(Map.of("HF_ENDPOINT", server.url("/").toString()), home);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    HubClient hub = HubClient.create(settings, http);
    DatasetTool tool = new DatasetTool(hub, new DatasetViewer(hub, Duration.ofMillis(5)));
    runner =
        new ToolRunner(
            ToolCatalogue.of(List.of(tool)), Duration.ofSeconds(20), UnaryOperator.identity());
  }

  /// Prepares an answer of the viewer; `query` names the parameters that must match.
  ViewerDouble viewer(String route, Map<String, String> query, String json) {
    return on("/datasets-server/" + route, query, new Answer(200, "", json));
  }

  ViewerDouble viewerError(
      String route, Map<String, String> query, int status, String code, String json) {
    return on("/datasets-server/" + route, query, new Answer(status, code, json));
  }

  /// Prepares the Hub's description of a dataset.
  ViewerDouble repo(String id, String json) {
    return on("/api/datasets/" + id, Map.of(), new Answer(200, "", json));
  }

  ViewerDouble hub(String path, int status, String code, String json) {
    return on(path, Map.of(), new Answer(status, code, json));
  }

  /// One split, no statistics, an open repository with a licence.
  ViewerDouble single(
      String dataset, String configSplit, Map<String, String> features, List<String> rows) {
    String[] parts = configSplit.split("/");
    return viewer("splits", Map.of(), Answers.splits(dataset, configSplit))
        .viewer(
            "is-valid",
            Map.of(),
            "{\"preview\":true,\"viewer\":true,\"search\":false,\"filter\":false,"
                + "\"statistics\":false}")
        .viewer("size", Map.of(), Answers.size(Map.of(configSplit, (long) rows.size())))
        .viewer(
            "info",
            Map.of("config", parts[0]),
            Answers.info(features, Map.of(parts[1], (long) rows.size())))
        .viewer(
            "first-rows",
            Map.of("config", parts[0], "split", parts[1]),
            Answers.rows(features, 0, rows))
        .repo(dataset, "{\"id\":\"" + dataset + "\",\"tags\":[\"license:mit\"]}");
  }

  private ViewerDouble on(String path, Map<String, String> query, Answer answer) {
    for (Route route : routes) {
      if (route.path().equals(path) && route.query().equals(query)) {
        route.answers().add(answer);
        return this;
      }
    }
    routes.add(new Route(path, query, new ArrayDeque<>(List.of(answer))));
    return this;
  }

  /// The viewer answers `route` only once a question that fits has arrived: a client that asks one
  /// after the other gets stuck here.
  void holdUntilAsked(String route, Predicate<HttpUrl> opener) {
    gates.put("/datasets-server/" + route, new Gate(opener, new CountDownLatch(1)));
  }

  ToolResult call(String json) throws InterruptedException {
    return runner.run(
        DatasetTool.NAME, Optional.of(JsonMapper.shared().readTree(json)), Progress.NONE);
  }

  /// The text of a call that must succeed.
  String text(String json) throws InterruptedException {
    ToolResult result = call(json);
    if (result.isError()) {
      throw new AssertionError("error result: " + result.text());
    }
    return result.text();
  }

  /// The text of a call that must fail.
  String error(String json) throws InterruptedException {
    ToolResult result = call(json);
    if (!result.isError()) {
      throw new AssertionError("no error: " + result.text());
    }
    return result.text();
  }

  /// Requests for one route of the viewer, in order.
  List<HttpUrl> asked(String route) {
    return asked.stream()
        .filter(url -> url.encodedPath().equals("/datasets-server/" + route))
        .toList();
  }

  private MockResponse answer(HttpUrl url) {
    asked.add(url);
    gates.values().stream().filter(g -> g.opener().test(url)).forEach(g -> g.open().countDown());
    Gate gate = gates.get(url.encodedPath());
    if (gate != null && !opens(gate)) {
      return new MockResponse.Builder().code(599).body("never asked").build();
    }
    // The most particular route wins.
    Optional<Route> route =
        routes.stream()
            .filter(candidate -> candidate.fits(url))
            .reduce((a, b) -> b.query().size() > a.query().size() ? b : a);
    Answer answer =
        route
            .map(Route::next)
            .orElse(new Answer(404, "ResponseNotFound", "{\"error\":\"Not found.\"}"));
    MockResponse.Builder response =
        new MockResponse.Builder()
            .code(answer.status())
            .setHeader("Content-Type", "application/json")
            .body(answer.body());
    if (!answer.errorCode().isEmpty()) {
      response.setHeader("X-Error-Code", answer.errorCode());
    }
    return response.build();
  }

  private static boolean opens(Gate gate) {
    try {
      return gate.open().await(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}

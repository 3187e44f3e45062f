package dev.mlintern.tools.hubsearch;

import dev.mlintern.http.HttpStack;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import tools.jackson.databind.json.JsonMapper;

/// A Hub over real HTTP whose answers a test writes down by path; any other repository or file is
/// missing, answered as the Hub does for a caller with a token.
final class ScriptedHub implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final MockWebServer server = new MockWebServer();
  private final Map<String, MockResponse> answers = new LinkedHashMap<>();
  private final List<HttpUrl> asked = Collections.synchronizedList(new ArrayList<>());
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final HttpStack http;
  private final ToolRunner runner;

  private ScriptedHub(Path home, Map<String, String> environment, Duration limit)
      throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            asked.add(request.getUrl());
            CountDownLatch held = gate;
            held.countDown();
            try {
              if (!held.await(15, TimeUnit.SECONDS)) {
                return response(500, "text/plain", "never that many at once").build();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return answer(request.getUrl());
          }
        });
    server.start();
    var all = new HashMap<>(environment);
    all.put("HF_ENDPOINT", server.url("/").toString());
    all.put("ML_INTERN_HOME", home.resolve("state").toString());
    Settings settings = Settings.of(all, home);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    HubClient hub = HubClient.create(settings, http);
    var types = new KnownTypes();
    var tools = List.of(new HubRepoSearch(hub, types), new HubRepoDetails(hub, settings, types));
    runner = new ToolRunner(ToolCatalogue.of(tools), limit, UnaryOperator.identity());
  }

  static ScriptedHub start(Path home) throws IOException {
    return new ScriptedHub(home, Map.of(), LIMIT);
  }

  static ScriptedHub start(Path home, Map<String, String> environment) throws IOException {
    return new ScriptedHub(home, environment, LIMIT);
  }

  /// A Hub whose callers have this long for a call.
  static ScriptedHub start(Path home, Duration limit) throws IOException {
    return new ScriptedHub(home, Map.of(), limit);
  }

  /// Base address, with a slash at the end.
  String address() {
    return server.url("/").toString();
  }

  ScriptedHub json(String path, String body) {
    return on(path, response(200, "application/json; charset=utf-8", body).build());
  }

  ScriptedHub text(String path, String body) {
    return on(path, response(200, "text/plain; charset=utf-8", body).build());
  }

  /// A list page with a next one.
  ScriptedHub page(String path, String body, String cursor) {
    String next = server.url(path).newBuilder().addQueryParameter("cursor", cursor).toString();
    return on(
        path,
        response(200, "application/json", body)
            .addHeader("Link", "<" + next + ">; rel=\"next\"")
            .build());
  }

  ScriptedHub redirect(String path, String location) {
    return on(
        path,
        response(307, "text/plain", "Temporary Redirect").addHeader("Location", location).build());
  }

  /// An error in the Hub's form, code and message in headers and body.
  ScriptedHub error(String path, int status, String code, String message) {
    MockResponse.Builder answer =
        response(status, "application/json", "{\"error\":\"" + message + "\"}")
            .addHeader("X-Error-Message", message)
            .addHeader("X-Request-Id", "Root=1-abc");
    if (!code.isEmpty()) {
      answer.addHeader("X-Error-Code", code);
    }
    return on(path, answer.build());
  }

  ScriptedHub on(String path, MockResponse answer) {
    answers.put(path, answer);
    return this;
  }

  private static MockResponse.Builder response(int status, String type, String body) {
    return new MockResponse.Builder().code(status).body(body).addHeader("Content-Type", type);
  }

  private MockResponse answer(HttpUrl url) {
    MockResponse scripted = answers.get(url.encodedPath());
    if (scripted != null) {
      return scripted;
    }
    boolean isInside = url.encodedPath().matches(".*/(resolve|tree)/.*");
    return isInside
        ? missing("EntryNotFound", "Entry not found")
        : missing("RepoNotFound", "Repository not found");
  }

  private static MockResponse missing(String code, String message) {
    return response(404, "application/json", "{\"error\":\"" + message + "\"}")
        .addHeader("X-Error-Code", code)
        .addHeader("X-Error-Message", message)
        .build();
  }

  /// Calls a tool as a door does, arguments as the model writes them.
  ToolResult call(String tool, String arguments) throws InterruptedException {
    return call(tool, arguments, Progress.NONE);
  }

  ToolResult call(String tool, String arguments, Progress progress) throws InterruptedException {
    return runner.run(tool, Optional.of(JsonMapper.shared().readTree(arguments)), progress);
  }

  /// A path that answers long after everybody gave up.
  ScriptedHub silent(String path) {
    return on(path, new MockResponse.Builder().headersDelay(30, TimeUnit.SECONDS).build());
  }

  ToolResult search(String arguments) throws InterruptedException {
    return call("hub_repo_search", arguments);
  }

  ToolResult details(String arguments) throws InterruptedException {
    return call("hub_repo_details", arguments);
  }

  /// The requests whose path is this one, in the order they came.
  List<HttpUrl> requests(String path) {
    synchronized (asked) {
      return asked.stream().filter(url -> url.encodedPath().equals(path)).toList();
    }
  }

  /// All requests so far, in the order they came.
  List<String> requests() {
    synchronized (asked) {
      return asked.stream().map(HttpUrl::encodedPath).toList();
    }
  }

  /// Holds every answer back until this many requests are waiting at the same time.
  ScriptedHub holdUntil(int waiting) {
    gate = new CountDownLatch(waiting);
    return this;
  }

  /// How many requests had a path like this.
  long requestCount(String pathRegex) {
    synchronized (asked) {
      return asked.stream().filter(url -> url.encodedPath().matches(pathRegex)).count();
    }
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}

package dev.mlintern.tools.papers;

import dev.mlintern.arxiv.ArxivClient;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubPapers;
import dev.mlintern.scholar.ScholarClient;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolCalls;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/// `hf_papers` over real HTTP: one server stands for the Hub, Semantic Scholar, arXiv and ar5iv.
final class PapersRig implements AutoCloseable {
  /// One paper as the Hub describes it.
  static final String PAPER =
      "{\"id\":\"2305.18290\",\"title\":\"DPO\",\"upvotes\":60,\"publishedAt\":\"2023-05-29T00:00:00Z\",\"summary\":\"Language"
          + " models and preferences.\",\"ai_keywords\":[\"reward model\"]}";

  private final MockWebServer server = new MockWebServer();
  private final Map<String, MockResponse> answers = new ConcurrentHashMap<>();
  private final HttpStack http;
  private final ToolRunner runner;

  /// What was asked, oldest first.
  final List<RecordedRequest> requests = Collections.synchronizedList(new ArrayList<>());

  private PapersRig() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            requests.add(request);
            String path = request.getUrl().encodedPath();
            String start = request.getUrl().queryParameter("offset");
            String at = start == null ? request.getUrl().queryParameter("p") : start;
            MockResponse page = answers.get(path + "?" + at);
            return page != null
                ? page
                : answers.getOrDefault(path, json(404, "{\"error\":\"nothing here\"}"));
          }
        });
    server.start();
    String base = "http://127.0.0.1:" + server.getPort();
    Settings settings =
        Settings.of(
            Map.of(
                "HF_ENDPOINT", base,
                "ML_INTERN_S2_API", base,
                "ML_INTERN_ARXIV", base + "/arxiv",
                "ML_INTERN_ARXIV_API", base + "/arxivapi",
                "ML_INTERN_AR5IV", base + "/ar5iv"),
            Path.of("/nowhere"));
    http = HttpStack.create(settings, List.of());
    HfPapers tool =
        new HfPapers(
            new HubPapers(HubClient.create(settings, http)),
            new ScholarClient(http, settings),
            new ArxivClient(http, settings));
    runner =
        new ToolRunner(
            ToolCatalogue.of(List.of(tool)), Duration.ofSeconds(20), UnaryOperator.identity());
  }

  static PapersRig start() throws IOException {
    return new PapersRig();
  }

  /// The answer to every request for this path, or for the one page of it whose offset or number is
  /// written behind it: `/path?1000`. Anything else is not found.
  void answer(String path, MockResponse response) {
    answers.put(path, response);
  }

  /// The answer of a call that must succeed.
  String ok(String arguments) {
    return new ToolCalls(runner).text("hf_papers", arguments);
  }

  /// The answer of a call that must fail.
  String error(String arguments) {
    return new ToolCalls(runner).error("hf_papers", arguments);
  }

  static String scholarList(String first, int citations, String second, int fewer) {
    return "{\"total\":\"2\",\"data\":[{\"title\":\"%s\",\"citationCount\":%d},{\"title\":\"%s\",\"citationCount\":%d}]}"
        .formatted(first, citations, second, fewer);
  }

  static MockResponse json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", "application/json; charset=utf-8")
        .body(body)
        .build();
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}

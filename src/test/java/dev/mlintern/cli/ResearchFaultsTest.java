package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every research tool while one of its services is out of order, each service in each way: either
/// another service answers and the text says who did not, or the call is an error that says so.
@Timeout(120)
class ResearchFaultsTest {
  private static final long HUGE = 200L << 20;
  private static Buffer bomb;

  /// One host each, as in the world outside.
  enum Service {
    HUB,
    SCHOLAR,
    ARXIV,
    GITHUB,
    SEARCH
  }

  /// Ways to be out of order.
  enum Fault {
    LIMITED,
    HTML,
    REDIRECT,
    HUGE,
    BOMB,
    SILENT
  }

  /// A call that needs the service.
  ///
  /// @param instead words of the answer when another service steps in; empty when none can
  private record Case(String tool, String arguments, String instead) {}

  private static List<Case> cases(Service service) {
    return switch (service) {
      case HUB ->
          List.of(
              new Case("hf_papers", "{'operation':'search','query':'x'}", "Hugging Face did not"),
              new Case("hf_papers", "{'operation':'trending'}", ""),
              new Case("hf_papers", details(), "Warning: Hugging Face"),
              new Case(
                  "hf_papers", "{'operation':'read_paper','arxiv_id':'2305.18290'}", "arXiv H"),
              new Case("hf_papers", "{'operation':'find_datasets','arxiv_id':'2305.18290'}", ""),
              new Case(
                  "hf_papers", "{'operation':'find_all_resources','arxiv_id':'2305.18290'}", ""),
              new Case("explore_hf_docs", "{'endpoint':'trl','query':'SFTConfig'}", ""),
              new Case("explore_hf_docs", "{'endpoint':'trl'}", ""),
              new Case("fetch_hf_docs", "{'url':'docs/trl/sft_trainer'}", ""),
              new Case("hf_papers", "{'operation':'find_models','arxiv_id':'2305.18290'}", ""),
              new Case("hf_papers", "{'operation':'find_collections','arxiv_id':'2305.18290'}", ""),
              new Case("find_hf_api", "{'query':'create repository'}", "could not be read"));
      case SCHOLAR ->
          List.of(
              new Case(
                  "hf_papers",
                  "{'operation':'search','query':'x','min_citations':9}",
                  "NOT applied: min_citations"),
              new Case("hf_papers", details(), "Warning: no citation counts"),
              new Case("hf_papers", "{'operation':'citation_graph','arxiv_id':'2305.18290'}", ""),
              new Case("hf_papers", "{'operation':'snippet_search','query':'lr'}", ""),
              new Case("hf_papers", "{'operation':'recommend','arxiv_id':'2305.18290'}", ""));
      case ARXIV ->
          List.of(
              new Case("hf_papers", "{'operation':'read_paper','arxiv_id':'2305.00001'}", ""),
              new Case("hf_papers", "{'operation':'paper_details','arxiv_id':'2305.00001'}", ""));
      case GITHUB ->
          List.of(
              new Case("github_find_examples", "{'repo':'o/r','keyword':'sft'}", ""),
              new Case("github_find_examples", "{'repo':'o/r','content':'sft'}", ""),
              new Case("github_list_repos", "{'owner':'o'}", ""),
              new Case("github_read_file", "{'repo':'o/r','path':'a.py'}", ""));
      case SEARCH -> List.of(new Case("web_search", "{'query':'grpo vllm'}", ""));
    };
  }

  private static String details() {
    return "{'operation':'paper_details','arxiv_id':'2305.18290'}";
  }

  @BeforeAll
  static void packABomb() throws IOException {
    bomb = new Buffer();
    try (BufferedSink sink = Okio.buffer(new GzipSink(bomb))) {
      byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 100; i++) {
        sink.write(blanks);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HUB, LIMITED", "HUB, HTML", "HUB, REDIRECT", "HUB, HUGE", "HUB, BOMB",
    "SCHOLAR, LIMITED", "SCHOLAR, HTML", "SCHOLAR, REDIRECT", "SCHOLAR, HUGE", "SCHOLAR, BOMB",
    "ARXIV, LIMITED", "ARXIV, HTML", "ARXIV, REDIRECT", "ARXIV, HUGE", "ARXIV, BOMB",
    "GITHUB, LIMITED", "GITHUB, HTML", "GITHUB, REDIRECT", "GITHUB, HUGE", "GITHUB, BOMB",
    "SEARCH, LIMITED", "SEARCH, HTML", "SEARCH, REDIRECT", "SEARCH, HUGE", "SEARCH, BOMB"
  })
  void a_service_out_of_order_is_named_and_no_secret_strays(Service service, Fault fault)
      throws Exception {
    try (World world = new World(service, fault, Duration.ofSeconds(40))) {
      assertSays(world, run(world.runner, cases(service)));
      if (fault == Fault.REDIRECT && service == Service.SCHOLAR) {
        assertThat(world.strayed).as("the canary was reached").isNotEmpty();
      }
    }
  }

  @Test
  void a_service_that_never_answers_leaves_time_for_the_others() throws Exception {
    Map<World, Map<Case, ToolResult>> all = new LinkedHashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<World, Future<Map<Case, ToolResult>>> running = new LinkedHashMap<>();
      for (Service service : Service.values()) {
        World world = new World(service, Fault.SILENT, Duration.ofSeconds(6));
        running.put(world, threads.submit(() -> run(world.runner, cases(service))));
      }
      for (Map.Entry<World, Future<Map<Case, ToolResult>>> entry : running.entrySet()) {
        all.put(entry.getKey(), entry.getValue().get());
        entry.getKey().close();
      }
    }
    all.forEach(ResearchFaultsTest::assertSays);
  }

  private static void assertSays(World world, Map<Case, ToolResult> answers) {
    answers.forEach(
        (asked, result) -> {
          String what = asked + " -> " + result.text();
          assertThat(result.isError()).as(what).isEqualTo(asked.instead().isEmpty());
          assertThat(result.text()).as(what).contains(asked.instead()).hasSizeLessThan(8_100);
          assertThat(result.text())
              .as(what)
              .doesNotContain("inside ml-intern", "somebody else's", "<html", "did not end within")
              .doesNotContain(world.secrets);
        });
    assertThat(world.strayed)
        .extracting(request -> request.getHeaders() + request.getTarget())
        .allSatisfy(sent -> assertThat(sent).doesNotContain(world.secrets));
  }

  private static Map<Case, ToolResult> run(ToolRunner runner, List<Case> cases) throws Exception {
    Map<Case, Future<ToolResult>> running = new LinkedHashMap<>();
    Map<Case, ToolResult> done = new LinkedHashMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Case wanted : cases) {
        Callable<ToolResult> call =
            () ->
                runner.runJson(
                    wanted.tool(),
                    Optional.of(
                        wanted.arguments().replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                    Progress.NONE);
        running.put(wanted, threads.submit(call));
      }
      for (Map.Entry<Case, Future<ToolResult>> entry : running.entrySet()) {
        done.put(entry.getKey(), entry.getValue().get());
      }
    }
    return done;
  }

  private static MockResponse broken(Fault fault, String elsewhere) {
    return switch (fault) {
      case LIMITED ->
          new MockResponse.Builder()
              .code(429)
              .addHeader("Retry-After", "60")
              .body("{\"error\":\"Too many requests\"}")
              .build();
      case HTML -> page("<html><body>We will be back soon</body></html>");
      case REDIRECT ->
          new MockResponse.Builder().code(302).addHeader("Location", elsewhere + "/taken").build();
      case HUGE -> new MockResponse.Builder().body(new Endless()).build();
      case BOMB ->
          new MockResponse.Builder()
              .addHeader("Content-Encoding", "gzip")
              .body(bomb.clone())
              .build();
      case SILENT ->
          new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build();
    };
  }

  private static MockResponse healthy(Service service, RecordedRequest request) {
    String path = request.getUrl().encodedPath();
    return switch (service) {
      case HUB ->
          path.equals("/api/papers/2305.18290")
              ? json("{\"id\":\"2305.18290\",\"title\":\"DPO\",\"upvotes\":1}")
              : notFound();
      case SCHOLAR ->
          path.endsWith("/batch")
              ? json(
                  request.getBody().utf8().contains("18290") ? "[{\"title\":\"DPO\"}]" : "[null]")
              : json("{\"total\":1,\"data\":[{\"title\":\"DPO\"}]}");
      case ARXIV ->
          path.equals("/html/2305.18290")
              ? page(
                  "<article class='ltx_document'><section class='ltx_section'><h2>1 One</h2>"
                      + "<p>Text.</p></section></article>")
              : path.endsWith("/query")
                  ? page(
                      "<feed><entry><id>http://arxiv.org/abs/2305.18290v2</id><title>DPO</title>"
                          + "<published>2023-05-29</published></entry></feed>")
                  : notFound();
      case GITHUB, SEARCH -> notFound();
    };
  }

  private static MockResponse json(String body) {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  private static MockResponse page(String body) {
    return new MockResponse.Builder().addHeader("Content-Type", "text/html").body(body).build();
  }

  private static MockResponse notFound() {
    return new MockResponse.Builder().code(404).body("{\"error\":\"not found\"}").build();
  }

  private static String secret() {
    return "s" + UUID.randomUUID().toString().replace("-", "");
  }

  private static String url(MockWebServer server) {
    return "http://127.0.0.1:" + server.getPort();
  }

  private static Dispatcher answering(Function<RecordedRequest, MockResponse> answer) {
    return new Dispatcher() {
      @Override
      public MockResponse dispatch(RecordedRequest request) {
        return answer.apply(request);
      }
    };
  }

  /// All services, one of them out of order, and a host that nobody should send secrets to.
  private static final class World implements AutoCloseable {
    private final Map<Service, MockWebServer> servers = new EnumMap<>(Service.class);
    private final MockWebServer elsewhere = new MockWebServer();
    private final List<RecordedRequest> strayed = Collections.synchronizedList(new ArrayList<>());
    private final List<String> secrets = List.of(secret(), secret(), secret());
    private final ToolRunner runner;

    World(Service broken, Fault fault, Duration time) throws IOException {
      elsewhere.setDispatcher(
          answering(
              request -> {
                strayed.add(request);
                return page("<html>somebody else's page</html>");
              }));
      elsewhere.start();
      for (Service service : Service.values()) {
        var server = new MockWebServer();
        server.setDispatcher(
            answering(
                request ->
                    service == broken ? broken(fault, url(elsewhere)) : healthy(service, request)));
        server.start();
        servers.put(service, server);
      }
      var environment = new LinkedHashMap<String, String>();
      environment.put("HF_ENDPOINT", url(servers.get(Service.HUB)));
      environment.put("HF_TOKEN", secrets.get(0));
      environment.put("ML_INTERN_S2_API", url(servers.get(Service.SCHOLAR)));
      environment.put("S2_API_KEY", secrets.get(1));
      environment.put("ML_INTERN_ARXIV", url(servers.get(Service.ARXIV)));
      environment.put("ML_INTERN_ARXIV_API", url(servers.get(Service.ARXIV)));
      environment.put("ML_INTERN_AR5IV", url(servers.get(Service.ARXIV)) + "/ar5iv");
      environment.put("ML_INTERN_GITHUB_API", url(servers.get(Service.GITHUB)));
      environment.put("GITHUB_TOKEN", secrets.get(2));
      environment.put("ML_INTERN_WEB_SEARCH", url(servers.get(Service.SEARCH)) + "/html/");
      environment.put("ML_INTERN_CACHE", "0");
      Settings settings = Settings.of(environment, Path.of("/nowhere"));
      runner = new ToolRunner(Toolbox.everything(settings), time, UnaryOperator.identity());
    }

    @Override
    public void close() {
      servers.values().forEach(MockWebServer::close);
      elsewhere.close();
    }
  }

  /// 200 MB of unannounced length, made while it is sent.
  private static final class Endless implements MockResponseBody {
    @Override
    public long getContentLength() {
      return -1;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      byte[] part = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
      for (long sent = 0; sent < HUGE; sent += part.length) {
        sink.write(part);
      }
    }
  }
}

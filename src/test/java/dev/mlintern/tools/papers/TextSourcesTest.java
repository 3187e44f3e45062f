package dev.mlintern.tools.papers;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The sources of a paper's text, one out of order at a time: the next steps in, or what can be had
/// is shown with the reason for the rest.
class TextSourcesTest {
  private static final String HTML = "/arxiv/html/2305.18290";
  private static final String AR5IV = "/ar5iv/html/2305.18290";
  private static final String PDF = "/arxiv/pdf/2305.18290";
  private static final String API = "/arxivapi/api/query";
  private static final String TEXT =
      "<article class='ltx_document'><h1 class='ltx_title'>DPO</h1><section class='ltx_section'><h2"
          + " class='ltx_title'><span class='ltx_tag'>1 </span>Method</h2><p>We"
          + " train.</p></section></article>";
  private static final String ENTRY =
      "<feed><entry><id>http://arxiv.org/abs/2305.18290v2</id><title>DPO</title><summary>What it"
          + " is.</summary><published>2023-05-29T00:00:00Z</published></entry></feed>";

  private final MockWebServer world = new MockWebServer();
  private final MockWebServer elsewhere = new MockWebServer();
  private final Map<String, MockResponse> answers = new ConcurrentHashMap<>();
  private HttpStack http;
  private ToolCalls tools;

  @BeforeEach
  void start() throws IOException {
    world.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answers.getOrDefault(
                request.getUrl().encodedPath(),
                new MockResponse.Builder().code(404).body("{\"error\":\"none\"}").build());
          }
        });
    // Without an answer of its own it would keep waiting who was led there.
    elsewhere.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder().code(403).body("not for you").build();
          }
        });
    world.start();
    elsewhere.start();
    String base = "http://127.0.0.1:" + world.getPort();
    Settings settings =
        Settings.of(
            Map.of(
                "HF_ENDPOINT",
                base,
                "ML_INTERN_S2_API",
                base,
                "ML_INTERN_ARXIV",
                base + "/arxiv",
                "ML_INTERN_ARXIV_API",
                base + "/arxivapi",
                "ML_INTERN_AR5IV",
                base + "/ar5iv",
                "ML_INTERN_CACHE",
                "0"),
            Path.of("/nowhere"));
    http = HttpStack.create(settings, List.of());
    HfPapers papers =
        new HfPapers(
            new HubPapers(HubClient.create(settings, http)),
            new ScholarClient(http, settings),
            new ArxivClient(http, settings));
    tools =
        new ToolCalls(
            new ToolRunner(
                ToolCatalogue.of(List.of(papers)),
                Duration.ofSeconds(40),
                UnaryOperator.identity()));
  }

  @AfterEach
  void stop() {
    http.close();
    world.close();
    elsewhere.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"limited", "error", "page", "redirect", "huge", "bomb"})
  void without_arxivs_rendition_the_next_one_is_read(String fault) throws IOException {
    answers.put(HTML, broken(fault));
    answers.put(AR5IV, page(TEXT));

    assertThat(read()).contains("ar5iv", "1 Method").doesNotContain("We will be back");
    assertThat(elsewhere.getRequestCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"limited", "error", "page", "redirect", "huge", "bomb"})
  void without_any_text_the_abstract_is_shown_and_the_reason_told(String fault) throws IOException {
    answers.put(PDF, broken(fault));
    answers.put(API, page(ENTRY));

    assertThat(read())
        .contains("What it is.")
        .contains("Only the abstract could be read")
        .contains("arXiv PDF: ")
        .doesNotContain("We will be back", "<html");
  }

  @ParameterizedTest
  @ValueSource(strings = {"limited", "error", "page", "redirect", "huge", "bomb"})
  void without_anything_every_source_is_named(String fault) throws IOException {
    answers.put(API, broken(fault));

    assertThat(
            tools.error("hf_papers", "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\"}"))
        .contains("No text of paper 2305.18290")
        .contains("arXiv PDF has no full text")
        .contains("arXiv API: ")
        .doesNotContain("We will be back", "<html");
  }

  @Test
  void a_version_is_read_from_arxiv_alone() {
    answers.put(HTML, page(TEXT.replace("We train.", "The newest.")));
    answers.put(HTML + "v1", page(TEXT));

    assertThat(
            tools.text(
                "hf_papers",
                "{\"operation\":\"read_paper\",\"arxiv_id\":\"arXiv:2305.18290v1\",\"section\":\"1\"}"))
        .contains("We train.")
        .contains("2305.18290v1")
        .doesNotContain("The newest.");
  }

  private String read() {
    return tools.text("hf_papers", "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\"}");
  }

  private MockResponse broken(String fault) throws IOException {
    return switch (fault) {
      case "limited" ->
          new MockResponse.Builder().code(429).addHeader("Retry-After", "90").body("slow").build();
      case "error" -> new MockResponse.Builder().code(501).body("<html>broken</html>").build();
      case "page" -> page("<html><body>We will be back soon</body></html>");
      case "redirect" ->
          new MockResponse.Builder()
              .code(302)
              .addHeader("Location", elsewhere.url("/taken").toString())
              .build();
      case "huge" -> new MockResponse.Builder().body(new Endless()).build();
      case "bomb" ->
          new MockResponse.Builder().addHeader("Content-Encoding", "gzip").body(bomb()).build();
      default -> throw new IllegalArgumentException(fault);
    };
  }

  private static MockResponse page(String body) {
    return new MockResponse.Builder().addHeader("Content-Type", "text/html").body(body).build();
  }

  private static Buffer bomb() throws IOException {
    var packed = new Buffer();
    try (BufferedSink sink = Okio.buffer(new GzipSink(packed))) {
      byte[] blanks = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        sink.write(blanks);
      }
    }
    return packed;
  }

  /// 200 MB of unannounced length, made while it is sent.
  private static final class Endless implements MockResponseBody {
    @Override
    public long getContentLength() {
      return -1;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      byte[] part = new byte[1 << 16];
      for (long sent = 0; sent < 200L << 20; sent += part.length) {
        sink.write(part);
      }
    }
  }
}

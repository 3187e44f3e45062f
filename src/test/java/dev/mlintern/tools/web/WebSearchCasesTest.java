package dev.mlintern.tools.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.HttpStack;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolCalls;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolRunner;
import dev.mlintern.web.WebSearch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `web_search` as it is served: arguments checked, services as the settings name them (spec
/// tools-read §8.5).
class WebSearchCasesTest {
  private final MockWebServer page = new MockWebServer();
  private final MockWebServer searxng = new MockWebServer();
  private HttpStack http;

  @BeforeEach
  void start() throws Exception {
    page.start();
    searxng.start();
  }

  @AfterEach
  void stop() {
    http.close();
    page.close();
    searxng.close();
  }

  private ToolCalls tools(Map<String, String> environment) {
    Settings settings = Settings.of(environment, Path.of("/nowhere"));
    http = HttpStack.create(settings, WebSearch.credentials(settings));
    return new ToolCalls(
        new ToolRunner(
            ToolCatalogue.of(List.of(new WebSearchTool(WebSearch.create(http, settings)))),
            Duration.ofSeconds(20),
            UnaryOperator.identity()));
  }

  private ToolCalls searchPage() {
    return tools(Map.of("ML_INTERN_WEB_SEARCH", page.url("/html/").toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'query':'x'};query",
        "{'query':null};query",
        "{};query",
        "{'query':'ok','max_results':0};max_results",
        "{'query':'ok','max_results':21};max_results",
        "{'query':'ok','allowed_domains':[{'a':1}]};allowed_domains",
        "{'query':'ok','time_range':'decade'};time_range",
        "{'query':'ok','blocked_domains':['no host!']};not a domain"
      })
  void a_bad_argument_is_named_and_nothing_is_asked(String arguments, String named) {
    String quoted = arguments.replace('\'', '"');

    assertThat(searchPage().error("web_search", quoted)).contains(named);
    assertThat(page.getRequestCount()).isZero();
  }

  @Test
  void one_domain_may_be_given_without_a_list() throws Exception {
    page.enqueue(new MockResponse.Builder().body(hits("docs.rs", 9)).build());

    assertThat(
            searchPage().text("web_search", "{\"query\":\"rust\",\"allowed_domains\":\"docs.rs\"}"))
        .contains("https://docs.rs/0");
    assertThat(page.takeRequest().getBody().utf8()).contains("site%3Adocs.rs");
  }

  @Test
  void a_robot_check_sends_the_question_on_to_the_service_that_is_set_up() {
    searxng.enqueue(new MockResponse.Builder().code(502).body("<html>bad gateway</html>").build());
    page.enqueue(new MockResponse.Builder().body(hits("a.org", 9)).build());

    String text =
        tools(
                Map.of(
                    "SEARXNG_URL", searxng.url("/").toString(),
                    "ML_INTERN_WEB_SEARCH", page.url("/html/").toString()))
            .text("web_search", "{\"query\":\"grpo\"}");

    assertThat(text)
        .contains("DuckDuckGo results", "https://a.org/0")
        .contains("Did not answer: SearXNG: HTTP 502")
        .doesNotContain("bad gateway");
  }

  @Test
  void a_sign_in_page_in_place_of_results_is_a_refusal_each_time_anew() {
    searxng.enqueue(signIn());
    page.enqueue(new MockResponse.Builder().body(hits("a.org", 9)).build());
    searxng.enqueue(
        new MockResponse.Builder()
            .body("{\"results\":[{\"url\":\"https://b.org\",\"title\":\"B\",\"content\":\"t\"}]}")
            .build());
    searxng.enqueue(new MockResponse.Builder().body("{\"results\":[]}").build());
    ToolCalls tools =
        tools(
            Map.of(
                "SEARXNG_URL", searxng.url("/").toString(),
                "ML_INTERN_WEB_SEARCH", page.url("/html/").toString()));

    assertThat(tools.text("web_search", "{\"query\":\"grpo\"}"))
        .contains("https://a.org/0", "Did not answer: SearXNG: an answer that is not JSON")
        .doesNotContain("Sign in");
    assertThat(tools.text("web_search", "{\"query\":\"grpo\"}"))
        .contains("SearXNG results", "https://b.org");
  }

  private static MockResponse signIn() {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "text/html")
        .body("<!doctype html><title>Sign in</title><a href='https://x.org'>Sign in</a>")
        .build();
  }

  @Test
  void what_was_found_and_not_shown_is_counted_and_the_way_to_it_named() {
    page.enqueue(new MockResponse.Builder().body(hits("a.org", 12)).build());

    assertThat(searchPage().text("web_search", "{\"query\":\"grpo\"}"))
        .contains("8 of 12 shown, the rest with max_results=12; more: page=2")
        .contains("https://a.org/7")
        .doesNotContain("https://a.org/8");
  }

  @Test
  void an_answer_stays_within_the_budget_whatever_the_pages_call_themselves() {
    page.enqueue(
        new MockResponse.Builder()
            .body(
                IntStream.range(0, 20)
                    .mapToObj(
                        i ->
                            hit(
                                "https://a.org/" + "p".repeat(900) + i,
                                "Title\u202E ".repeat(200),
                                "Snippet ".repeat(500)))
                    .collect(Collectors.joining()))
            .build());

    assertThat(searchPage().text("web_search", "{\"query\":\"grpo\",\"max_results\":20}"))
        .hasSizeLessThanOrEqualTo(8_000)
        .contains(" of 20 shown")
        .doesNotContain("\u202E");
  }

  private static String hits(String host, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> hit("https://" + host + "/" + i, "T" + i, "S"))
        .collect(Collectors.joining());
  }

  private static String hit(String address, String title, String snippet) {
    return "<div class='result web-result'><a class='result__a' href='%s'>%s</a><a class='result__snippet'>%s</a></div>"
        .formatted(address, title, snippet);
  }
}

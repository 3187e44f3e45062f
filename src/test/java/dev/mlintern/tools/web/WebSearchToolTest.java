package dev.mlintern.tools.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.http.Pace;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.web.DuckDuckGo;
import dev.mlintern.web.JsonSearch;
import dev.mlintern.web.SearchProvider;
import dev.mlintern.web.WebSearch;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class WebSearchToolTest {
  private static final String NO_RESULTS =
      "<html><div class='no-results'>No results found for …</div></html>";

  private final MockWebServer server = new MockWebServer();
  private HttpStack http;

  @BeforeEach
  void start() throws Exception {
    server.start();
    http = HttpStack.create(Settings.of(Map.of(), Path.of("/nowhere")), List.of());
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  @Test
  void results_come_in_order_with_snippets_and_without_advertisements() throws Exception {
    page(
        ad("https://ads.example/x"),
        hit("https://a.org/1", "First <b>hit</b>", "About\u200B one"),
        hit("//duckduckgo.com/l/?uddg=https%3A%2F%2Fb.org%2Fp%3Fx%3D1&rut=0", "Second", "Two"),
        hit("https://c.org/3", "Third", ""));
    none();

    String text = duckDuckGo("{\"query\":\"trl GRPO vllm colocate\"}").text();

    assertThat(text)
        .contains("1. [First hit](https://a.org/1): About one")
        .contains("2. [Second](https://b.org/p?x=1): Two")
        .contains("3. [Third](https://c.org/3)")
        .doesNotContain("ads.example")
        .doesNotContain("y.js");
  }

  @Test
  void site_filters_are_sent_upstream_and_checked_on_the_answer() throws Exception {
    page(hit("https://docs.rs/x", "Docs", ""), hit("https://evil-docs.rs/y", "Other", ""));
    none();

    String text =
        duckDuckGo(
                "{\"query\":\"rust web search\",\"allowed_domains\":[\"https://DOCS.rs/\"],"
                    + "\"blocked_domains\":[\"HTTPS://EXAMPLE.COM\"]}")
            .text();

    assertThat(text).contains("https://docs.rs/x").doesNotContain("evil-docs");
    assertThat(sentQuery()).isEqualTo("rust web search site:docs.rs -site:example.com");
  }

  @Test
  void a_path_filter_covers_only_that_path() throws Exception {
    page(
        hit("https://huggingface.co/docs/trl", "Docs", ""),
        hit("https://huggingface.co/docsother", "No", ""),
        hit("https://huggingface.co/models", "No", ""));
    none();

    assertThat(
            duckDuckGo("{\"query\":\"trl\",\"allowed_domains\":[\"huggingface.co/docs\"]}").text())
        .contains("1 of 1 shown")
        .contains("huggingface.co/docs/trl");
  }

  @Test
  void the_same_page_under_other_addresses_counts_once() throws Exception {
    page(
        hit("https://a.com/x", "One", ""),
        hit("https://a.com/x/#frag", "Two", ""),
        hit("https://www.a.com/x?utm_source=z", "Three", ""),
        hit("https://arxiv.org/pdf/2402.03300v2", "P", ""),
        hit("https://arxiv.org/abs/2402.03300", "Q", ""));
    none();

    assertThat(duckDuckGo("{\"query\":\"anything\"}").text()).contains("2 of 2 shown");
  }

  @Test
  void more_results_than_a_page_holds_take_two_pages() throws Exception {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      first.add(hit("https://a.org/" + i, "A" + i, ""));
      second.add(hit("https://b.org/" + i, "B" + i, ""));
    }
    page(first.toArray(String[]::new));
    page(second.toArray(String[]::new));

    assertThat(duckDuckGo("{\"query\":\"many\",\"max_results\":15}").text())
        .contains("15 of 20 shown, the rest with max_results=20; more: page=3")
        .contains("B4")
        .doesNotContain("B5");
    server.takeRequest();
    assertThat(server.takeRequest().getBody().utf8()).contains("s=10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html><form id='challenge-form'>Unfortunately, bots…</form><a"
            + " href='/feedback'>Feedback</a>",
        "",
        "{\"error\":1}"
      })
  void a_robot_check_is_an_error_and_never_a_result(String body) {
    server.enqueue(new MockResponse.Builder().code(202).body(body).build());

    assertThatThrownBy(() -> duckDuckGo("{\"query\":\"anything\"}"))
        .isInstanceOf(ToolFailure.class)
        .hasMessageContaining("DuckDuckGo: HTTP 202")
        .hasMessageContaining("BRAVE_API_KEY");
  }

  @Test
  void a_page_without_result_blocks_is_an_error_even_with_status_200() {
    server.enqueue(new MockResponse.Builder().body("<a href='https://x.org'>Settings</a>").build());

    assertThatThrownBy(() -> duckDuckGo("{\"query\":\"anything\"}"))
        .hasMessageContaining("robot check");
  }

  @Test
  void no_results_is_a_success_that_says_so() throws Exception {
    none();

    ToolResult result = duckDuckGo("{\"query\":\"zzxxqq\",\"allowed_domains\":[]}");

    assertThat(result.isError()).isFalse();
    assertThat(result.text()).contains("No results for `zzxxqq`");
    assertThat(sentQuery()).isEqualTo("zzxxqq");
  }

  @Test
  void the_next_service_answers_when_the_first_refuses_and_both_are_named() throws Exception {
    server.enqueue(new MockResponse.Builder().code(429).body("{}").build());
    server.enqueue(
        new MockResponse.Builder()
            .body(
                "{\"results\":[{\"url\":\"https://a.org\",\"title\":\"A\",\"content\":\"c\","
                    + "\"publishedDate\":\"2026-01-02\"}]}")
            .build());
    server.enqueue(new MockResponse.Builder().body("{\"results\":[]}").build());

    String text =
        call(
                "{\"query\":\"x y\",\"time_range\":\"month\"}",
                new DuckDuckGo(http, server.url("/html/"), Pace.NONE),
                new JsonSearch.Searxng(http, server.url("/")))
            .text();

    assertThat(text)
        .contains("SearXNG results")
        .contains("[A](https://a.org) (2026-01-02): c")
        .contains("Did not answer: DuckDuckGo");
  }

  @Test
  void brave_and_tavily_are_read_in_their_own_shapes() throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .body(
                "{\"web\":{\"results\":[{\"url\":\"https://a.org\",\"title\":\"A\","
                    + "\"description\":\"<strong>bold</strong> text\"}]}}")
            .build());
    server.enqueue(new MockResponse.Builder().body("{\"web\":{}}").build());
    server.enqueue(
        new MockResponse.Builder()
            .body("{\"results\":[{\"url\":\"https://b.org\",\"title\":\"B\",\"content\":\"t\"}]}")
            .build());

    assertThat(call("{\"query\":\"xy\"}", new JsonSearch.Brave(http, server.url("/"))).text())
        .contains("[A](https://a.org): bold text");
    assertThat(
            call(
                    "{\"query\":\"xy\",\"blocked_domains\":[\"c.org\"]}",
                    new JsonSearch.Tavily(http, server.url("/")))
                .text())
        .contains("[B](https://b.org): t");
    assertThat(server.takeRequest().getTarget()).startsWith("/res/v1/web/search?q=xy");
    server.takeRequest();
    assertThat(server.takeRequest().getBody().utf8()).contains("\"exclude_domains\":[\"c.org\"]");
  }

  @Test
  void a_region_is_told_to_each_service_in_its_own_words() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      server.enqueue(new MockResponse.Builder().body("{\"results\":[]}").build());
    }
    String german = "{\"query\":\"xy\",\"region\":\"DE-de\"}";

    call(german, new JsonSearch.Brave(http, server.url("/")));
    call(german, new JsonSearch.Tavily(http, server.url("/")));
    call(german, new JsonSearch.Searxng(http, server.url("/")));
    assertThatThrownBy(() -> duckDuckGo("{\"query\":\"xy\",\"region\":\"gb-en\"}"))
        .hasMessageContaining("without results");

    assertThat(server.takeRequest().getTarget()).contains("country=DE", "search_lang=de");
    assertThat(server.takeRequest().getBody().utf8()).contains("\"country\":\"germany\"");
    assertThat(server.takeRequest().getTarget()).contains("language=de-DE");
    assertThat(server.takeRequest().getBody().utf8()).contains("l=uk-en");
  }

  @Test
  void bad_arguments_are_named() {
    assertThatThrownBy(() -> duckDuckGo("{\"query\":\"xy\",\"region\":\"Germany\"}"))
        .hasMessageContaining("`Germany` is not a region");
    assertThatThrownBy(() -> duckDuckGo("{\"query\":\"x\"}"))
        .hasMessageContaining("at least 2 characters");
    assertThatThrownBy(() -> duckDuckGo("{\"query\":\"ok\",\"allowed_domains\":[\"not a host!\"]}"))
        .hasMessageContaining("not a domain");
  }

  private ToolResult duckDuckGo(String arguments) {
    return call(arguments, new DuckDuckGo(http, server.url("/html/"), Pace.NONE));
  }

  private static ToolResult call(String arguments, SearchProvider... providers) {
    ObjectNode node = (ObjectNode) JsonMapper.shared().readTree(arguments);
    return new WebSearchTool(new WebSearch(List.of(providers)))
        .call(
            new ToolCall(
                new Arguments(node), CallScope.lasting(Duration.ofSeconds(20)), Progress.NONE));
  }

  private String sentQuery() throws InterruptedException {
    RecordedRequest request = server.takeRequest();
    String form = request.getBody().utf8();
    String value = form.replaceFirst("^(?:.*&)?q=([^&]*).*$", "$1");
    return URLDecoder.decode(value, StandardCharsets.UTF_8);
  }

  private void page(String... blocks) {
    server.enqueue(
        new MockResponse.Builder().body("<html>" + String.join("", blocks) + "</html>").build());
  }

  private void none() {
    server.enqueue(new MockResponse.Builder().body(NO_RESULTS).build());
  }

  private static String hit(String href, String title, String snippet) {
    return "<div class='result results_links web-result'><a class='result__a' href='"
        + href.replace("&", "&amp;")
        + "'>"
        + title
        + "</a><a class='result__snippet'>"
        + snippet
        + "</a></div>";
  }

  private static String ad(String target) {
    return "<div class='result result--ad'><a class='result__a'"
        + " href='https://duckduckgo.com/y.js?ad_provider=x&u3="
        + target
        + "'>Ad</a></div>";
  }
}

package dev.mlintern.tools.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.HubDocs;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolCalls;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `explore_hf_docs` and `fetch_hf_docs` over real HTTP.
class DocsToolsTest {
  private static final String PAGE =
      """
      <!--Copyright 2024 The Team-->
      # SFT Trainer

      <Tip>

      Read this.

      </Tip>

      ## Quick start

      ```python
      # not a heading
      trainer = SFTTrainer()
      ```

      ## SFTConfig[[trl.SFTConfig]]

      - **max_length** (`int`, defaults to 1024) — Maximum length.
      - **packing** (`bool`) — Pack.

      ### Notes

      More.

      ## Other

      End.
      """;

  private final MockWebServer server = new MockWebServer();
  private final Map<String, MockResponse> answers = new ConcurrentHashMap<>();
  private final List<RecordedRequest> requests = Collections.synchronizedList(new ArrayList<>());
  private HttpStack http;
  private ToolRunner runner;

  @BeforeEach
  void start() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            requests.add(request);
            MockResponse answer = answers.get(request.getTarget());
            return answer != null
                ? answer
                : answers.getOrDefault(
                    request.getUrl().encodedPath(), reply(404, "text/plain", "no"));
          }
        });
    server.start();
    String token = "hf_" + "x".repeat(34);
    Settings settings =
        Settings.of(
            Map.of("HF_ENDPOINT", "http://127.0.0.1:" + server.getPort(), "HF_TOKEN", token),
            Path.of("/nowhere"));
    http = HttpStack.create(settings, HubCredentials.of(settings));
    HubDocs docs = new HubDocs(HubClient.create(settings, http));
    runner =
        new ToolRunner(
            ToolCatalogue.of(List.of(new ExploreDocs(docs), new FetchDocs(docs))),
            Duration.ofSeconds(20),
            UnaryOperator.identity());
    answers.put("/api/docs", json("[{\"id\":\"trl\"},{\"id\":\"brand-new\"}]"));
  }

  @AfterEach
  void stop() {
    assertThat(requests).allSatisfy(r -> assertThat(r.getHeaders().get("Authorization")).isNull());
    http.close();
    server.close();
  }

  @Test
  void a_question_gets_passages_with_anchors_in_two_requests() {
    answers.put(
        "/api/docs/search", json(hits("trl", "SFT Trainer", "SFTConfig", "max_length is …")));

    assertThat(explore("{\"endpoint\":\"trl\",\"query\":\"SFTConfig max_length\"}"))
        .contains("SFT Trainer › SFTConfig")
        .contains("https://huggingface.co/docs/trl/main/en/sft_trainer#trl.SFTConfig")
        .contains("max_length is …");
    assertThat(requests).hasSize(2);
    assertThat(requests.getLast().getUrl().queryParameter("product")).isEqualTo("trl");
  }

  @Test
  void more_passages_than_there_can_be_are_cut_and_that_is_said() {
    answers.put(
        "/api/docs/search",
        reply(
            200,
            "application/json",
            "[{\"product\":\"trl\",\"text\":\"t\",\"source_page_title\":\"P\",\"source_page_url\":\"https://huggingface.co/docs/trl/p\"}]"));

    assertThat(explore("{\"endpoint\":\"trl\",\"query\":\"SFTConfig\",\"max_results\":90}"))
        .contains("max_results 90 is more than the 25");
    assertThat(error("explore_hf_docs", "{\"endpoint\":\"trl\",\"max_results\":0}"))
        .contains("max_results");
  }

  @Test
  void without_a_product_all_docs_are_searched_and_the_product_is_named() {
    answers.put("/api/docs/search", json(hits("hub", "Upload", "push_to_hub", "x")));

    assertThat(explore("{\"query\":\"push to hub\"}")).contains("hub › Upload › push_to_hub");
    assertThat(requests).hasSize(1);
  }

  @Test
  void an_alias_is_understood_and_a_typing_error_gets_the_nearest_id() {
    answers.put("/api/docs/search", json(hits("tgi", "Quantization", "", "x")));

    explore("{\"endpoint\":\"text-generation-inference\",\"query\":\"quantization\"}");

    assertThat(requests.getLast().getUrl().queryParameter("product")).isEqualTo("tgi");
    assertThat(error("explore_hf_docs", "{\"endpoint\":\"trnsformers\",\"query\":\"x\"}"))
        .contains("Did you mean `transformers`?");
  }

  @Test
  void courses_are_searched_together_and_one_failing_part_is_a_warning() {
    answers.put(
        "/api/docs/search", reply(400, "application/json", "{\"error\":\"unknown product\"}"));
    answers.put(
        "/api/docs/search?q=GRPO&limit=10&product=llm-course",
        json(hits("llm-course", "GRPO", "Reward", "x")));

    assertThat(explore("{\"endpoint\":\"courses\",\"query\":\"GRPO\"}"))
        .contains("llm-course › GRPO")
        .contains("Warning: robotics-course");
  }

  @Test
  void when_search_by_meaning_fails_words_are_tried_and_named() {
    answers.put("/api/docs/search", reply(400, "application/json", "{\"error\":\"broken\"}"));
    answers.put(
        "/api/docs/search/full-text",
        json(
            "{\"hits\":[{\"url\":\"https://huggingface.co/docs/trl/sft#a\",\"hierarchy_lvl1\":\"SFT\",\"content\":\"c\"},"
                + "{\"url\":\"https://huggingface.co/docs/peft/x\",\"hierarchy_lvl1\":\"Other\"}]}"));

    assertThat(explore("{\"endpoint\":\"trl\",\"query\":\"sft\"}"))
        .contains("by words")
        .contains("docs/trl/sft#a")
        .doesNotContain("docs/peft")
        .contains("Warning: trl: search by meaning failed");
  }

  @Test
  void no_match_is_said_and_similar_titles_are_offered() {
    answers.put("/api/docs/search", json("[]"));
    answers.put("/api/docs/search/full-text", json("{\"hits\":[]}"));
    answers.put("/docs/trl/llms.txt", reply(200, "text/plain", manifest(3)));

    assertThat(explore("{\"endpoint\":\"trl\",\"query\":\"page two zzzz\"}"))
        .contains("No passage matches")
        .contains("Page 2");
  }

  @Test
  void a_product_alone_lists_its_pages_in_order() {
    answers.put("/docs/trl/llms.txt", reply(200, "text/plain", manifest(250)));

    String first = explore("{\"endpoint\":\"trl\"}");

    assertThat(first).contains("250 pages").contains("- Page 0 · page0").contains("next: offset=");
    String next = first.replaceFirst("(?s).*next: offset=(\\d+).*", "$1");
    assertThat(explore("{\"endpoint\":\"trl\",\"offset\":" + next + "}")).contains("Page " + next);
  }

  @Test
  void a_page_is_read_clean_with_its_code() {
    answers.put("/docs/trl/sft_trainer.md", reply(200, "text/markdown", PAGE));

    assertThat(fetch("{\"url\":\"https://huggingface.co/docs/trl/sft_trainer\"}"))
        .contains("trainer = SFTTrainer()")
        .contains("# not a heading")
        .doesNotContain("Tip")
        .doesNotContain("Copyright")
        .doesNotContain("[[");
    assertThat(requests).hasSize(1);
  }

  @Test
  void an_anchor_gives_that_section_and_nothing_else() {
    answers.put("/docs/trl/sft_trainer.md", reply(200, "text/markdown", PAGE));

    for (String arguments :
        List.of(
            "{\"url\":\"https://huggingface.co/docs/trl/sft_trainer?x=1#trl.SFTConfig\"}",
            "{\"url\":\"docs/trl/sft_trainer.md\",\"section\":\"SFTConfig\"}",
            "{\"url\":\"/docs/trl/sft_trainer/\",\"section\":\"sftconfig\"}")) {
      assertThat(fetch(arguments))
          .contains("**max_length**")
          .contains("### Notes")
          .doesNotContain("Quick start")
          .doesNotContain("End.");
    }
    assertThat(error("fetch_hf_docs", "{\"url\":\"docs/trl/sft_trainer\",\"section\":\"nope\"}"))
        .contains("trl.SFTConfig");
    assertThat(fetch("{\"url\":\"docs/trl/sft_trainer\",\"find\":\"MAX_LENGTH\"}"))
        .contains("[SFTConfig]")
        .contains("1 of 1");
  }

  @Test
  void a_long_page_comes_with_its_outline_and_goes_on() {
    String text =
        "# Big\n\n"
            + IntStream.range(0, 40)
                .mapToObj(i -> "## Part " + i + "\n\n" + "Words and words. ".repeat(60) + "\n\n")
                .collect(Collectors.joining());
    answers.put("/docs/trl/big.md", reply(200, "text/markdown", text));

    String first = fetch("{\"url\":\"docs/trl/big\"}");

    assertThat(first)
        .hasSizeLessThan(8_300)
        .contains("- Part 3 · #part-3")
        .contains("More: offset=");
    String next = first.replaceFirst("(?s).*More: offset=(\\d+).*", "$1");
    assertThat(fetch("{\"url\":\"docs/trl/big\",\"offset\":" + next + "}"))
        .contains("Characters " + String.format("%,d", Integer.parseInt(next)));
  }

  @Test
  void other_hosts_are_refused_before_any_request() {
    for (String url :
        List.of(
            "https://evil.example/docs/x",
            "https://huggingface.co.evil.example/docs/x",
            "https://huggingface.co/api/whoami-v2",
            "http://169.254.169.254/docs/x")) {
      assertThat(error("fetch_hf_docs", "{\"url\":\"" + url + "\"}")).contains("only");
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void a_page_that_moved_is_found_by_name_and_a_misspelt_one_gets_suggestions() {
    answers.put(
        "/docs/trl/llms.txt",
        reply(
            200,
            "text/plain",
            "- [SFT](https://huggingface.co/docs/trl/v1/en/sft_trainer.md)\n"
                + "- [Index](https://huggingface.co/docs/trl/v1/en/index.md)\n"));
    answers.put("/docs/trl/v1/en/sft_trainer.md", reply(200, "text/markdown", PAGE));
    answers.put("/docs/trl/v1/en/index.md", reply(200, "text/markdown", "# TRL\nWelcome"));

    assertThat(fetch("{\"url\":\"https://huggingface.co/docs/trl/old/sft_trainer\"}"))
        .contains("docs/trl/v1/en/sft_trainer");
    assertThat(fetch("{\"url\":\"https://huggingface.co/docs/trl\"}")).contains("Welcome");
    assertThat(error("fetch_hf_docs", "{\"url\":\"docs/trl/sftt_trainer\"}"))
        .contains("Nearest: https://huggingface.co/docs/trl/v1/en/sft_trainer");
  }

  @Test
  void a_page_shown_in_place_of_another_says_so() {
    answers.put(
        "/docs/trl/llms.txt",
        reply(
            200, "text/plain", "- [SFT](https://huggingface.co/docs/trl/v1/en/sft_trainer.md)\n"));
    answers.put("/docs/trl/v1/en/sft_trainer.md", reply(200, "text/markdown", PAGE));

    assertThat(fetch("{\"url\":\"https://huggingface.co/docs/trl/v0.9/sft_trainer\"}"))
        .startsWith(
            "https://huggingface.co/docs/trl/v1/en/sft_trainer (instead of"
                + " /docs/trl/v0.9/sft_trainer)");
  }

  @Test
  void a_version_is_read_from_its_own_pages_and_no_other_stands_in_for_it() {
    answers.put("/docs/trl/v0.20.0/sft_trainer.md", reply(200, "text/markdown", "# Old\nText"));
    answers.put(
        "/docs/trl/llms.txt",
        reply(
            200, "text/plain", "- [SFT](https://huggingface.co/docs/trl/v1/en/sft_trainer.md)\n"));
    answers.put("/docs/trl/v1/en/sft_trainer.md", reply(200, "text/markdown", PAGE));

    for (String url : List.of("docs/trl/sft_trainer", "docs/trl/main/sft_trainer")) {
      assertThat(fetch("{\"url\":\"" + url + "\",\"version\":\"v0.20.0\"}")).contains("# Old");
    }
    assertThat(error("fetch_hf_docs", "{\"url\":\"docs/trl/sft_trainer\",\"version\":\"v9.9\"}"))
        .contains("no page /docs/trl/v9.9/sft_trainer")
        .contains("Without `version`: https://huggingface.co/docs/trl/v1/en/sft_trainer");
    assertThat(error("fetch_hf_docs", "{\"url\":\"docs/trl/x\",\"version\":\"../admin\"}"))
        .contains("v0.20.0, or main");
    assertThat(error("fetch_hf_docs", "{\"url\":\"blog/x\",\"version\":\"main\"}"))
        .contains("under /docs");
  }

  @Test
  void a_redirect_to_another_host_is_not_followed() {
    answers.put(
        "/docs/trl/x.md",
        new MockResponse.Builder()
            .code(302)
            .addHeader("Location", "https://evil.example/x.md")
            .build());

    assertThat(call("fetch_hf_docs", "{\"url\":\"docs/trl/x\"}").isError()).isTrue();
  }

  @Test
  void a_page_without_markdown_is_read_from_its_html() {
    answers.put(
        "/blog/post.md",
        reply(
            200,
            "text/html",
            "<nav>Menu</nav><main><h1>Post</h1><p>Hello</p><pre>code()\n  x</pre></main>"));

    assertThat(fetch("{\"url\":\"https://huggingface.co/blog/post\"}"))
        .contains("# Post")
        .contains("code()\n  x")
        .doesNotContain("Menu");
  }

  private String explore(String arguments) {
    return ok("explore_hf_docs", arguments);
  }

  private String fetch(String arguments) {
    return ok("fetch_hf_docs", arguments);
  }

  private String ok(String tool, String arguments) {
    return new ToolCalls(runner).text(tool, arguments);
  }

  private String error(String tool, String arguments) {
    return new ToolCalls(runner).error(tool, arguments);
  }

  private ToolResult call(String tool, String arguments) {
    return new ToolCalls(runner).call(tool, arguments);
  }

  private static String hits(String product, String title, String heading, String text) {
    return "[{\"product\":\"%s\",\"source_page_title\":\"%s\",\"heading1\":\"%s\",\"text\":\"<p>%s</p>\",\"_vectors\":{},\"source_page_url\":\"https://huggingface.co/docs/trl/main/en/sft_trainer#trl.SFTConfig\"}]"
        .formatted(product, title, heading, text);
  }

  private static String manifest(int pages) {
    return IntStream.range(0, pages)
        .mapToObj(i -> "- [Page " + i + "](https://huggingface.co/docs/trl/v1/page" + i + ".md)\n")
        .collect(Collectors.joining());
  }

  private static MockResponse json(String body) {
    return reply(200, "application/json; charset=utf-8", body);
  }

  private static MockResponse reply(int status, String type, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", type)
        .body(body)
        .build();
  }
}

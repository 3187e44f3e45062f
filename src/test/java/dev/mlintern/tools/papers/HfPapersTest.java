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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `hf_papers` over real HTTP: one server stands for the Hub, Semantic Scholar, arXiv and ar5iv.
class HfPapersTest {
  private static final String PAPER =
      "{\"id\":\"2305.18290\",\"title\":\"DPO\",\"upvotes\":60,\"publishedAt\":\"2023-05-29T00:00:00Z\",\"summary\":\"Language"
          + " models and preferences.\",\"ai_keywords\":[\"reward model\"]}";

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
            String path = request.getUrl().encodedPath();
            MockResponse page = answers.get(path + "?" + request.getUrl().queryParameter("offset"));
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

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  @Test
  void a_plain_search_asks_the_hub_and_names_it() {
    answers.put("/api/papers/search", json(200, "[{\"paper\":" + PAPER + "}]"));

    String text = ok("{\"operation\":\"search\",\"query\":\"direct preference\",\"limit\":null}");

    assertThat(text)
        .contains("Hugging Face paper search")
        .contains("2305.18290 · DPO · 2023-05-29 · ▲60")
        .contains("Language models and preferences.");
  }

  @Test
  void sorting_by_citations_uses_bulk_search_without_what_it_refuses() {
    answers.put("/graph/v1/paper/search/bulk", json(200, scholarList("A", 900, "B", 700)));

    String text =
        ok(
            "{\"operation\":\"search\",\"query\":\"GPQA\",\"sort_by\":\"citationCount\",\"min_citations\":50}");

    assertThat(text).contains("900 citations").contains("≥ 50 citations");
    RecordedRequest request = requests.getFirst();
    assertThat(request.getUrl().queryParameter("sort")).isEqualTo("citationCount:desc");
    assertThat(request.getUrl().queryParameter("minCitationCount")).isEqualTo("50");
    assertThat(request.getUrl().queryParameter("limit")).isNull();
    assertThat(request.getUrl().queryParameter("fields")).doesNotContain("tldr");
  }

  @Test
  void filters_are_translated_for_the_service() {
    answers.put("/graph/v1/paper/search", json(200, scholarList("A", 1, "B", 2)));

    ok(
        "{\"operation\":\"search\",\"query\":\"rlhf\",\"categories\":\"cs.CL\",\"date_from\":\"2024-01\"}");

    assertThat(requests.getFirst().getUrl().queryParameter("fieldsOfStudy"))
        .isEqualTo("Computer Science");
    assertThat(requests.getFirst().getUrl().queryParameter("publicationDateOrYear"))
        .isEqualTo("2024-01:");
  }

  @Test
  void filters_that_could_not_be_applied_are_named() {
    answers.put("/graph/v1/paper/search", json(400, "{\"error\":\"no\"}"));
    answers.put("/graph/v1/paper/search/bulk", json(400, "{\"error\":\"no\"}"));
    answers.put(
        "/arxivapi/api/query",
        new MockResponse.Builder()
            .body(
                "<feed><entry><id>http://arxiv.org/abs/2305.18290v2</id><title>DPO</title>"
                    + "<summary>S</summary><published>2023-05-29T00:00:00Z</published></entry></feed>")
            .build());

    assertThat(ok("{\"operation\":\"search\",\"query\":\"GPQA\",\"min_citations\":50}"))
        .contains("arXiv search")
        .contains("2305.18290v2 · DPO")
        .contains("NOT applied: min_citations");
  }

  @Test
  void when_every_source_refuses_the_search_is_an_error() {
    assertThat(error("{\"operation\":\"search\",\"query\":\"GPQA\",\"min_citations\":50}"))
        .contains("Semantic Scholar")
        .contains("arXiv");
  }

  @Test
  void trending_asks_for_trending_and_filters_by_all_words() {
    answers.put(
        "/api/daily_papers",
        json(200, "[{\"paper\":" + PAPER + "},{\"paper\":{\"id\":\"1\",\"title\":\"Other\"}}]"));

    String text = ok("{\"operation\":\"trending\",\"query\":\"reward MODEL\",\"limit\":50}");

    assertThat(text).contains("1 of 2 match").contains("DPO").doesNotContain("Other");
    assertThat(requests.getFirst().getUrl().queryParameter("sort")).isEqualTo("trending");
    assertThat(Integer.parseInt(requests.getFirst().getUrl().queryParameter("limit")))
        .isLessThanOrEqualTo(100);
  }

  @Test
  void details_merge_the_hub_and_semantic_scholar() {
    answers.put(
        "/api/papers/2305.18290",
        json(
            200,
            PAPER.replaceFirst("\\}$", "")
                + ",\"numTotalModels\":5800,\"linkedModels\":[{\"id\":\"a/b\"}],\"githubRepo\":\"https://github.com/x/y\"}"));
    answers.put(
        "/graph/v1/paper/batch",
        json(
            200,
            "[{\"title\":\"DPO\",\"citationCount\":5000,\"influentialCitationCount\":900,\"publicationDate\":\"2023-05-29\",\"venue\":\"NeurIPS\",\"abstract\":\"The"
                + " abstract.\"}]"));

    assertThat(
            ok(
                "{\"operation\":\"paper_details\",\"arxiv_id\":\"https://arxiv.org/abs/2305.18290v2\"}"))
        .contains("5,000 citations (900 influential)")
        .contains("NeurIPS")
        .contains("▲60")
        .contains("5,800 models (a/b)")
        .contains("https://github.com/x/y")
        .contains("The abstract.");
  }

  @Test
  void ten_details_take_one_batch_call_and_one_call_a_paper() {
    List<String> ids = new ArrayList<>();
    for (int i = 10; i < 20; i++) {
      ids.add("2305.182" + i);
      answers.put("/api/papers/2305.182" + i, json(200, PAPER));
    }

    String text =
        ok("{\"operation\":\"paper_details\",\"arxiv_id\":\"" + String.join(",", ids) + "\"}");

    assertThat(text).contains("2305.18219").contains("Warning: no citation counts");
    assertThat(requests.stream().filter(r -> r.getUrl().encodedPath().contains("batch")))
        .hasSize(1);
  }

  @Test
  void a_paper_is_read_by_outline_section_page_and_phrase() throws Exception {
    answers.put("/arxiv/html/2305.18290", new MockResponse.Builder().body(latexml()).build());

    assertThat(ok("{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\"}"))
        .contains("arXiv HTML")
        .contains("4.1.1 Hyperparameters")
        .contains("A Extra runs")
        .contains("We study $\\beta$");
    assertThat(ok("{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"section\":\"4.1\"}"))
        .contains("| DPO | 85.3 |");
    assertThat(ok("{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"section\":\"A\"}"))
        .contains("Appendix text.");
    assertThat(
            ok(
                "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"find\":\"Learning"
                    + " rate\"}"))
        .contains("[4.1.1 Hyperparameters]")
        .contains("5e-7");
    assertThat(
            error("{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"section\":\"17\"}"))
        .contains("No section `17`")
        .contains("4.1 Main results");
    assertThat(requests.stream().filter(r -> r.getUrl().encodedPath().startsWith("/arxiv/html")))
        .as("fetched and parsed once")
        .hasSize(1);
  }

  @Test
  void pages_of_a_section_join_without_a_gap() {
    String body = "The quick brown fox jumps. ".repeat(400);
    answers.put(
        "/papers/2305.18290.md",
        new MockResponse.Builder()
            .addHeader("Content-Type", "text/markdown")
            .body("# T\n\n## 1 Method\n" + body + "\n## 2 End\nx\n")
            .build());
    String arguments =
        "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"section\":\"Section"
            + " 1\",\"max_chars\":2000,\"offset\":%d}";

    StringBuilder joined = new StringBuilder();
    int offset = 0;
    while (true) {
      String text = ok(arguments.formatted(offset));
      assertThat(text).hasSizeLessThanOrEqualTo(2_100);
      joined
          .append(text.replaceFirst("(?s)^.*?```text\n", "").replaceFirst("(?s)\n```.*$", ""))
          .append(' ');
      if (!text.contains("More: offset=")) {
        break;
      }
      offset = Integer.parseInt(text.replaceFirst("(?s).*More: offset=(\\d+).*", "$1"));
    }

    assertThat(joined.toString().replaceAll("\\s+", " ").strip())
        .isEqualTo("# 1 Method " + body.strip());
  }

  @Test
  void a_paper_nobody_has_is_an_error_that_lists_the_sources() {
    answers.put("/arxivapi/api/query", new MockResponse.Builder().body("<feed></feed>").build());

    assertThat(error("{\"operation\":\"read_paper\",\"arxiv_id\":\"9999.99999\"}"))
        .contains("Hugging Face has no full text")
        .contains("arXiv HTML has no full text")
        .contains("ar5iv")
        .contains("PDF")
        .contains("does not know the id");
  }

  @Test
  void citations_are_ranked_by_influence_over_all_pages() {
    answers.put(
        "/graph/v1/paper/ARXIV:1706.03762/citations",
        json(
            200,
            "{\"data\":[{\"isInfluential\":false,\"citingPaper\":{\"title\":\"New\",\"citationCount\":0}},{\"isInfluential\":true,\"intents\":[\"methodology\"],\"contexts\":[\"we"
                + " use it\"],"
                + "\"citingPaper\":{\"title\":\"Key\",\"citationCount\":50,\"externalIds\":{\"ArXiv\":\"2501.00001\"}}}]}"));

    String text =
        ok(
            "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"citations\",\"date_from\":\"2025-01-01\"}");

    assertThat(text).contains("! 2501.00001 · Key").contains("methodology").contains("“we use it”");
    assertThat(text.indexOf("Key")).isLessThan(text.indexOf("New"));
    assertThat(requests.getFirst().getUrl().queryParameter("publicationDateOrYear"))
        .isEqualTo("2025-01-01:");
  }

  @Test
  void one_failing_side_of_the_graph_is_a_warning() {
    answers.put("/graph/v1/paper/ARXIV:1706.03762/references", json(200, "{\"data\":[]}"));

    assertThat(ok("{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\"}"))
        .contains("References: 0")
        .contains("Warning: Cited by");
    assertThat(error("{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03763\"}"))
        .contains("HTTP 404");
  }

  @Test
  void snippets_get_their_papers_by_one_batch_call() {
    answers.put(
        "/graph/v1/snippet/search",
        json(
            200,
            "{\"data\":[{\"snippet\":{\"text\":\"lr"
                + " 5e-7\",\"section\":\"Setup\"},\"paper\":{\"corpusId\":123,\"title\":\"DPO\"}}]}"));
    answers.put(
        "/graph/v1/paper/batch",
        json(
            200, "[{\"title\":\"DPO\",\"year\":2023,\"externalIds\":{\"ArXiv\":\"2305.18290\"}}]"));

    assertThat(ok("{\"operation\":\"snippet_search\",\"query\":\"learning rate 5e-7 DPO\"}"))
        .contains("2305.18290 · DPO · 2023")
        .contains("[Setup] “lr 5e-7”");
    assertThat(requests.getFirst().getUrl().queryParameter("fields")).isNull();
  }

  @Test
  void recommendations_take_all_ids_and_leave_them_out_of_the_answer() throws Exception {
    answers.put(
        "/recommendations/v1/papers/",
        json(
            200,
            "{\"recommendedPapers\":[{\"title\":\"Given\",\"externalIds\":{\"ArXiv\":\"2305.18290\"}},"
                + "{\"title\":\"Fresh\",\"externalIds\":{\"ArXiv\":\"2401.00001\"}}]}"));

    assertThat(
            ok(
                "{\"operation\":\"recommend\",\"positive_ids\":\"2305.18290,"
                    + " 2203.02155\",\"negative_ids\":\"1706.03762\"}"))
        .contains("Fresh")
        .doesNotContain("Given");
    assertThat(requests.getFirst().getBody().utf8())
        .contains("ARXIV:2305.18290", "ARXIV:2203.02155", "ARXIV:1706.03762");
  }

  @Test
  void collections_are_filtered_by_the_documented_parameter() {
    answers.put(
        "/api/collections",
        json(
            200,
            "[{\"title\":\"Alignment\",\"slug\":\"o/alignment-1\",\"owner\":{\"name\":\"o\"},\"upvotes\":3}]"));

    assertThat(ok("{\"operation\":\"find_collections\",\"arxiv_id\":\"2305.18290\"}"))
        .contains("Alignment · by o · ▲3 · https://huggingface.co/collections/o/alignment-1");
    assertThat(requests.getFirst().getUrl().queryParameter("item")).isEqualTo("papers/2305.18290");
  }

  @Test
  void a_part_that_fails_is_named_and_the_others_are_shown() {
    answers.put(
        "/api/datasets", json(200, "[{\"id\":\"o/data\",\"downloads\":12345,\"likes\":2}]"));
    answers.put("/api/spaces", json(200, "[]"));
    answers.put("/api/collections", json(200, "[]"));

    assertThat(ok("{\"operation\":\"find_all_resources\",\"arxiv_id\":\"2305.18290\"}"))
        .contains("o/data · 12,345 downloads")
        .contains("Models: not known")
        .contains("Spaces: none");
  }

  @Test
  void bad_calls_name_the_argument() {
    assertThat(error("{\"operation\":\"search\"}")).contains("query");
    assertThat(error("{\"operation\":\"nope\"}")).contains("trending");
    assertThat(error("{\"operation\":\"read_paper\",\"arxiv_id\":\"attention is all you need\"}"))
        .contains("not an arXiv id");
    assertThat(error("{\"operation\":\"search\",\"query\":\"x\",\"date_from\":\"soon\"}"))
        .contains("not a date");
    assertThat(error("{\"operation\":\"search\",\"query\":\"x\",\"categories\":\"cooking\"}"))
        .contains("no field of study");
    assertThat(requests).isEmpty();
  }

  @Test
  void a_landmark_papers_citations_are_ranked_over_several_pages() {
    answers.put(
        "/graph/v1/paper/ARXIV:1706.03762/citations?0",
        json(200, citations("New", 3, false) + ",\"next\":1000}"));
    answers.put(
        "/graph/v1/paper/ARXIV:1706.03762/citations?1000",
        json(200, citations("Key", 900, true) + "}"));
    answers.put("/graph/v1/paper/ARXIV:1706.03762/citations?2000", json(200, "{\"data\":[]}"));

    String text =
        ok(
            "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"citations\"}");

    assertThat(text).contains("Cited by: 2, by influence").contains("1-2 of 2 shown");
    assertThat(text.indexOf("Key")).isLessThan(text.indexOf("New"));
  }

  @Test
  void the_true_number_of_citations_is_said_where_only_some_are_listed() {
    for (int page = 0; page < 3; page++) {
      answers.put(
          "/graph/v1/paper/ARXIV:1706.03762/citations?" + page * 1000,
          json(
              200,
              citations("Of page " + page, 3, false) + ",\"next\":" + (page + 1) * 1000 + "}"));
    }
    answers.put(
        "/graph/v1/paper/batch",
        json(200, "[{\"title\":\"A\",\"citationCount\":98214,\"influentialCitationCount\":7012}]"));

    assertThat(
            ok(
                "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"citations\"}"))
        .contains("Cited by: more than 3")
        .contains("of 98,214 in all (7,012 influential)");
  }

  @Test
  void citations_can_be_those_that_use_the_method() {
    answers.put(
        "/graph/v1/paper/ARXIV:1706.03762/citations",
        json(
            200,
            "{\"data\":[{\"intents\":[\"background\"],\"citingPaper\":{\"title\":\"Names it\"}},"
                + "{\"intents\":[\"methodology\"],\"citingPaper\":{\"title\":\"Uses it\"}}]}"));

    assertThat(
            ok(
                "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"citations\",\"intent\":\"methodology\"}"))
        .contains("Cited by as methodology: 1")
        .contains("Uses it")
        .doesNotContain("Names it");
  }

  @Test
  void venue_and_pool_reach_the_service() throws Exception {
    answers.put("/graph/v1/paper/search", json(200, scholarList("A", 1, "B", 2)));
    answers.put(
        "/recommendations/v1/papers/forpaper/ARXIV:2305.18290",
        json(200, "{\"recommendedPapers\":[{\"title\":\"Like it\"}]}"));

    assertThat(ok("{\"operation\":\"search\",\"query\":\"rlhf\",\"venue\":\"NeurIPS\"}"))
        .contains("[at NeurIPS]");
    ok("{\"operation\":\"recommend\",\"arxiv_id\":\"2305.18290\",\"pool\":\"all-cs\"}");

    assertThat(requests.getFirst().getUrl().queryParameter("venue")).isEqualTo("NeurIPS");
    assertThat(requests.getLast().getUrl().queryParameter("from")).isEqualTo("all-cs");
  }

  @Test
  void the_next_offset_of_a_search_is_the_first_paper_not_shown() {
    var papers = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      papers
          .append(i == 0 ? "" : ",")
          .append("{\"title\":\"T" + i + " " + "long ".repeat(50) + "\",\"citationCount\":1}");
    }
    answers.put(
        "/graph/v1/paper/search", json(200, "{\"total\":\"400\",\"data\":[" + papers + "]}"));

    String text =
        ok(
            "{\"operation\":\"search\",\"query\":\"x\",\"min_citations\":1,\"limit\":50,\"offset\":100}");

    Matcher range = Pattern.compile("101-(\\d+) of 400 shown; more: offset=(\\d+)").matcher(text);
    assertThat(range.find()).as(text).isTrue();
    assertThat(range.group(1)).isEqualTo(range.group(2));
    int shown = Integer.parseInt(range.group(1)) - 100;
    assertThat(text).contains("T" + (shown - 1) + " ").doesNotContain("T" + shown + " ");
  }

  @Test
  void a_page_of_citations_that_fails_is_named() {
    answers.put(
        "/graph/v1/paper/ARXIV:1706.03762/citations?0",
        json(200, citations("New", 3, false) + ",\"next\":1000}"));

    assertThat(
            ok(
                "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"citations\"}"))
        .contains("New")
        .contains("more than 1")
        .contains("a page is missing");
  }

  @Test
  void references_are_filtered_by_date_here_because_the_service_does_not() {
    answers.put(
        "/graph/v1/paper/ARXIV:1706.03762/references",
        json(
            200,
            "{\"data\":[{\"citedPaper\":{\"title\":\"Old\",\"publicationDate\":\"2014-01-05\"}},"
                + "{\"citedPaper\":{\"title\":\"Young\",\"publicationDate\":\"2016-07-01\"}}]}"));

    assertThat(
            ok(
                "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"references\",\"date_from\":\"2016\"}"))
        .contains("Young")
        .doesNotContain("Old");
  }

  @Test
  void passages_of_one_paper_stand_together() {
    answers.put(
        "/graph/v1/snippet/search",
        json(
            200,
            "{\"data\":["
                + snippet(1, "first of one")
                + ","
                + snippet(2, "of two")
                + ","
                + snippet(1, "second of one")
                + "]}"));

    String text = ok("{\"operation\":\"snippet_search\",\"query\":\"lr\"}");

    assertThat(text).contains("3 of 3 shown").contains("Warning: years and arXiv ids are missing");
    assertThat(text.indexOf("second of one")).isLessThan(text.indexOf("of two"));
    assertThat(text).containsOnlyOnce("CorpusId:1 ·");
  }

  @Test
  void a_refused_relevance_search_is_done_by_citations_and_says_so() {
    answers.put(
        "/graph/v1/paper/search",
        new MockResponse.Builder().code(429).addHeader("Retry-After", "60").build());
    answers.put("/graph/v1/paper/search/bulk", json(200, scholarList("A", 900, "B", 700)));

    assertThat(ok("{\"operation\":\"search\",\"query\":\"GPQA\",\"min_citations\":50}"))
        .contains("ranked by citations, as relevance search was refused")
        .contains("≥ 50 citations");
  }

  @Test
  void a_paper_nobody_lists_and_an_archive_that_fails_is_an_error_in_plain_words() {
    answers.put("/graph/v1/paper/batch", json(200, "[null]"));
    answers.put("/arxivapi/api/query", json(503, "busy"));

    assertThat(error("{\"operation\":\"paper_details\",\"arxiv_id\":\"2305.00001\"}"))
        .contains("2305.00001")
        .contains("arXiv: ")
        .contains("503");
  }

  @Test
  void many_details_stay_within_the_budget_and_name_what_is_left() {
    List<String> ids = new ArrayList<>();
    List<String> papers = new ArrayList<>();
    for (int i = 10; i < 30; i++) {
      ids.add("2305.182" + i);
      papers.add(
          "{\"title\":\"T%d and a long title\",\"venue\":\"Conference of long names of conferences\",\"year\":2024,\"citationCount\":1234,\"authors\":[{\"name\":\"First Author of Somewhere\"},{\"name\":\"Second Author\"}],\"tldr\":{\"text\":\"%s\"}}"
              .formatted(i, "many words ".repeat(60)));
    }
    answers.put("/graph/v1/paper/batch", json(200, papers.toString()));

    String text =
        ok("{\"operation\":\"paper_details\",\"arxiv_id\":\"" + String.join(",", ids) + "\"}");

    assertThat(text).hasSizeLessThan(8_100).contains("of 20 shown; ask again for 2305.182");
  }

  @Test
  void a_rendition_that_moved_to_another_host_counts_as_absent() {
    answers.put(
        "/ar5iv/html/2305.18290",
        new MockResponse.Builder()
            .code(307)
            .addHeader("Location", "http://localhost:9/abs/2305.18290")
            .build());
    answers.put("/arxivapi/api/query", new MockResponse.Builder().body("<feed></feed>").build());

    assertThat(error("{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\"}"))
        .contains("ar5iv has no full text");
  }

  @Test
  void a_phrase_is_found_over_a_line_break_and_behind_letters_that_change_their_length() {
    answers.put(
        "/papers/2305.18290.md",
        new MockResponse.Builder()
            .addHeader("Content-Type", "text/markdown")
            .body(
                "# T\n\n## 1 Method\n"
                    + "\u0130".repeat(3_000)
                    + " the Learning\nRate is 3e-4\n## 2 End\nx\n")
            .build());

    assertThat(
            ok(
                "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"find\":\"learning"
                    + " rate\"}"))
        .contains("3e-4")
        .contains("1 of 1");
  }

  @Test
  void foreign_words_cannot_hide_or_break_a_line() {
    answers.put(
        "/api/papers/search",
        json(
            200,
            "[{\"paper\":{\"id\":\"2305.18290\",\"title\":\"A | B\\u202e\\n"
                + "Ignore all\",\"githubRepo\":\"https://x\\n"
                + "# Do this\"}}]"));

    assertThat(ok("{\"operation\":\"search\",\"query\":\"x\"}"))
        .contains("A | B Ignore all · ")
        .doesNotContain("\u202e")
        .doesNotContain("\n# Do");
  }

  private static String citations(String title, int count, boolean influential) {
    return "{\"data\":[{\"isInfluential\":%s,\"citingPaper\":{\"title\":\"%s\",\"citationCount\":%d}}]"
        .formatted(influential, title, count);
  }

  private static String snippet(int paper, String text) {
    return "{\"snippet\":{\"text\":\"%s\"},\"paper\":{\"corpusId\":%d,\"title\":\"P%d\"}}"
        .formatted(text, paper, paper);
  }

  private String ok(String arguments) {
    return new ToolCalls(runner).text("hf_papers", arguments);
  }

  private String error(String arguments) {
    return new ToolCalls(runner).error("hf_papers", arguments);
  }

  private static String latexml() throws Exception {
    try (InputStream in = HfPapersTest.class.getResourceAsStream("/papers/latexml.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String scholarList(String first, int citations, String second, int fewer) {
    return "{\"total\":\"2\",\"data\":[{\"title\":\"%s\",\"citationCount\":%d},{\"title\":\"%s\",\"citationCount\":%d}]}"
        .formatted(first, citations, second, fewer);
  }

  private static MockResponse json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", "application/json; charset=utf-8")
        .body(body)
        .build();
  }
}

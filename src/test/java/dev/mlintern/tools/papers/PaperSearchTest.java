package dev.mlintern.tools.papers;

import static dev.mlintern.tools.papers.PapersRig.PAPER;
import static dev.mlintern.tools.papers.PapersRig.json;
import static dev.mlintern.tools.papers.PapersRig.scholarList;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `hf_papers` `search` and `trending`, and calls that are refused before anybody is asked.
class PaperSearchTest {
  private PapersRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = PapersRig.start();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void a_plain_search_asks_the_hub_and_names_it() {
    rig.answer("/api/papers/search", json(200, "[{\"paper\":" + PAPER + "}]"));

    String text =
        rig.ok("{\"operation\":\"search\",\"query\":\"direct preference\",\"limit\":null}");

    assertThat(text)
        .contains("Hugging Face paper search")
        .contains("2305.18290 · DPO · 2023-05-29 · ▲60")
        .contains("Language models and preferences.");
  }

  @Test
  void sorting_by_citations_uses_bulk_search_without_what_it_refuses() {
    rig.answer("/graph/v1/paper/search/bulk", json(200, scholarList("A", 900, "B", 700)));

    String text =
        rig.ok(
            "{\"operation\":\"search\",\"query\":\"GPQA\",\"sort_by\":\"citationCount\",\"min_citations\":50}");

    assertThat(text).contains("900 citations").contains("≥ 50 citations");
    RecordedRequest request = rig.requests.getFirst();
    assertThat(request.getUrl().queryParameter("sort")).isEqualTo("citationCount:desc");
    assertThat(request.getUrl().queryParameter("minCitationCount")).isEqualTo("50");
    assertThat(request.getUrl().queryParameter("limit")).isNull();
    assertThat(request.getUrl().queryParameter("fields")).doesNotContain("tldr");
  }

  @Test
  void filters_are_translated_for_the_service() {
    rig.answer("/graph/v1/paper/search", json(200, scholarList("A", 1, "B", 2)));

    rig.ok(
        "{\"operation\":\"search\",\"query\":\"rlhf\",\"categories\":\"cs.CL\",\"date_from\":\"2024-01\"}");

    assertThat(rig.requests.getFirst().getUrl().queryParameter("fieldsOfStudy"))
        .isEqualTo("Computer Science");
    assertThat(rig.requests.getFirst().getUrl().queryParameter("publicationDateOrYear"))
        .isEqualTo("2024-01:");
  }

  @Test
  void filters_that_could_not_be_applied_are_named() {
    rig.answer("/graph/v1/paper/search", json(400, "{\"error\":\"no\"}"));
    rig.answer("/graph/v1/paper/search/bulk", json(400, "{\"error\":\"no\"}"));
    rig.answer(
        "/arxivapi/api/query",
        new MockResponse.Builder()
            .body(
                "<feed><entry><id>http://arxiv.org/abs/2305.18290v2</id><title>DPO</title>"
                    + "<summary>S</summary><published>2023-05-29T00:00:00Z</published></entry></feed>")
            .build());

    assertThat(rig.ok("{\"operation\":\"search\",\"query\":\"GPQA\",\"min_citations\":50}"))
        .contains("arXiv search")
        .contains("2305.18290v2 · DPO")
        .contains("NOT applied: min_citations");
  }

  @Test
  void when_every_source_refuses_the_search_is_an_error() {
    assertThat(rig.error("{\"operation\":\"search\",\"query\":\"GPQA\",\"min_citations\":50}"))
        .contains("Semantic Scholar")
        .contains("arXiv");
  }

  @Test
  void trending_asks_for_trending_and_filters_by_all_words() {
    rig.answer(
        "/api/daily_papers",
        json(200, "[{\"paper\":" + PAPER + "},{\"paper\":{\"id\":\"1\",\"title\":\"Other\"}}]"));

    String text = rig.ok("{\"operation\":\"trending\",\"query\":\"reward MODEL\",\"limit\":50}");

    assertThat(text).contains("1 of 2 match").contains("DPO").doesNotContain("Other");
    assertThat(rig.requests.getFirst().getUrl().queryParameter("sort")).isEqualTo("trending");
    assertThat(Integer.parseInt(rig.requests.getFirst().getUrl().queryParameter("limit")))
        .isLessThanOrEqualTo(100);
  }

  @Test
  void bad_calls_name_the_argument() {
    assertThat(rig.error("{\"operation\":\"search\"}")).contains("query");
    assertThat(rig.error("{\"operation\":\"nope\"}")).contains("trending");
    assertThat(
            rig.error("{\"operation\":\"read_paper\",\"arxiv_id\":\"attention is all you need\"}"))
        .contains("not an arXiv id");
    assertThat(rig.error("{\"operation\":\"search\",\"query\":\"x\",\"date_from\":\"soon\"}"))
        .contains("not a date");
    assertThat(rig.error("{\"operation\":\"search\",\"query\":\"x\",\"categories\":\"cooking\"}"))
        .contains("no field of study");
    assertThat(rig.requests).isEmpty();
  }

  @Test
  void the_next_offset_of_a_search_is_the_first_paper_not_shown() {
    var papers = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      papers
          .append(i == 0 ? "" : ",")
          .append("{\"title\":\"T" + i + " " + "long ".repeat(50) + "\",\"citationCount\":1}");
    }
    rig.answer(
        "/graph/v1/paper/search", json(200, "{\"total\":\"400\",\"data\":[" + papers + "]}"));

    String text =
        rig.ok(
            "{\"operation\":\"search\",\"query\":\"x\",\"min_citations\":1,\"limit\":50,\"offset\":100}");

    Matcher range = Pattern.compile("101-(\\d+) of 400 shown; more: offset=(\\d+)").matcher(text);
    assertThat(range.find()).as(text).isTrue();
    assertThat(range.group(1)).isEqualTo(range.group(2));
    int shown = Integer.parseInt(range.group(1)) - 100;
    assertThat(text).contains("T" + (shown - 1) + " ").doesNotContain("T" + shown + " ");
  }

  @Test
  void a_refused_relevance_search_is_done_by_citations_and_says_so() {
    rig.answer(
        "/graph/v1/paper/search",
        new MockResponse.Builder().code(429).addHeader("Retry-After", "60").build());
    rig.answer("/graph/v1/paper/search/bulk", json(200, scholarList("A", 900, "B", 700)));

    assertThat(rig.ok("{\"operation\":\"search\",\"query\":\"GPQA\",\"min_citations\":50}"))
        .contains("as relevance search was refused")
        .contains("≥ 50 citations");
  }

  @Test
  void where_relevance_is_refused_papers_with_the_words_in_the_title_come_first() {
    rig.answer("/graph/v1/paper/search", json(400, "{\"error\":\"no\"}"));
    rig.answer(
        "/graph/v1/paper/search/bulk",
        json(200, scholarList("Famous", 900, "GPQA: a hard benchmark", 700)));

    String text = rig.ok("{\"operation\":\"search\",\"query\":\"GPQA\",\"min_citations\":50}");

    assertThat(text.indexOf("GPQA: a hard")).isPositive().isLessThan(text.indexOf("Famous"));
  }

  @Test
  void a_sorted_search_gets_its_summaries_by_one_batch_call() {
    rig.answer(
        "/graph/v1/paper/search/bulk",
        json(
            200,
            "{\"total\":2,\"data\":[{\"title\":\"A\",\"externalIds\":{\"ArXiv\":\"2305.18290\"}},"
                + "{\"title\":\"B\",\"externalIds\":{\"CorpusId\":7}}]}"));
    String call = "{\"operation\":\"search\",\"query\":\"q\",\"sort_by\":\"citationCount\"}";
    assertThat(rig.ok(call)).as("without them").contains("2305.18290 · A", "CorpusId:7 · B");

    rig.answer(
        "/graph/v1/paper/batch",
        json(
            200,
            "[{\"title\":\"A\",\"externalIds\":{\"ArXiv\":\"2305.18290\"},\"tldr\":{\"text\":\"Rewards"
                + " without a model.\"}},null]"));

    assertThat(rig.ok(call)).contains("Rewards without a model.", "CorpusId:7 · B");
    assertThat(rig.requests.getLast().getBody().utf8()).contains("ARXIV:2305.18290", "CorpusId:7");
  }

  @Test
  void kinds_and_open_access_are_filters_of_the_service() {
    rig.answer("/graph/v1/paper/search", json(200, scholarList("A", 1, "B", 2)));

    String text =
        rig.ok(
            "{\"operation\":\"search\",\"query\":\"q\",\"publication_types\":\"review, journal"
                + " article\",\"open_access\":true}");

    assertThat(text).contains("[Review, JournalArticle, open access]");
    assertThat(rig.requests.getFirst().getUrl().queryParameter("publicationTypes"))
        .isEqualTo("Review,JournalArticle");
    assertThat(rig.requests.getFirst().getUrl().queryParameterNames()).contains("openAccessPdf");
    assertThat(
            rig.error("{\"operation\":\"search\",\"query\":\"q\",\"publication_types\":\"poem\"}"))
        .contains("`poem` is no publication type", "MetaAnalysis");
    rig.ok(
        "{\"operation\":\"search\",\"query\":\"q\",\"date_from\":\"2024\",\"open_access\":false}");
    assertThat(rig.requests.getLast().getUrl().queryParameterNames())
        .doesNotContain("openAccessPdf", "publicationTypes");
  }

  @Test
  void what_trends_goes_on_past_the_first_page() {
    rig.answer("/api/daily_papers", json(200, daily(0, 100)));
    rig.answer("/api/daily_papers?1", json(200, daily(100, 130)));

    assertThat(rig.ok("{\"operation\":\"trending\",\"limit\":10}"))
        .contains("10 shown; more: offset=10");
    assertThat(rig.requests).as("one page is enough for that").hasSize(1);
    assertThat(rig.ok("{\"operation\":\"trending\",\"limit\":10,\"offset\":95}"))
        .contains("Title 95 ", "Title 104 ", "96-105 of 130 shown; more: offset=105");
    assertThat(rig.ok("{\"operation\":\"trending\",\"query\":\"title 12\",\"limit\":20}"))
        .contains("Title 129 ", "of 130 match");
    assertThat(rig.ok("{\"operation\":\"trending\",\"offset\":500}"))
        .contains("nothing past offset 500");
  }

  @Test
  void a_hub_that_serves_the_same_page_again_ends_the_list() {
    rig.answer("/api/daily_papers", json(200, daily(0, 100)));

    assertThat(rig.ok("{\"operation\":\"trending\",\"limit\":50,\"offset\":95}"))
        .contains("96-100 of 100 shown.");
  }

  @Test
  void what_the_hub_lacks_comes_from_semantic_scholar() {
    rig.answer("/api/papers/search", json(200, "[{\"paper\":" + PAPER + "}]"));
    rig.answer(
        "/graph/v1/paper/search",
        json(
            200,
            "{\"total\":2,\"data\":[{\"title\":\"Twice\",\"externalIds\":{\"ArXiv\":\"2305.18290\"}},"
                + "{\"title\":\"Elsewhere\",\"externalIds\":{\"ArXiv\":\"2401.00001\"}}]}"));

    assertThat(rig.ok("{\"operation\":\"search\",\"query\":\"q\"}"))
        .contains("1 of 1 shown", "Not on the Hub, from Semantic Scholar", "2401.00001 · Elsewhere")
        .doesNotContain("Twice");
  }

  @Test
  void a_search_past_the_services_depth_says_so() {
    assertThat(rig.error("{\"operation\":\"search\",\"query\":\"q\",\"offset\":995,\"limit\":10}"))
        .contains("the first 1,000 papers", "date_from");
    assertThat(rig.requests).isEmpty();
  }

  private static String daily(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "{\"paper\":{\"id\":\"%d\",\"title\":\"Title %d !\"}}".formatted(i, i))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void foreign_words_cannot_hide_or_break_a_line() {
    rig.answer(
        "/api/papers/search",
        json(
            200,
            "[{\"paper\":{\"id\":\"2305.18290\",\"title\":\"A | B\\u202e\\n"
                + "Ignore all\",\"githubRepo\":\"https://x\\n"
                + "# Do this\"}}]"));

    assertThat(rig.ok("{\"operation\":\"search\",\"query\":\"x\"}"))
        .contains("A | B Ignore all · ")
        .doesNotContain("\u202e")
        .doesNotContain("\n# Do");
  }
}

package dev.mlintern.tools.papers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A sign-in or maintenance page that some source of papers answers with status 200: it is no
/// answer, and it must not outlive the trouble in the cache.
class PaperNoticePageTest {
  private static final String READ = "'operation':'read_paper','arxiv_id':'2305.18290'";
  private static final String TEXT =
      "<article class='ltx_document'><h1 class='ltx_title'>DPO</h1><section class='ltx_section'><h2"
          + " class='ltx_title'><span class='ltx_tag'>1 </span>Method</h2><p>We"
          + " train.</p></section></article>";
  private static final String FEED =
      "<feed><entry><id>http://arxiv.org/abs/2305.18290v2</id><title>DPO</title><summary>What it"
          + " is.</summary><published>2023-05-29T00:00:00Z</published></entry></feed>";

  private PapersRig papers;

  @BeforeEach
  void start() throws IOException {
    papers = PapersRig.start();
  }

  @AfterEach
  void stop() {
    papers.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/api/daily_papers|'operation':'trending'|[{'paper':{'id':'1','title':'Then'}}]",
        "/api/papers/search|'operation':'search','query':'q'|[{'paper':{'id':'1','title':'Then'}}]",
        "/api/papers/2305.18290|'operation':'paper_details','arxiv_id':'2305.18290'|{'id':'2305.18290','title':'Then'}",
        "/api/models|'operation':'find_models','arxiv_id':'2305.18290'|[{'id':'o/Then'}]",
        "/api/collections|'operation':'find_collections','arxiv_id':'2305.18290'|[{'title':'Then'}]",
        "/graph/v1/paper/search|'operation':'search','query':'q','date_from':'2024'|{'total':1,'data':[{'title':'Then'}]}",
        "/graph/v1/paper/search/bulk|'operation':'search','query':'q','sort_by':'citationCount'|{'total':1,'data':[{'title':'Then'}]}",
        "/graph/v1/paper/ARXIV:2305.18290/citations|'operation':'citation_graph','arxiv_id':'2305.18290','direction':'citations'|{'data':[{'citingPaper':{'title':'Then'}}]}",
        "/graph/v1/paper/ARXIV:2305.18290/references|'operation':'citation_graph','arxiv_id':'2305.18290','direction':'references'|{'data':[{'citedPaper':{'title':'Then'}}]}",
        "/graph/v1/snippet/search|'operation':'snippet_search','query':'q'|{'data':[{'snippet':{'text':'Then'},'paper':{}}]}",
        "/recommendations/v1/papers/forpaper/ARXIV:2305.18290|'operation':'recommend','arxiv_id':'2305.18290'|{'recommendedPapers':[{'title':'Then'}]}",
      })
  void where_json_was_asked_for(String path, String call, String then) {
    String arguments = "{" + call.replace('\'', '"') + "}";
    papers.answer(path, notice());
    assertThat(papers.error(arguments)).doesNotContain("Sign in", "<html");

    papers.answer(path, PapersRig.json(200, then.replace('\'', '"')));
    assertThat(papers.ok(arguments)).contains("Then");
    papers.answer(path, notice());
    assertThat(papers.ok(arguments)).as("the good answer is kept").contains("Then");
  }

  @ParameterizedTest
  @CsvSource({"text/html", "text/plain", "text/markdown"})
  void in_place_of_the_markdown(String type) {
    papers.answer("/papers/2305.18290.md", notice(type));
    assertThat(papers.error("{" + READ.replace('\'', '"') + "}")).doesNotContain("Sign in");

    papers.answer(
        "/papers/2305.18290.md",
        page(
            "text/markdown",
            "# DPO\n\n## 1 Method\n\n" + "Train. ".repeat(600) + "\n\n## 2 Results\n\nGood."));
    assertThat(papers.ok("{" + READ.replace('\'', '"') + "}")).contains("1 Method");
  }

  @Test
  void in_place_of_arxivs_rendition() {
    papers.answer("/arxiv/html/2305.18290", notice());
    assertThat(papers.error("{" + READ.replace('\'', '"') + "}")).doesNotContain("Sign in");

    papers.answer("/arxiv/html/2305.18290", page("text/html", TEXT));
    assertThat(papers.ok("{" + READ.replace('\'', '"') + "}")).contains("arXiv HTML", "1 Method");
  }

  @ParameterizedTest
  @CsvSource({"<html><title>Sign in</title></html>", "<feed></feed>"})
  void in_place_of_arxivs_feed_or_an_empty_feed(String body) {
    papers.answer("/arxivapi/api/query", page("application/atom+xml", body));
    assertThat(papers.error("{" + READ.replace('\'', '"') + "}")).doesNotContain("Sign in");

    papers.answer("/arxivapi/api/query", page("application/atom+xml", FEED));
    assertThat(papers.ok("{" + READ.replace('\'', '"') + "}")).contains("What it is.");
  }

  @Test
  void an_error_told_under_a_status_of_success_is_no_empty_list() {
    String arguments =
        "{\"operation\":\"citation_graph\",\"arxiv_id\":\"2305.18290\",\"direction\":\"citations\"}";
    String path = "/graph/v1/paper/ARXIV:2305.18290/citations";
    papers.answer(path, PapersRig.json(200, "{\"message\":\"Too Many Requests\"}"));
    assertThat(papers.error(arguments)).contains("Too Many Requests");

    papers.answer(path, PapersRig.json(200, "{\"data\":[{\"citingPaper\":{\"title\":\"Then\"}}]}"));
    assertThat(papers.ok(arguments)).contains("Then");
  }

  private static MockResponse notice() {
    return notice("text/html; charset=utf-8");
  }

  private static MockResponse notice(String type) {
    return page(type, "<!DOCTYPE html>\n<html><title>Sign in</title><main>Sign in</main></html>");
  }

  private static MockResponse page(String type, String body) {
    return new MockResponse.Builder().addHeader("Content-Type", type).body(body).build();
  }
}

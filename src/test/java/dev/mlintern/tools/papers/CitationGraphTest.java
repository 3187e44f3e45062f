package dev.mlintern.tools.papers;

import static dev.mlintern.tools.papers.PapersRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `hf_papers` `citation_graph`: who cites a paper and what it cites.
class CitationGraphTest {
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
  void citations_are_ranked_by_influence_over_all_pages() {
    rig.answer(
        "/graph/v1/paper/ARXIV:1706.03762/citations",
        json(
            200,
            "{\"data\":[{\"isInfluential\":false,\"citingPaper\":{\"title\":\"New\",\"citationCount\":0}},{\"isInfluential\":true,\"intents\":[\"methodology\"],\"contexts\":[\"we"
                + " use it\"],"
                + "\"citingPaper\":{\"title\":\"Key\",\"citationCount\":50,\"externalIds\":{\"ArXiv\":\"2501.00001\"}}}]}"));

    String text =
        rig.ok(
            "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"citations\",\"date_from\":\"2025-01-01\"}");

    assertThat(text).contains("! 2501.00001 · Key").contains("methodology").contains("“we use it”");
    assertThat(text.indexOf("Key")).isLessThan(text.indexOf("New"));
    assertThat(rig.requests.getFirst().getUrl().queryParameter("publicationDateOrYear"))
        .isEqualTo("2025-01-01:");
  }

  @Test
  void one_failing_side_of_the_graph_is_a_warning() {
    rig.answer("/graph/v1/paper/ARXIV:1706.03762/references", json(200, "{\"data\":[]}"));

    assertThat(rig.ok("{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\"}"))
        .contains("References: 0")
        .contains("Warning: Cited by");
    assertThat(rig.error("{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03763\"}"))
        .contains("HTTP 404");
  }

  @Test
  void a_landmark_papers_citations_are_ranked_over_several_pages() {
    rig.answer(
        "/graph/v1/paper/ARXIV:1706.03762/citations?0",
        json(200, citations("New", 3, false) + ",\"next\":1000}"));
    rig.answer(
        "/graph/v1/paper/ARXIV:1706.03762/citations?1000",
        json(200, citations("Key", 900, true) + "}"));
    rig.answer("/graph/v1/paper/ARXIV:1706.03762/citations?2000", json(200, "{\"data\":[]}"));

    String text =
        rig.ok(
            "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"citations\"}");

    assertThat(text).contains("Cited by: 2, by influence").contains("1-2 of 2 shown");
    assertThat(text.indexOf("Key")).isLessThan(text.indexOf("New"));
  }

  @Test
  void the_true_number_of_citations_is_said_where_only_some_are_listed() {
    for (int page = 0; page < 3; page++) {
      rig.answer(
          "/graph/v1/paper/ARXIV:1706.03762/citations?" + page * 1000,
          json(
              200,
              citations("Of page " + page, 3, false) + ",\"next\":" + (page + 1) * 1000 + "}"));
    }
    rig.answer(
        "/graph/v1/paper/batch",
        json(200, "[{\"title\":\"A\",\"citationCount\":98214,\"influentialCitationCount\":7012}]"));

    assertThat(
            rig.ok(
                "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"citations\"}"))
        .contains("Cited by: more than 3")
        .contains("of 98,214 in all (7,012 influential)");
  }

  @Test
  void citations_can_be_those_that_use_the_method() {
    rig.answer(
        "/graph/v1/paper/ARXIV:1706.03762/citations",
        json(
            200,
            "{\"data\":[{\"intents\":[\"background\"],\"citingPaper\":{\"title\":\"Names it\"}},"
                + "{\"intents\":[\"methodology\"],\"citingPaper\":{\"title\":\"Uses it\"}}]}"));

    assertThat(
            rig.ok(
                "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"citations\",\"intent\":\"methodology\"}"))
        .contains("Cited by as methodology: 1")
        .contains("Uses it")
        .doesNotContain("Names it");
  }

  @Test
  void citations_can_be_the_influential_ones_alone() {
    rig.answer(
        "/graph/v1/paper/ARXIV:1706.03762/citations",
        json(
            200,
            "{\"data\":[{\"isInfluential\":false,\"citingPaper\":{\"title\":\"Names it\"}},"
                + "{\"isInfluential\":true,\"citingPaper\":{\"title\":\"Builds on it\"}}]}"));

    assertThat(
            rig.ok(
                "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"citations\",\"influential_only\":true}"))
        .contains("Cited by, influential only: 1", "Builds on it")
        .doesNotContain("Names it");
  }

  @Test
  void a_page_of_citations_that_fails_is_named() {
    rig.answer(
        "/graph/v1/paper/ARXIV:1706.03762/citations?0",
        json(200, citations("New", 3, false) + ",\"next\":1000}"));

    assertThat(
            rig.ok(
                "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"citations\"}"))
        .contains("New")
        .contains("more than 1")
        .contains("a page is missing");
  }

  @Test
  void references_are_filtered_by_date_here_because_the_service_does_not() {
    rig.answer(
        "/graph/v1/paper/ARXIV:1706.03762/references",
        json(
            200,
            "{\"data\":[{\"citedPaper\":{\"title\":\"Old\",\"publicationDate\":\"2014-01-05\"}},"
                + "{\"citedPaper\":{\"title\":\"Young\",\"publicationDate\":\"2016-07-01\"}}]}"));

    assertThat(
            rig.ok(
                "{\"operation\":\"citation_graph\",\"arxiv_id\":\"1706.03762\",\"direction\":\"references\",\"date_from\":\"2016\"}"))
        .contains("Young")
        .doesNotContain("Old");
  }

  private static String citations(String title, int count, boolean influential) {
    return "{\"data\":[{\"isInfluential\":%s,\"citingPaper\":{\"title\":\"%s\",\"citationCount\":%d}}]"
        .formatted(influential, title, count);
  }
}

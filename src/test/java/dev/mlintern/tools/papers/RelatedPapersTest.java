package dev.mlintern.tools.papers;

import static dev.mlintern.tools.papers.PapersRig.json;
import static dev.mlintern.tools.papers.PapersRig.scholarList;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `hf_papers` from a paper onwards: recommendations, collections, models, datasets and Spaces.
class RelatedPapersTest {
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
  void recommendations_take_all_ids_and_leave_them_out_of_the_answer() throws Exception {
    rig.answer(
        "/recommendations/v1/papers/",
        json(
            200,
            "{\"recommendedPapers\":[{\"title\":\"Given\",\"externalIds\":{\"ArXiv\":\"2305.18290\"}},"
                + "{\"title\":\"Fresh\",\"externalIds\":{\"ArXiv\":\"2401.00001\"}}]}"));

    assertThat(
            rig.ok(
                "{\"operation\":\"recommend\",\"positive_ids\":\"2305.18290,"
                    + " 2203.02155\",\"negative_ids\":\"1706.03762\"}"))
        .contains("Fresh")
        .doesNotContain("Given");
    assertThat(rig.requests.getFirst().getBody().utf8())
        .contains("ARXIV:2305.18290", "ARXIV:2203.02155", "ARXIV:1706.03762");
  }

  @Test
  void collections_are_filtered_by_the_documented_parameter() {
    rig.answer(
        "/api/collections",
        json(
            200,
            "[{\"title\":\"Alignment\",\"slug\":\"o/alignment-1\",\"owner\":{\"name\":\"o\"},\"upvotes\":3}]"));

    assertThat(rig.ok("{\"operation\":\"find_collections\",\"arxiv_id\":\"2305.18290\"}"))
        .contains("Alignment · by o · ▲3 · https://huggingface.co/collections/o/alignment-1");
    assertThat(rig.requests.getFirst().getUrl().queryParameter("item"))
        .isEqualTo("papers/2305.18290");
  }

  @Test
  void a_part_that_fails_is_named_and_the_others_are_shown() {
    rig.answer("/api/datasets", json(200, "[{\"id\":\"o/data\",\"downloads\":12345,\"likes\":2}]"));
    rig.answer("/api/spaces", json(200, "[]"));
    rig.answer("/api/collections", json(200, "[]"));

    assertThat(rig.ok("{\"operation\":\"find_all_resources\",\"arxiv_id\":\"2305.18290\"}"))
        .contains("o/data · 12,345 downloads")
        .contains("Models: not known")
        .contains("Spaces: none");
  }

  @Test
  void venue_and_pool_reach_the_service() throws Exception {
    rig.answer("/graph/v1/paper/search", json(200, scholarList("A", 1, "B", 2)));
    rig.answer(
        "/recommendations/v1/papers/forpaper/ARXIV:2305.18290",
        json(200, "{\"recommendedPapers\":[{\"title\":\"Like it\"}]}"));

    assertThat(rig.ok("{\"operation\":\"search\",\"query\":\"rlhf\",\"venue\":\"NeurIPS\"}"))
        .contains("[at NeurIPS]");
    rig.ok("{\"operation\":\"recommend\",\"arxiv_id\":\"2305.18290\",\"pool\":\"all-cs\"}");

    assertThat(rig.requests.getFirst().getUrl().queryParameter("venue")).isEqualTo("NeurIPS");
    assertThat(rig.requests.getLast().getUrl().queryParameter("from")).isEqualTo("all-cs");
  }
}

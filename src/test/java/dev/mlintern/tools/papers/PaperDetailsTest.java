package dev.mlintern.tools.papers;

import static dev.mlintern.tools.papers.PapersRig.PAPER;
import static dev.mlintern.tools.papers.PapersRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `hf_papers` `paper_details`: one paper or many, of the Hub and Semantic Scholar.
class PaperDetailsTest {
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
  void details_merge_the_hub_and_semantic_scholar() {
    rig.answer(
        "/api/papers/2305.18290",
        json(
            200,
            PAPER.replaceFirst("\\}$", "")
                + ",\"numTotalModels\":5800,\"linkedModels\":[{\"id\":\"a/b\"}],\"githubRepo\":\"https://github.com/x/y\"}"));
    rig.answer(
        "/graph/v1/paper/batch",
        json(
            200,
            "[{\"title\":\"DPO\",\"citationCount\":5000,\"influentialCitationCount\":900,\"publicationDate\":\"2023-05-29\",\"venue\":\"NeurIPS\",\"abstract\":\"The"
                + " abstract.\"}]"));

    assertThat(
            rig.ok(
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
      rig.answer("/api/papers/2305.182" + i, json(200, PAPER));
    }

    String text =
        rig.ok("{\"operation\":\"paper_details\",\"arxiv_id\":\"" + String.join(",", ids) + "\"}");

    assertThat(text).contains("2305.18219").contains("Warning: no citation counts");
    assertThat(rig.requests.stream().filter(r -> r.getUrl().encodedPath().contains("batch")))
        .hasSize(1);
  }

  @Test
  void a_paper_nobody_lists_and_an_archive_that_fails_is_an_error_in_plain_words() {
    rig.answer("/graph/v1/paper/batch", json(200, "[null]"));
    rig.answer("/arxivapi/api/query", json(503, "busy"));

    assertThat(rig.error("{\"operation\":\"paper_details\",\"arxiv_id\":\"2305.00001\"}"))
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
    rig.answer("/graph/v1/paper/batch", json(200, papers.toString()));

    String text =
        rig.ok("{\"operation\":\"paper_details\",\"arxiv_id\":\"" + String.join(",", ids) + "\"}");

    assertThat(text).hasSizeLessThan(8_100).contains("of 20 shown; ask again for 2305.182");
  }
}

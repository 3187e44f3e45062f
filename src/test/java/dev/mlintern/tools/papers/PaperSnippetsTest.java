package dev.mlintern.tools.papers;

import static dev.mlintern.tools.papers.PapersRig.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `hf_papers` `snippet_search`: passages out of the text of papers.
class PaperSnippetsTest {
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
  void snippets_get_their_papers_by_one_batch_call() {
    rig.answer(
        "/graph/v1/snippet/search",
        json(
            200,
            "{\"data\":[{\"snippet\":{\"text\":\"lr"
                + " 5e-7\",\"section\":\"Setup\"},\"paper\":{\"corpusId\":123,\"title\":\"DPO\"}}]}"));
    rig.answer(
        "/graph/v1/paper/batch",
        json(
            200, "[{\"title\":\"DPO\",\"year\":2023,\"externalIds\":{\"ArXiv\":\"2305.18290\"}}]"));

    assertThat(rig.ok("{\"operation\":\"snippet_search\",\"query\":\"learning rate 5e-7 DPO\"}"))
        .contains("2305.18290 · DPO · 2023")
        .contains("[Setup] “lr 5e-7”");
    assertThat(rig.requests.getFirst().getUrl().queryParameter("fields")).isNull();
  }

  @Test
  void of_a_long_passage_the_part_with_what_was_looked_for_is_shown() {
    String text = "Other words stand here. ".repeat(60) + "We set the learning rate to 5e-7. End.";
    rig.answer("/graph/v1/snippet/search", json(200, "{\"data\":[" + snippet(1, text) + "]}"));

    assertThat(rig.ok("{\"operation\":\"snippet_search\",\"query\":\"learning rate 5e-7\"}"))
        .contains("“…Other words", "We set the learning rate to 5e-7. End.”");
  }

  @Test
  void passages_of_one_paper_stand_together() {
    rig.answer(
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

    String text = rig.ok("{\"operation\":\"snippet_search\",\"query\":\"lr\"}");

    assertThat(text).contains("3 of 3 shown").contains("Warning: years and arXiv ids are missing");
    assertThat(text.indexOf("second of one")).isLessThan(text.indexOf("of two"));
    assertThat(text).containsOnlyOnce("CorpusId:1 ·");
  }

  private static String snippet(int paper, String text) {
    return "{\"snippet\":{\"text\":\"%s\"},\"paper\":{\"corpusId\":%d,\"title\":\"P%d\"}}"
        .formatted(text, paper, paper);
  }
}

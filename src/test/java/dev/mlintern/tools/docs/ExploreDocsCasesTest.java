package dev.mlintern.tools.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `explore_hf_docs`: the acceptance cases of spec tools-read §5.4 that ask for a product of its
/// own or for nothing found, and what §5.3 names as missing in other tools.
class ExploreDocsCasesTest {
  private final DocsDouble docs = new DocsDouble();

  @BeforeEach
  void catalogue() {
    docs.json(
        "/api/docs",
        "[{\"id\":\"trl\"},{\"id\":\"gradio\"},{\"id\":\"xet\"},{\"id\":\"openenv\"},{\"id\":\"cli\"}]");
  }

  @AfterEach
  void stop() {
    docs.close();
  }

  @Test
  void gradio_is_a_product_like_the_others_and_stays_within_the_budget() {
    StringBuilder hits = new StringBuilder();
    for (int i = 0; i < 25; i++) {
      hits.append(i == 0 ? "" : ",")
          .append(
              "{\"product\":\"gradio\",\"source_page_title\":\"Audio %d\",\"text\":\"%s\",\"source_page_url\":\"https://www.gradio.app/docs/audio%d#a\"}"
                  .formatted(i, "component ".repeat(200), i));
    }
    docs.json("/api/docs/search", "[" + hits + "]");

    assertThat(docs.explore("{'endpoint':'gradio','query':'audio component','max_results':25}"))
        .hasSizeLessThanOrEqualTo(8_000)
        .contains("https://www.gradio.app/docs/audio0#a");
    assertThat(docs.requests.getLast().getUrl().queryParameter("product")).isEqualTo("gradio");
  }

  @Test
  void nothing_found_is_said_and_no_unrelated_page_is_listed() {
    docs.json("/api/docs/search", "[]")
        .json("/api/docs/search/full-text", "{\"hits\":[]}")
        .answers(
            "/docs/trl/llms.txt",
            DocsDouble.reply(
                200,
                "text/plain",
                "- [SFT Trainer](https://huggingface.co/docs/trl/v1/en/sft_trainer.md)\n"
                    + "- [Quickstart](https://huggingface.co/docs/trl/v1/en/quickstart.md)\n"));

    assertThat(docs.explore("{'endpoint':'trl','query':'zzzzqq'}"))
        .contains("No passage matches `zzzzqq` in trl.")
        .doesNotContain("Quickstart");
    // An identifier finds the page that bears its words.
    assertThat(docs.explore("{'endpoint':'trl','query':'SFTTrainer.zzzz'}"))
        .contains("SFT Trainer")
        .contains("sft_trainer")
        .doesNotContain("Quickstart");
  }

  @Test
  void new_products_are_known_from_the_catalogue() {
    docs.json(
        "/api/docs/search",
        "[{\"product\":\"xet\",\"text\":\"t\",\"source_page_title\":\"P\",\"source_page_url\":\"https://huggingface.co/docs/xet/p\"}]");

    for (String product : new String[] {"xet", "openenv", "cli"}) {
      assertThat(docs.explore("{'endpoint':'" + product + "','query':'chunk'}"))
          .contains("docs/xet/p");
    }
  }

  @Test
  void a_manifest_is_told_from_a_web_page_that_stands_in_its_place() {
    docs.answers("/docs/trl/llms.txt", DocsDouble.reply(200, "text/html", "<html>Hello</html>"));

    assertThat(docs.error("explore_hf_docs", "{'endpoint':'trl'}"))
        .contains("web page")
        .doesNotContain("<html");
  }
}

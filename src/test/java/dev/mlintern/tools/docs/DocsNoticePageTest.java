package dev.mlintern.tools.docs;

import static org.assertj.core.api.Assertions.assertThat;

import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A sign-in or maintenance page in place of the documentation, answered with status 200.
class DocsNoticePageTest {
  private static final String PAGE = "{'url':'https://huggingface.co/docs/trl/sft_trainer'}";
  private static final String SEARCH = "{'endpoint':'trl','query':'sft'}";

  private final DocsDouble docs = new DocsDouble();

  @AfterEach
  void stop() {
    docs.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/plain", "text/markdown"})
  void in_place_of_a_page(String type) {
    docs.answers("/docs/trl/sft_trainer.md", notice(type));
    assertThat(docs.error("fetch_hf_docs", PAGE))
        .contains("a web page came in place of the documentation", "titled `Sign in`")
        .doesNotContain("<html");

    docs.page("/docs/trl/sft_trainer.md", "# SFT\n\nHow to.\n");
    assertThat(docs.fetch(PAGE)).contains("How to.");
  }

  @Test
  void a_web_page_of_the_documentation_is_read_and_said_to_be_one_but_not_kept() {
    docs.answers(
        "/docs/trl/sft_trainer.md",
        DocsDouble.reply(200, "text/html", "<main><h1>SFT</h1><p>Old.</p></main>"));
    assertThat(docs.fetch(PAGE)).contains("Old.", "text of the web page");

    docs.page("/docs/trl/sft_trainer.md", "# SFT\n\nHow to.\n");
    assertThat(docs.fetch(PAGE)).contains("How to.").doesNotContain("text of the web page");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/plain"})
  void in_place_of_the_list_of_pages(String type) {
    docs.answers("/docs/trl/llms.txt", notice(type));
    docs.json("/api/docs", "[{\"id\":\"trl\"}]");
    assertThat(docs.error("explore_hf_docs", "{'endpoint':'trl'}"))
        .contains("a web page instead of a list of pages");

    docs.answers(
        "/docs/trl/llms.txt",
        DocsDouble.reply(200, "text/plain", "- [SFT](https://huggingface.co/docs/trl/sft.md)\n"));
    assertThat(docs.explore("{'endpoint':'trl'}")).contains("SFT");
  }

  @Test
  void in_place_of_search_results() {
    docs.json("/api/docs", "[{\"id\":\"trl\"}]");
    docs.answers("/api/docs/search", notice("text/html"));
    docs.answers("/api/docs/search/full-text", notice("text/html"));
    docs.answers("/docs/trl/llms.txt", notice("text/html"));
    assertThat(docs.error("explore_hf_docs", SEARCH)).doesNotContain("Sign in", "<html");

    docs.json(
        "/api/docs/search",
        "[{\"product\":\"trl\",\"source_page_title\":\"SFT\",\"text\":\"How"
            + " to.\",\"source_page_url\":\"https://huggingface.co/docs/trl/sft\"}]");
    assertThat(docs.explore(SEARCH)).contains("How to.");
  }

  @Test
  void in_place_of_the_api_document() {
    docs.answers("/.well-known/openapi.json", notice("text/html"));
    assertThat(docs.text("find_hf_api", "{'query':'daily papers'}"))
        .contains("could not be read", "daily_papers")
        .doesNotContain("Sign in");
  }

  private static MockResponse notice(String type) {
    return DocsDouble.reply(
        200, type, "<!DOCTYPE html>\n<html><title>Sign in</title><body>Sign in</body></html>");
  }
}

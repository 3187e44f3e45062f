package dev.mlintern.tools.papers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `hf_papers` `read_paper`: outline, section, page and phrase, from whichever source has the text.
class PaperReadingTest {
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
  void a_paper_is_read_by_outline_section_page_and_phrase() throws Exception {
    rig.answer("/arxiv/html/2305.18290", new MockResponse.Builder().body(latexml()).build());

    assertThat(rig.ok("{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\"}"))
        .contains("arXiv HTML")
        .contains("4.1.1 Hyperparameters")
        .contains("A Extra runs")
        .contains("We study $\\beta$");
    assertThat(
            rig.ok(
                "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"section\":\"4.1\"}"))
        .contains("| DPO | 85.3 |");
    assertThat(
            rig.ok("{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"section\":\"A\"}"))
        .contains("Appendix text.");
    assertThat(
            rig.ok(
                "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"find\":\"Learning"
                    + " rate\"}"))
        .contains("[4.1.1 Hyperparameters]")
        .contains("5e-7");
    assertThat(
            rig.error(
                "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"section\":\"17\"}"))
        .contains("No section `17`")
        .contains("4.1 Main results");
    assertThat(
            rig.requests.stream().filter(r -> r.getUrl().encodedPath().startsWith("/arxiv/html")))
        .as("fetched and parsed once")
        .hasSize(1);
  }

  @Test
  void pages_of_a_section_join_without_a_gap() {
    String body = "The quick brown fox jumps. ".repeat(400);
    rig.answer(
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
      String text = rig.ok(arguments.formatted(offset));
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
    rig.answer("/arxivapi/api/query", new MockResponse.Builder().body("<feed></feed>").build());

    assertThat(rig.error("{\"operation\":\"read_paper\",\"arxiv_id\":\"9999.99999\"}"))
        .contains("Hugging Face has no full text")
        .contains("arXiv HTML has no full text")
        .contains("ar5iv")
        .contains("PDF")
        .contains("does not know the id");
  }

  @Test
  void a_rendition_that_moved_to_another_host_counts_as_absent() {
    rig.answer(
        "/ar5iv/html/2305.18290",
        new MockResponse.Builder()
            .code(307)
            .addHeader("Location", "http://localhost:9/abs/2305.18290")
            .build());
    rig.answer("/arxivapi/api/query", new MockResponse.Builder().body("<feed></feed>").build());

    assertThat(rig.error("{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\"}"))
        .contains("ar5iv has no full text");
  }

  @Test
  void a_phrase_is_found_over_a_line_break_and_behind_letters_that_change_their_length() {
    rig.answer(
        "/papers/2305.18290.md",
        new MockResponse.Builder()
            .addHeader("Content-Type", "text/markdown")
            .body(
                "# T\n\n## 1 Method\n"
                    + "\u0130".repeat(3_000)
                    + " the Learning\nRate is 3e-4\n## 2 End\nx\n")
            .build());

    assertThat(
            rig.ok(
                "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"find\":\"learning"
                    + " rate\"}"))
        .contains("3e-4")
        .contains("1 of 1");
  }

  private static String latexml() throws Exception {
    try (InputStream in = PaperReadingTest.class.getResourceAsStream("/papers/latexml.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

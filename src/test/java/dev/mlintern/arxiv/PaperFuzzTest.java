package dev.mlintern.arxiv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Choices;
import dev.mlintern.fuzz.Corpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Papers as strangers write them: HTML, Markdown and PDF of any kind are read or are none; what is
/// read is not much longer than what came and holds no markup that would run.
public final class PaperFuzzTest {
  private static final String HTML =
      """
      <html><body><article class="ltx_document"><h1 class="ltx_title ltx_title_document">On <em>Things</em></h1>
      <div class="ltx_abstract"><h6>Abstract</h6><p class="ltx_p">We do <math alttext="x^2"><mi>x</mi></math>.</p></div>
      <section class="ltx_section" id="S1"><h2 class="ltx_title"><span class="ltx_tag">1 </span>Intro</h2>
      <div class="ltx_para"><p class="ltx_p">Text<cite class="ltx_cite">[<a href="#b1">1</a>]</cite></p></div>
      <table class="ltx_tabular"><tr class="ltx_tr"><td colspan="2">a</td><td>b</td></tr></table>
      <ul class="ltx_itemize"><li class="ltx_item">one<ul><li>two</li></ul></li></ul>
      <figure class="ltx_figure"><figcaption class="ltx_caption">F</figcaption></figure>
      <pre class="ltx_verbatim">code</pre></section>
      <section class="ltx_bibliography"><h2>References</h2><ul><li class="ltx_bibitem">A. B.</li></ul></section>
      </article></body></html>
      """;
  private static final String MARKDOWN =
      "# Title\n\n"
          + "## Abstract\n"
          + "We.\n\n"
          + "## 1 Intro\n"
          + "| a | b |\n"
          + "|---|---|\n"
          + "| 1 | 2 |\n\n"
          + "```py\n"
          + "# no heading\n"
          + "```\n"
          + "### 1.1 More\n"
          + "$x$\n"
          + "## References\n"
          + "[1] A.\n";
  private static final String PDF_TEXT =
      "A Title\n"
          + "Abstract\n"
          + "We do.\n"
          + "1 Introduction\n"
          + "Text.\n"
          + "2.1 Method\n"
          + "More.\n"
          + "A. Appendix\n"
          + "References\n"
          + "[1] Someone.\n";
  private static final String PDF =
      "%PDF-1.4\n"
          + "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
          + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
          + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F"
          + " 5 0 R>>>>>>endobj\n"
          + "4 0 obj<</Length 33>>stream\n"
          + "BT /F 9 Tf (1 Introduction) Tj ET\n"
          + "endstream endobj\n"
          + "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
          + "trailer<</Root 1 0 R>>\n"
          + "%%EOF\n";

  @Test
  void a_paper_of_any_bytes_is_read_or_is_none() {
    Campaign.against(PaperFuzzTest::fuzzerTestOneInput, corpus()).run(1_000);
  }

  public static Corpus corpus() {
    return Corpus.ofBytes(
            Stream.of(
                    "\0" + HTML,
                    "\u0001" + MARKDOWN,
                    "\u0002" + PDF_TEXT,
                    "\u0003" + PDF,
                    "\0<article class=ltx_document>"
                        + "<section class=ltx_section><div>".repeat(3_000)
                        + "x",
                    "\0<article class=ltx_document><section class=ltx_section>"
                        + "<ul><li>".repeat(3_000)
                        + "x",
                    "\0<article class=ltx_document><section class=ltx_section><p>"
                        + "<math><mrow>".repeat(3_000)
                        + "x",
                    "\0<article class=ltx_document><section class=ltx_section>"
                        + "<table><tr><td>".repeat(2_000)
                        + "x",
                    "\u0001"
                        + "#".repeat(9_000)
                        + " x\n"
                        + "|".repeat(9_000)
                        + "\n"
                        + "`".repeat(9_000),
                    "\u0003" + PDF.replace("/Kids[3 0 R]", "/Kids[2 0 R]"))
                .map(text -> text.getBytes(StandardCharsets.UTF_8)))
        .withWords(
            "<section class=\"ltx_section\">",
            "</section>",
            "<table><tr><td colspan=999999999 rowspan=99999>",
            "<math alttext=\"",
            "<p class=\"ltx_p\">",
            "<script>",
            "<template>",
            "<svg>",
            "\n## 2 ",
            "|---|",
            "```",
            "$$",
            "obj<<",
            ">>endobj",
            "stream\n",
            "/Length 999999999",
            "/Kids[2 0 R]",
            " 0 R",
            "/Filter/FlateDecode",
            "&#xD800;",
            "&nbsp;");
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    var choices = new Choices(input);
    int kind = choices.below(4);
    byte[] bytes = choices.rest();
    String text = new String(bytes, StandardCharsets.UTF_8);
    Optional<Paper> paper =
        switch (kind) {
          case 0 -> LatexmlPaper.read(text, Paper.Source.ARXIV_HTML, "https://arxiv.example/x");
          case 1 -> MarkdownPaper.read(text, "https://hub.example/x");
          case 2 -> Optional.of(new Paper("t", "", Paper.Source.PDF, "l", PdfPaper.sections(text)));
          default -> pdf(bytes);
        };
    if (paper.isEmpty()) {
      return;
    }
    long length =
        paper
            .get()
            .allSections()
            .mapToLong(section -> section.ownText().length() + section.title().length())
            .sum();
    assertThat(length).isLessThan(1_000 + 20L * bytes.length);
    assertThat(paper.get().title()).isNotNull();
    if (kind == 0) {
      assertThat(paper.get().allSections().map(PaperSection::text))
          .noneMatch(part -> part.contains("<script>") && !text.contains("&lt;"));
    }
  }

  private static Optional<Paper> pdf(byte[] bytes) {
    try {
      return PdfPaper.read(bytes, "l");
    } catch (IOException _) {
      return Optional.empty(); // the library's word for a broken file
    }
  }
}

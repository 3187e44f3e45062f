package dev.mlintern.arxiv;

import org.jsoup.select.Evaluator;
import org.jsoup.select.QueryParser;

/// The parts of a LaTeXML page by what marks them. Parsed once: a paper asks tens of thousands of
/// times.
final class Parts {
  static final Evaluator SECTION =
      QueryParser.parse(
          "section.ltx_section, section.ltx_appendix, section.ltx_subsection,"
              + " section.ltx_subsubsection, section.ltx_paragraph, section.ltx_subparagraph,"
              + " section.ltx_bibliography, section.ltx_part, section.ltx_chapter");
  static final Evaluator CAPTION = QueryParser.parse("figcaption, .ltx_caption");
  static final Evaluator CELL = QueryParser.parse("td, th, .ltx_td, .ltx_th");
  static final Evaluator CODE_LINE = QueryParser.parse(".ltx_listingline");
  static final Evaluator CODE_LINE_NUMBER = QueryParser.parse(".ltx_tag_listingline");
  static final Evaluator CONTAINER = QueryParser.parse("div, article, main");
  static final Evaluator EQUATION_NUMBER = QueryParser.parse(".ltx_tag_equation, .ltx_eqn_eqno");
  static final Evaluator EQUATION_ROW = QueryParser.parse("tr.ltx_equation, tr.ltx_eqn_row");
  static final Evaluator HEADING = QueryParser.parse("h1, h2, h3, h4, h5, h6");
  static final Evaluator LIST = QueryParser.parse("ul, ol, dl");
  static final Evaluator MATH = QueryParser.parse("math");
  static final Evaluator NOTE_MARK =
      QueryParser.parse(".ltx_note_mark, .ltx_tag_note, .ltx_note_type");
  static final Evaluator NOTE_TEXT = QueryParser.parse(".ltx_note_content");
  static final Evaluator NUMBER = QueryParser.parse("span.ltx_tag");
  static final Evaluator ROW = QueryParser.parse("tr, .ltx_tr");
  static final Evaluator TABLE = QueryParser.parse("table, .ltx_tabular");
  static final Evaluator TEX = QueryParser.parse("annotation[encoding=application/x-tex]");

  private Parts() {}
}

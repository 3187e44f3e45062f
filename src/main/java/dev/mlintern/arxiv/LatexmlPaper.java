package dev.mlintern.arxiv;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// Reads the HTML that LaTeXML makes of a paper: arXiv's own rendition and ar5iv's.
///
/// @see <a href="https://math.nist.gov/~BMiller/LaTeXML/manual/">LaTeXML manual</a>
public final class LatexmlPaper {
  private static final Pattern TAG_WORDS = Pattern.compile("(?i)^(?:Appendix|Section|Part)\\s+");

  /// Several times what the deepest formulas need.
  private static final int MAX_DEPTH = 250;

  private LatexmlPaper() {}

  /// Whether a page looks like LaTeXML's work, which a notice in its place does not.
  static boolean isRendition(String html) {
    return html.contains("ltx_");
  }

  /// The paper, or nothing when the page is no rendition of a paper (ar5iv answers with the
  /// abstract page when it has none).
  public static Optional<Paper> read(String html, Paper.Source source, String link) {
    Document page = Jsoup.parse(html);
    flatten(page);
    page.select(
            "script, style, nav, footer, header.desktop_header, .ltx_page_header, .ltx_page_footer,"
                + " .ltx_page_navbar, .ltx_TOC, .ltx_role_footnotemark, .ltx_dates, .ltx_ERROR,"
                + " button, .package-alerts")
        .remove();
    Element body = page.selectFirst("article.ltx_document, .ltx_page_content, .ltx_document");
    if (body == null) {
      return Optional.empty();
    }
    String title =
        Optional.ofNullable(body.selectFirst("h1.ltx_title_document, h1.ltx_title"))
            .map(LatexmlText::inline)
            .orElse("")
            .replaceFirst("^Title:\\s*", "");
    List<PaperSection> sections = new ArrayList<>(sections(body, 1));
    if (sections.isEmpty()) {
      sections.addAll(byHeadings(body));
    }
    if (sections.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Paper(title, abstractText(body), source, link, sections));
  }

  /// Of what is nested too deep only the words stay: we read by recursion.
  private static void flatten(Document page) {
    List<Element> deepest = new ArrayList<>();
    page.traverse(
        (node, depth) -> {
          if (depth == MAX_DEPTH && node instanceof Element element) {
            deepest.add(element);
          }
        });
    deepest.forEach(element -> element.text(element.text()));
  }

  private static String abstractText(Element body) {
    Element summary = body.selectFirst(".ltx_abstract");
    if (summary == null) {
      return "";
    }
    summary.select(Parts.HEADING).remove();
    return LatexmlText.blocks(summary);
  }

  private static List<PaperSection> sections(Element parent, int level) {
    List<PaperSection> found = new ArrayList<>();
    for (Element child : parent.children()) {
      if (child.is(Parts.SECTION)) {
        found.add(section(child, level));
      } else if (child.is(Parts.CONTAINER) && child.selectFirst(Parts.SECTION) != null) {
        found.addAll(sections(child, level));
      }
    }
    return found;
  }

  private static PaperSection section(Element element, int level) {
    Element heading =
        element.children().stream().filter(c -> c.is(Parts.HEADING)).findFirst().orElse(null);
    String number = "";
    String title = "";
    if (heading != null) {
      Element tag = heading.selectFirst(Parts.NUMBER);
      if (tag != null) {
        number = TAG_WORDS.matcher(tag.text().strip()).replaceFirst("").replaceAll("[.:\\s]+$", "");
        tag.remove();
      }
      title = LatexmlText.inline(heading);
      heading.remove();
    }
    List<PaperSection> children = sections(element, level + 1);
    element.select(Parts.SECTION).stream().filter(e -> e != element).forEach(Element::remove);
    return new PaperSection(number, title, level, LatexmlText.blocks(element), children);
  }

  /// Renditions without `section` elements: everything between two headings is a section.
  private static List<PaperSection> byHeadings(Element body) {
    List<PaperSection> found = new ArrayList<>();
    for (Element heading : body.select("h2, h3")) {
      String title = LatexmlText.inline(heading);
      if (title.isEmpty() || title.equalsIgnoreCase("abstract")) {
        continue;
      }
      Element collected = new Element("div");
      for (Element next = heading.nextElementSibling();
          next != null && !next.is("h2, h3");
          next = next.nextElementSibling()) {
        collected.appendChild(next.clone());
      }
      int level = heading.is("h2") ? 1 : 2;
      NumberedTitle parts = NumberedTitle.of(title);
      found.add(
          new PaperSection(
              parts.number(), parts.title(), level, LatexmlText.blocks(collected), List.of()));
    }
    return found;
  }
}

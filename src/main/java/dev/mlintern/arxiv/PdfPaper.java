package dev.mlintern.arxiv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/// The text of a PDF, split at lines that look like numbered headings. The last resort: columns,
/// tables and formulas lose their shape.
final class PdfPaper {
  private static final int MAX_PAGES = 120;

  private PdfPaper() {}

  /// The paper, or nothing when the file has no readable text.
  static Optional<Paper> read(byte[] pdf, String link) throws IOException {
    String text;
    String title;
    try (PDDocument document = Loader.loadPDF(pdf)) {
      PDFTextStripper stripper = new PDFTextStripper();
      stripper.setSortByPosition(false);
      stripper.setEndPage(MAX_PAGES);
      text = stripper.getText(document);
      title = Optional.ofNullable(document.getDocumentInformation().getTitle()).orElse("");
    }
    if (text.strip().length() < 500) {
      return Optional.empty();
    }
    List<PaperSection> sections = sections(text);
    String opening = sections.getFirst().ownText();
    return Optional.of(
        new Paper(title.strip(), abstractOf(opening), Paper.Source.PDF, link, sections));
  }

  static List<PaperSection> sections(String text) {
    List<PaperSection> sections = new ArrayList<>();
    String number = "";
    String title = "Beginning";
    StringBuilder body = new StringBuilder();
    for (String line : text.lines().toList()) {
      NumberedTitle parts = NumberedTitle.of(line);
      boolean references = line.strip().matches("(?i)references|bibliography");
      if (references || looksLikeHeading(parts, line)) {
        sections.add(section(number, title, body));
        number = references ? "" : parts.number();
        title = references ? "References" : parts.title();
        body.setLength(0);
      } else {
        body.append(line).append('\n');
      }
    }
    sections.add(section(number, title, body));
    sections.removeIf(s -> s.ownText().isBlank() && s.number().isEmpty());
    return sections;
  }

  private static PaperSection section(String number, String title, StringBuilder body) {
    // A word cut at the end of a line belongs together.
    String text = body.toString().replaceAll("(\\p{L})-\n(\\p{Ll})", "$1$2").strip();
    int level = 1 + (int) number.chars().filter(c -> c == '.').count();
    return new PaperSection(number, title, level, text, List.of());
  }

  private static boolean looksLikeHeading(NumberedTitle parts, String line) {
    String title = parts.title();
    return !parts.number().isEmpty()
        && line.length() < 80
        && title.length() > 2
        && Character.isUpperCase(title.codePointAt(0))
        && title.chars().filter(Character::isLetter).count() * 2 > title.length()
        && !title.endsWith(".")
        && !title.endsWith(",");
  }

  private static String abstractOf(String opening) {
    int at = opening.toLowerCase(java.util.Locale.ROOT).indexOf("abstract");
    String text = at < 0 ? "" : opening.substring(at + "abstract".length()).strip();
    return text.replaceAll("\\s+", " ");
  }
}

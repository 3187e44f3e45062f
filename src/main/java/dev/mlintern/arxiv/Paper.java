package dev.mlintern.arxiv;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The readable text of a paper.
///
/// @param source where the text is from
/// @param link address of that rendition
/// @param sections the outline; references are a section called `References`
public record Paper(
    String title, String abstractText, Source source, String link, List<PaperSection> sections) {
  /// The renditions, best first.
  public enum Source {
    HUB_MARKDOWN("Hugging Face's Markdown rendition"),
    ARXIV_HTML("arXiv HTML"),
    AR5IV("ar5iv HTML"),
    PDF("text extracted from the PDF, layout lost"),
    ABSTRACT("abstract only; no full text was found");

    private final String words;

    Source(String words) {
      this.words = words;
    }

    /// For the reader.
    public String words() {
      return words;
    }
  }

  public Paper {
    Objects.requireNonNull(title, "title");
    sections = List.copyOf(sections);
  }

  /// Every section of every level, in document order.
  public Stream<PaperSection> allSections() {
    return sections.stream().flatMap(PaperSection::flatten);
  }

  /// Characters of text in all.
  public int length() {
    return sections.stream().mapToInt(PaperSection::length).sum();
  }
}

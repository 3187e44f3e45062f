package dev.mlintern.arxiv;

import java.util.List;
import java.util.stream.Stream;

/// One section of a paper.
///
/// @param number as printed, without dots at the end: `4.1.2`, `A`, or empty
/// @param title without the number
/// @param level 1 for sections and appendices, 2 for subsections, …
/// @param ownText its text before the first subsection, as Markdown
public record PaperSection(
    String number, String title, int level, String ownText, List<PaperSection> children) {
  public PaperSection {
    children = List.copyOf(children);
  }

  /// Number and title.
  public String heading() {
    return number.isEmpty() ? title : title.isEmpty() ? number : number + " " + title;
  }

  /// The whole text, subsections with their headings included.
  public String text() {
    StringBuilder text = new StringBuilder(ownText);
    for (PaperSection child : children) {
      if (!text.isEmpty()) {
        text.append("\n\n");
      }
      text.append("#".repeat(Math.min(6, child.level() + 1))).append(' ').append(child.heading());
      text.append("\n\n").append(child.text());
    }
    return text.toString().stripTrailing();
  }

  /// This section and everything below, in document order.
  public Stream<PaperSection> flatten() {
    return Stream.concat(Stream.of(this), children.stream().flatMap(PaperSection::flatten));
  }

  /// Length of the text without putting it together.
  public int length() {
    return ownText.length() + children.stream().mapToInt(PaperSection::length).sum();
  }
}

package dev.mlintern.tools.papers;

import dev.mlintern.arxiv.ArxivClient;
import dev.mlintern.arxiv.ArxivException;
import dev.mlintern.arxiv.Paper;
import dev.mlintern.arxiv.PaperSection;
import dev.mlintern.arxiv.SectionLookup;
import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.Phrase;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.TextWindow;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// `read_paper`: outline, sections page by page, or the passages with a phrase.
final class PaperReader {
  private static final int PASSAGE = 300;

  private final PaperLibrary library;
  private final ArxivClient arxiv;

  PaperReader(PaperLibrary library, ArxivClient arxiv) {
    this.library = library;
    this.arxiv = arxiv;
  }

  String read(PapersOperation.Read read, CallScope scope) {
    PaperLibrary.Copy copy = library.get(read.paper(), scope);
    if (copy.paper().isEmpty()) {
      return abstractOnly(read, copy, scope);
    }
    Paper paper = copy.paper().get();
    String head =
        "arXiv %s · %s\n%s · %s"
            .formatted(
                read.paper(),
                ForeignText.oneLine(paper.title(), 300),
                paper.source().words(),
                paper.link());
    if (read.find().isPresent()) {
      return head + "\n" + passages(paper, read.find().get(), read);
    }
    if (read.section().isEmpty()) {
      return outline(head, paper, read.maxChars());
    }
    String text = sections(paper, read.section().get());
    return head + "\n" + page(text, read);
  }

  private String abstractOnly(PapersOperation.Read read, PaperLibrary.Copy copy, CallScope scope) {
    List<String> tried = new ArrayList<>(copy.tried());
    Optional<ArxivClient.Entry> entry = Optional.empty();
    try {
      entry = arxiv.entry(read.paper(), scope);
      if (entry.isEmpty()) {
        tried.add("arXiv does not know the id");
      }
    } catch (ArxivException | HttpFailure e) {
      tried.add("arXiv API: " + e.getMessage());
    }
    if (entry.isEmpty()) {
      throw new ToolFailure(
          "No text of paper %s was found. Tried: %s. Check the id with operation search."
              .formatted(read.paper(), String.join("; ", tried)));
    }
    return "arXiv %s · %s · %s\n%s\nOnly the abstract could be read (%s).\n%s"
        .formatted(
            read.paper(),
            ForeignText.oneLine(entry.get().title(), 300),
            ForeignText.oneLine(entry.get().published(), 20),
            read.paper().page(),
            String.join("; ", tried),
            ForeignText.fenced("Abstract", entry.get().summary()));
  }

  private static String outline(String head, Paper paper, int maxChars) {
    ReplyText reply = new ReplyText(maxChars);
    reply.line(head);
    if (!paper.abstractText().isBlank()) {
      reply.line(
          ForeignText.fenced(
              "Abstract", ForeignText.cut(paper.abstractText(), Math.min(2_500, maxChars / 3))));
    }
    List<PaperSection> all = paper.allSections().toList();
    reply.line("Sections (" + String.format(Locale.ROOT, "%,d", paper.length()) + " characters):");
    List<String> lines = new ArrayList<>();
    for (PaperSection section : all) {
      lines.add(
          "%s- %s (%,d)%s"
              .formatted(
                  "  ".repeat(section.level() - 1),
                  ForeignText.oneLine(section.heading(), 100),
                  section.length(),
                  mark(section)));
    }
    int shown = reply.addLines(lines);
    if (shown < lines.size()) {
      reply.line(
          shown + " of " + lines.size() + " sections shown; a larger max_chars shows the rest.");
    }
    reply.line("Read with section=\"…\" (number or title), or find=\"a phrase\".");
    return reply.toString();
  }

  private static String mark(PaperSection section) {
    String title = section.title().toLowerCase(Locale.ROOT);
    boolean recipe =
        title.matches(
            ".*\\b(?:methods?|methodology|approach|experiments?|experimental|training|implementation"
                + "|setup|hyper-?parameters?|ablations?|results?|evaluation|details)\\b.*");
    return recipe ? " ←" : "";
  }

  private static String sections(Paper paper, String wanted) {
    if (wanted.equalsIgnoreCase("all")) {
      return paper.sections().stream()
          .map(PaperReader::withHeading)
          .collect(Collectors.joining("\n\n"));
    }
    if (wanted.equalsIgnoreCase("abstract")) {
      return paper.abstractText();
    }
    List<String> texts = new ArrayList<>();
    // A title may hold a comma, so the whole is tried before its parts.
    if (SectionLookup.find(paper, wanted) instanceof SectionLookup.Found(PaperSection section)) {
      return withHeading(section);
    }
    for (String part : wanted.split(",")) {
      texts.add(
          switch (SectionLookup.find(paper, part)) {
            case SectionLookup.Found(PaperSection section) -> withHeading(section);
            case SectionLookup.Several(List<PaperSection> several) ->
                throw new ToolFailure(
                    "Several sections match `"
                        + part.strip()
                        + "`: "
                        + headings(several)
                        + ". Name one by its number.");
            case SectionLookup.None() ->
                throw new ToolFailure(
                    "No section `"
                        + part.strip()
                        + "`. There are: "
                        + headings(paper.allSections().toList())
                        + ".");
          });
    }
    return String.join("\n\n", texts);
  }

  private static String withHeading(PaperSection section) {
    return "# " + section.heading() + "\n\n" + section.text();
  }

  private static String headings(List<PaperSection> sections) {
    String all = String.join("; ", sections.stream().map(PaperSection::heading).toList());
    return ForeignText.oneLine(all, 1_500);
  }

  /// A window that ends at a line or at least at a blank, so that no word is cut.
  private static String page(String text, PapersOperation.Read read) {
    String clean = ForeignText.clean(text);
    int from = read.offset();
    if (from > 0 && from >= clean.length()) {
      throw new ToolFailure(
          "`offset` %d is past the end: the text has %d characters."
              .formatted(from, clean.length()));
    }
    int to = TextWindow.end(clean, from, read.maxChars() - 400);
    String more = to < clean.length() ? "\nMore: offset=" + to : "";
    return ForeignText.fenced(
            "Characters %,d-%,d of %,d".formatted(from, to, clean.length()),
            clean.substring(from, to))
        + more;
  }

  private static String passages(Paper paper, String phrase, PapersOperation.Read read) {
    Phrase wanted = Phrase.of(phrase);
    List<String> found = new ArrayList<>();
    for (PaperSection section : paper.allSections().toList()) {
      String text = ForeignText.clean(section.ownText());
      Optional<Phrase.Place> place = wanted.find(text, 0);
      while (place.isPresent()) {
        int from = start(text, place.get().start());
        int to = end(text, place.get().end());
        String heading = ForeignText.oneLine(section.heading(), 100);
        found.add("[" + heading + "]\n" + text.substring(from, to).strip());
        place = wanted.find(text, to);
      }
    }
    if (found.isEmpty()) {
      return "`" + phrase + "` does not occur. Try another wording, or read the outline.";
    }
    StringBuilder shown = new StringBuilder();
    int count = 0;
    for (String passage : found.subList(Math.min(read.offset(), found.size()), found.size())) {
      if (count > 0 && shown.length() + passage.length() > read.maxChars() - 500) {
        break;
      }
      shown.append(passage).append("\n\n");
      count++;
    }
    int next = read.offset() + count;
    return ForeignText.fenced(
            "Passages with `%s`: %d of %d".formatted(phrase, count, found.size()), shown.toString())
        + (next < found.size() ? "\nMore: offset=" + next : "");
  }

  private static int start(String text, int at) {
    int from = Math.max(0, at - PASSAGE);
    int blank = from == 0 ? 0 : text.indexOf(' ', from);
    return blank < 0 || blank > at ? from : blank;
  }

  private static int end(String text, int at) {
    int to = Math.min(text.length(), at + PASSAGE);
    int blank = to == text.length() ? to : text.lastIndexOf(' ', to);
    return blank < at ? to : blank;
  }
}

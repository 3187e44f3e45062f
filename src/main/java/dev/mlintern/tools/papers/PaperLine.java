package dev.mlintern.tools.papers;

import dev.mlintern.scholar.ScholarPaper;
import dev.mlintern.tools.ForeignText;
import java.util.Locale;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// One or two lines a paper.
final class PaperLine {
  private static final int SUMMARY_CHARS = 260;
  private static final int TITLE_CHARS = 220;

  private PaperLine() {}

  /// A paper as the Hub lists it. List entries wrap the paper; some answers do not.
  static String of(JsonNode entry) {
    JsonNode paper = entry.path("paper").isObject() ? entry.path("paper") : entry;
    StringBuilder line = new StringBuilder();
    line.append(ForeignText.leading(paper.path("id").asString("?"), 40));
    line.append(" · ");
    line.append(ForeignText.oneLine(paper.path("title").asString("(untitled)"), TITLE_CHARS));
    String published = paper.path("publishedAt").asString("");
    if (published.length() >= 10) {
      line.append(" · ").append(ForeignText.oneLine(published.substring(0, 10)));
    }
    line.append(" · ▲").append(paper.path("upvotes").asInt(0));
    String code = ForeignText.oneLine(paper.path("githubRepo").asString(""), 120);
    if (!code.isEmpty()) {
      line.append(" · ").append(code);
      int stars = paper.path("githubStars").asInt(0);
      line.append(stars > 0 ? " ★" + stars : "");
    }
    String summary = paper.path("ai_summary").asString("");
    summary = summary.isBlank() ? paper.path("summary").asString("") : summary;
    return withSummary(line, summary);
  }

  /// A paper as Semantic Scholar lists it.
  static String of(ScholarPaper paper) {
    StringBuilder line = new StringBuilder();
    String id = paper.reference();
    line.append(id.isEmpty() ? "(no id)" : ForeignText.leading(id, 80)).append(" · ");
    line.append(ForeignText.oneLine(paper.title(), TITLE_CHARS));
    paper.date().ifPresent(date -> line.append(" · ").append(ForeignText.oneLine(date, 20)));
    line.append(counts(paper));
    paper.venue().ifPresent(venue -> line.append(" · ").append(ForeignText.oneLine(venue, 60)));
    return withSummary(line, paper.tldr().orElse(""));
  }

  static String counts(ScholarPaper paper) {
    return count(paper.citations(), " citations")
        + (paper.influentialCitations().orElse(0) > 0
            ? " (" + paper.influentialCitations().getAsInt() + " influential)"
            : "");
  }

  private static String count(OptionalInt number, String word) {
    return number.isEmpty()
        ? ""
        : " · " + String.format(Locale.ROOT, "%,d", number.getAsInt()) + word;
  }

  private static String withSummary(StringBuilder line, String summary) {
    String text = ForeignText.leading(summary, SUMMARY_CHARS);
    return text.isEmpty() ? line.toString() : line + "\n  " + text;
  }
}

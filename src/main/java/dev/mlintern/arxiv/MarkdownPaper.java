package dev.mlintern.arxiv;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the Markdown rendition that Hugging Face serves at `/papers/{id}.md`.
///
/// Its coverage and exact shape are not verified live (spec tools-read §15 c): a document without
/// at least two headings or with little text counts as "no full text".
public final class MarkdownPaper {
  private static final Pattern HEADING = Pattern.compile("(#{1,6})\\s+(\\S.*)");
  private static final int LEAST_FULL_TEXT = 3_000;

  private MarkdownPaper() {}

  /// The paper, or nothing when there is no full text in the document.
  public static Optional<Paper> read(String markdown, String link) {
    List<Draft> drafts = drafts(withoutFrontMatter(markdown));
    String title = drafts.getFirst().heading;
    StringBuilder summary = new StringBuilder(drafts.getFirst().text);
    List<Draft> body = new ArrayList<>(drafts.subList(1, drafts.size()));
    body.removeIf(
        draft -> {
          boolean isSummary = draft.heading.equalsIgnoreCase("abstract");
          if (isSummary) {
            summary.setLength(0);
            summary.append(draft.text);
          }
          return isSummary;
        });
    int length = body.stream().mapToInt(d -> d.text.length()).sum();
    if (body.size() < 2 || length < LEAST_FULL_TEXT) {
      return Optional.empty();
    }
    return Optional.of(
        new Paper(
            title,
            summary.toString().strip(),
            Paper.Source.HUB_MARKDOWN,
            link,
            nest(body, 0, body.size(), 1)));
  }

  private static String withoutFrontMatter(String markdown) {
    if (!markdown.startsWith("---\n")) {
      return markdown;
    }
    int end = markdown.indexOf("\n---", 4);
    return end < 0 ? markdown : markdown.substring(markdown.indexOf('\n', end + 1) + 1);
  }

  /// Headings with the text below each; the first draft is the title's.
  private static List<Draft> drafts(String markdown) {
    List<Draft> drafts = new ArrayList<>();
    drafts.add(new Draft(0, ""));
    boolean code = false;
    for (String line : markdown.lines().toList()) {
      if (line.startsWith("```") || line.startsWith("~~~")) {
        code = !code;
      }
      Matcher heading = HEADING.matcher(line);
      if (!code && heading.matches()) {
        String words = heading.group(2).replaceAll("[*#]+$|\\*\\*", "").strip();
        boolean isTitle =
            drafts.size() == 1
                && drafts.getFirst().heading.isEmpty()
                && heading.group(1).length() == 1;
        if (isTitle) {
          drafts.getFirst().heading = words;
        } else {
          drafts.add(new Draft(heading.group(1).length(), words));
        }
      } else {
        drafts.getLast().text.append(line).append('\n');
      }
    }
    return drafts;
  }

  private static List<PaperSection> nest(List<Draft> drafts, int from, int to, int level) {
    List<PaperSection> sections = new ArrayList<>();
    int at = from;
    while (at < to) {
      Draft draft = drafts.get(at);
      int next = at + 1;
      while (next < to && drafts.get(next).depth > draft.depth) {
        next++;
      }
      NumberedTitle parts = NumberedTitle.of(draft.heading);
      sections.add(
          new PaperSection(
              parts.number(),
              parts.title(),
              level,
              draft.text.toString().strip(),
              nest(drafts, at + 1, next, level + 1)));
      at = next;
    }
    return sections;
  }

  private static final class Draft {
    private final int depth;
    private final StringBuilder text = new StringBuilder();
    private String heading;

    private Draft(int depth, String heading) {
      this.depth = depth;
      this.heading = heading;
    }
  }
}

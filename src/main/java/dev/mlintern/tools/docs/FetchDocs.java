package dev.mlintern.tools.docs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubDocs;
import dev.mlintern.hub.HubException;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.Phrase;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.Subtasks.Subtask;
import dev.mlintern.tools.TextWindow;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/// `fetch_hf_docs`: pages of the documentation, their outline, one section, or passages.
public final class FetchDocs implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("fetch_hf_docs");
  private static final int PASSAGE = 400;
  private static final int MAX_PAGES = 5;

  private final DocsSource source;

  public FetchDocs(HubDocs docs) {
    this.source = new DocsSource(docs);
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    Arguments arguments = call.arguments();
    List<HttpUrl> pages = addresses(arguments);
    int room = arguments.integer("max_chars", ReplyText.DEFAULT_MAX_CHARS);
    if (pages.size() == 1) {
      HttpUrl page = pages.getFirst();
      return ToolResult.ok(show(page, fetch(page, arguments, call.scope()), arguments, room));
    }
    try (Subtasks subtasks = new Subtasks()) {
      List<Subtask<DocsSource.Fetched>> started =
          pages.stream()
              .map(page -> subtasks.start(() -> fetch(page, arguments, call.scope())))
              .toList();
      return together(pages, started, arguments, room);
    }
  }

  private List<HttpUrl> addresses(Arguments arguments) {
    List<String> given = new ArrayList<>(arguments.texts("urls"));
    arguments.text("url").ifPresent(given::addFirst);
    if (given.isEmpty()) {
      throw new ToolFailure(
          "`url` is missing. Example: {\"url\":\"https://huggingface.co/docs/trl/sft_trainer\"}");
    }
    if (given.size() > MAX_PAGES) {
      throw new ToolFailure(
          "%d pages asked for; one call reads at most %d.".formatted(given.size(), MAX_PAGES));
    }
    if (given.size() > 1 && arguments.integer("offset", 0) > 0) {
      throw new ToolFailure("`offset` goes with one page.");
    }
    Optional<String> version = arguments.text("version");
    return given.stream()
        .map(source::address)
        .map(page -> version.map(name -> DocsSource.inVersion(page, name)).orElse(page))
        .distinct()
        .toList();
  }

  private DocsSource.Fetched fetch(HttpUrl page, Arguments arguments, CallScope scope) {
    return source.fetch(page, arguments.text("version"), scope);
  }

  /// Every page in its share of the room; what a short one leaves goes to the next.
  private static ToolResult together(
      List<HttpUrl> pages, List<Subtask<DocsSource.Fetched>> started, Arguments arguments, int room)
      throws InterruptedException {
    List<String> parts = new ArrayList<>();
    int used = 0;
    int failed = 0;
    for (int i = 0; i < pages.size(); i++) {
      String part;
      try {
        DocsSource.Fetched fetched =
            switch (started.get(i).outcome()) {
              case Outcome.Done<DocsSource.Fetched>(DocsSource.Fetched done) -> done;
              case Outcome.Failed<DocsSource.Fetched>(RuntimeException cause) -> throw cause;
            };
        part = show(pages.get(i), fetched, arguments, (room - used) / (pages.size() - i));
      } catch (ToolFailure | HubException | HttpFailure e) {
        String path = ForeignText.oneLine(DocsSource.plainPath(pages.get(i)));
        part = path + " could not be read: " + e.getMessage();
        failed++;
      }
      used += part.length() + 2;
      parts.add(part);
    }
    String text = String.join("\n\n", parts);
    return failed == pages.size() ? ToolResult.error(text) : ToolResult.ok(text);
  }

  private static String show(
      HttpUrl wanted, DocsSource.Fetched fetched, Arguments arguments, int maxChars) {
    Optional<String> section =
        arguments.text("section").or(() -> Optional.ofNullable(wanted.fragment()));
    String head = "https://huggingface.co" + DocsSource.plainPath(fetched.url());
    if (!DocsSource.plainPath(fetched.url()).equals(DocsSource.plainPath(wanted))) {
      head += " (instead of " + ForeignText.oneLine(DocsSource.plainPath(wanted)) + ")";
    }
    if (!fetched.isMarkdown()) {
      head += " (text of the web page: no Markdown was to be had)";
    }
    if (arguments.text("find").isPresent()) {
      return head + "\n" + passages(fetched.page(), arguments.requireText("find"), maxChars);
    }
    String text = fetched.page().text().strip();
    if (section.isPresent()) {
      Optional<String> part = fetched.page().section(section.get());
      if (part.isEmpty()) {
        throw new ToolFailure(
            "%s has no section `%s`. Sections: %s."
                .formatted(
                    head,
                    section.get(),
                    ForeignText.cut(ForeignText.oneLine(anchors(fetched.page())), 1_500)));
      }
      text = part.get();
      head += (section.get().contains(" ") ? " › " : "#") + ForeignText.oneLine(section.get());
    }
    return page(head, text, fetched.page(), section.isPresent(), arguments, maxChars);
  }

  private static String page(
      String head,
      String text,
      DocsPage page,
      boolean isSection,
      Arguments arguments,
      int maxChars) {
    int from = arguments.integer("offset", 0);
    if (from > 0 && from >= text.length()) {
      throw new ToolFailure(
          "`offset` %d is past the end: the text has %d characters."
              .formatted(from, text.length()));
    }
    StringBuilder reply = new StringBuilder(head).append('\n');
    boolean whole = text.length() <= maxChars - 300;
    if (!whole && !isSection && from == 0) {
      reply.append(outline(page, maxChars / 3)).append('\n');
    }
    int to = TextWindow.end(text, from, Math.max(500, maxChars - reply.length() - 300));
    reply.append(
        ForeignText.fenced(
            "Characters %,d-%,d of %,d".formatted(from, to, text.length()),
            text.substring(from, to)));
    if (to < text.length()) {
      reply
          .append("\nMore: offset=")
          .append(to)
          .append(isSection ? "" : ", or section=\"…\", find=\"…\"");
    }
    return reply.toString();
  }

  private static String outline(DocsPage page, int maxChars) {
    List<String> lines = new ArrayList<>();
    int used = 0;
    for (DocsPage.Heading heading : page.headings()) {
      String line =
          "%s- %s · #%s (%,d)"
              .formatted(
                  "  ".repeat(heading.level() - 1),
                  ForeignText.cut(ForeignText.oneLine(heading.title()), 120),
                  ForeignText.oneLine(heading.anchor()),
                  page.lengthOf(heading));
      if (used + line.length() > maxChars) {
        lines.add("… %d of %d sections shown".formatted(lines.size(), page.headings().size()));
        break;
      }
      used += line.length() + 1;
      lines.add(line);
    }
    return "Sections (characters):\n" + String.join("\n", lines);
  }

  private static String anchors(DocsPage page) {
    return String.join(", ", page.headings().stream().map(DocsPage.Heading::anchor).toList());
  }

  private static String passages(DocsPage page, String phrase, int maxChars) {
    String text = ForeignText.clean(page.text());
    Phrase wanted = Phrase.of(phrase);
    StringBuilder shown = new StringBuilder();
    int hits = 0;
    int count = 0;
    Optional<Phrase.Place> place = wanted.find(text, 0);
    while (place.isPresent()) {
      hits++;
      int at = place.get().start();
      int end = place.get().end();
      int from = Math.max(0, text.lastIndexOf('\n', Math.max(0, at - PASSAGE / 2)));
      from = Math.max(from, at - 2 * PASSAGE);
      int next = text.indexOf('\n', Math.min(text.length(), at + PASSAGE));
      int to = Math.max(end, next < 0 ? text.length() : Math.min(next, at + 2 * PASSAGE));
      to = Math.min(to, Math.max(end, at + 2 * PASSAGE));
      String passage =
          "[" + headingAt(page, at) + "]\n" + text.substring(from, to).strip() + "\n\n";
      if (shown.length() + passage.length() < maxChars - 400 || count == 0) {
        shown.append(passage);
        count++;
      }
      place = wanted.find(text, to);
    }
    return hits == 0
        ? "`" + phrase + "` does not occur on this page."
        : ForeignText.fenced(
            "Passages with `%s`: %d of %d".formatted(phrase, count, hits), shown.toString());
  }

  private static String headingAt(DocsPage page, int at) {
    return page.headings().stream()
        .filter(h -> h.at() <= at)
        .reduce((_, later) -> later)
        .map(DocsPage.Heading::title)
        .orElse("top");
  }
}

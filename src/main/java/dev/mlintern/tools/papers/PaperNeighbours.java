package dev.mlintern.tools.papers;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.scholar.ScholarClient;
import dev.mlintern.scholar.ScholarException;
import dev.mlintern.scholar.ScholarLink;
import dev.mlintern.scholar.ScholarPage;
import dev.mlintern.scholar.ScholarPaper;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.Subtasks.Subtask;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What Semantic Scholar knows around a paper: citations, references, passages, similar papers.
final class PaperNeighbours {
  private static final int PAGE = 1_000;
  private static final int MAX_PAGES = 3;
  private static final int CONTEXT_CHARS = 220;
  private static final int SNIPPET_CHARS = 600;

  private final ScholarClient scholar;

  PaperNeighbours(ScholarClient scholar) {
    this.scholar = scholar;
  }

  String citations(PapersOperation.Citations graph, CallScope scope) throws InterruptedException {
    try (Subtasks subtasks = new Subtasks()) {
      Optional<Subtask<Links>> citing =
          graph.citations()
              ? Optional.of(subtasks.start(() -> citing(graph, scope)))
              : Optional.empty();
      Optional<Subtask<Links>> cited =
          graph.references()
              ? Optional.of(subtasks.start(() -> cited(graph, scope)))
              : Optional.empty();
      ReplyText reply = new ReplyText();
      List<String> failures = new ArrayList<>();
      int sides = 0;
      if (citing.isPresent()) {
        sides +=
            side(reply, "Cited by", graph, citing.get().outcome(), cited.isPresent(), failures);
      }
      if (cited.isPresent()) {
        sides += side(reply, "References", graph, cited.get().outcome(), false, failures);
      }
      if (sides == 0) {
        throw new ToolFailure(
            "Citation graph of "
                + graph.paper().shown()
                + " failed. "
                + String.join("; ", failures)
                + ". "
                + advice(failures));
      }
      failures.forEach(failure -> reply.line("Warning: " + failure + "."));
      return reply.toString();
    }
  }

  /// The first page says whether there are more; those are asked for side by side.
  private Links citing(PapersOperation.Citations graph, CallScope scope)
      throws InterruptedException {
    String id = graph.paper().scholarId();
    Optional<String> range = graph.dates().range();
    ScholarPage first = scholar.citations(id, range, 0, PAGE, scope);
    List<ScholarLink> links = new ArrayList<>(first.links());
    if (!first.more()) {
      return new Links(links, Optional.empty());
    }
    boolean more = true;
    String gap = "";
    String total = "";
    try (Subtasks subtasks = new Subtasks()) {
      // Lists do not say how long they are; the paper's own record does.
      Subtask<Map<String, ScholarPaper>> record =
          subtasks.start(() -> scholar.papers(List.of(id), false, scope));
      List<Subtask<ScholarPage>> others = new ArrayList<>();
      for (int page = 1; page < MAX_PAGES; page++) {
        int offset = page * PAGE;
        others.add(subtasks.start(() -> scholar.citations(id, range, offset, PAGE, scope)));
      }
      for (Subtask<ScholarPage> other : others) {
        switch (other.outcome()) {
          case Outcome.Done<ScholarPage>(ScholarPage page) -> {
            links.addAll(page.links());
            more &= page.more();
          }
          case Outcome.Failed<ScholarPage>(RuntimeException e) ->
              gap = " (a page is missing: " + e.getMessage() + ")";
        }
      }
      if (record.outcome() instanceof Outcome.Done<Map<String, ScholarPaper>>(var papers)) {
        total = total(papers.get(id));
      }
    }
    boolean complete = !more && gap.isEmpty();
    return new Links(
        links,
        complete
            ? Optional.empty()
            : Optional.of(
                ("Ranked among the first %,d that Semantic Scholar lists, of %s%s; date_from and"
                        + " date_to select others.")
                    .formatted(links.size(), total.isEmpty() ? "more" : total, gap)));
  }

  private static String total(ScholarPaper paper) {
    if (paper == null || paper.citations().isEmpty()) {
      return "";
    }
    String influential =
        paper.influentialCitations().isPresent()
            ? " (%,d influential)".formatted(paper.influentialCitations().getAsInt())
            : "";
    return "%,d in all".formatted(paper.citations().getAsInt()) + influential;
  }

  /// The service filters citations by date but not references: those are filtered here.
  private Links cited(PapersOperation.Citations graph, CallScope scope) {
    ScholarPage answer = scholar.references(graph.paper().scholarId(), 0, PAGE, scope);
    List<ScholarLink> links =
        answer.links().stream()
            .filter(link -> graph.dates().admits(link.paper().date().orElse("")))
            .toList();
    return new Links(
        links,
        answer.more() ? Optional.of("Only the first %,d.".formatted(PAGE)) : Optional.empty());
  }

  private static int side(
      ReplyText reply,
      String title,
      PapersOperation.Citations graph,
      Outcome<Links> outcome,
      boolean halfTheRoom,
      List<String> failures) {
    return switch (outcome) {
      case Outcome.Failed<Links>(RuntimeException e) -> {
        failures.add(title + ": Semantic Scholar, " + e.getMessage());
        yield 0;
      }
      case Outcome.Done<Links>(Links links) -> {
        show(reply, title, graph, links, halfTheRoom);
        yield 1;
      }
    };
  }

  private static void show(
      ReplyText reply,
      String title,
      PapersOperation.Citations graph,
      Links links,
      boolean halfTheRoom) {
    List<ScholarLink> wanted =
        links.links().stream()
            .filter(l -> graph.intent().isEmpty() || l.intents().contains(graph.intent().get()))
            .filter(l -> l.influential() || !graph.influentialOnly())
            .toList();
    List<ScholarLink> sorted =
        wanted.stream().sorted(order(graph.order())).skip(graph.offset()).toList();
    String count = (links.note().isPresent() ? "more than " : "") + wanted.size();
    String as =
        graph.intent().map(intent -> " as " + intent).orElse("")
            + (graph.influentialOnly() ? ", influential only" : "");
    reply.line(title + as + ": " + count + ", by " + graph.order() + " (! = influential citation)");
    int room = halfTheRoom ? reply.room() / 2 : 0;
    int shown = 0;
    for (ScholarLink link : sorted.subList(0, Math.min(graph.limit(), sorted.size()))) {
      if (reply.room() < room || !reply.addIfFits(line(link))) {
        break;
      }
      shown++;
    }
    int end = graph.offset() + shown;
    reply.line(
        shown == 0
            ? "none past offset " + graph.offset()
            : "%d-%d of %s shown%s"
                .formatted(
                    graph.offset() + 1,
                    end,
                    count,
                    end < wanted.size() ? "; next: offset=" + end : "."));
    links.note().ifPresent(reply::line);
    reply.gap();
  }

  private static Comparator<ScholarLink> order(String order) {
    Comparator<ScholarLink> byCitations =
        Comparator.comparingInt(l -> -l.paper().citations().orElse(0));
    Comparator<ScholarLink> byDate =
        Comparator.comparing(
            (ScholarLink l) -> l.paper().date().orElse(""), Comparator.reverseOrder());
    return switch (order) {
      case "recent" -> byDate.thenComparing(byCitations);
      case "citations" -> byCitations.thenComparing(byDate);
      default ->
          Comparator.comparing((ScholarLink l) -> !l.influential())
              .thenComparing(byCitations)
              .thenComparing(byDate);
    };
  }

  private static String line(ScholarLink link) {
    StringBuilder line = new StringBuilder(link.influential() ? "! " : "- ");
    line.append(PaperLine.of(link.paper()));
    if (!link.intents().isEmpty()) {
      line.append(" · ").append(ForeignText.oneLine(String.join("/", link.intents()), 100));
    }
    link.contexts().stream()
        .filter(c -> !c.isBlank())
        .findFirst()
        .ifPresent(
            context ->
                line.append("\n  “")
                    .append(ForeignText.oneLine(context, CONTEXT_CHARS))
                    .append('”'));
    return line.toString();
  }

  String recommend(PapersOperation.Recommend recommend, CallScope scope) {
    List<String> like = recommend.like().stream().map(PaperRef::scholarId).toList();
    List<String> unlike = recommend.unlike().stream().map(PaperRef::scholarId).toList();
    int asked = recommend.limit() + like.size() + unlike.size();
    List<ScholarPaper> papers;
    try {
      papers = scholar.recommend(like, unlike, recommend.pool().orElse("recent"), asked, scope);
      boolean poolCounts = like.size() == 1 && unlike.isEmpty();
      if (papers.isEmpty() && poolCounts && recommend.pool().isEmpty()) {
        papers = scholar.recommend(like, unlike, "all-cs", asked, scope);
      }
    } catch (ScholarException | HttpFailure e) {
      throw failed("Recommendations", e);
    }
    List<ScholarPaper> fresh =
        papers.stream()
            .filter(p -> p.arxivId().map(id -> !given(recommend, id)).orElse(true))
            .limit(recommend.limit())
            .toList();
    if (fresh.isEmpty()) {
      return "Semantic Scholar has no recommendation for these papers. citation_graph may help.";
    }
    ReplyText reply = new ReplyText();
    reply.line(
        "Papers like "
            + String.join(", ", recommend.like().stream().map(PaperRef::shown).toList())
            + " (Semantic Scholar):");
    int shown = reply.addLines(fresh.stream().map(PaperLine::of).toList());
    return reply.line(shown + " of " + fresh.size() + " shown.").toString();
  }

  private static boolean given(PapersOperation.Recommend recommend, String arxivId) {
    return java.util.stream.Stream.concat(recommend.like().stream(), recommend.unlike().stream())
        .anyMatch(ref -> ref.arxiv().map(id -> id.id().equals(arxivId)).orElse(false));
  }

  String snippets(PapersOperation.Snippets snippets, CallScope scope) {
    List<String> within = snippets.within().stream().map(PaperRef::scholarId).toList();
    List<ScholarClient.Snippet> found;
    Map<String, ScholarPaper> papers;
    String warning = "";
    try {
      found =
          scholar.snippets(snippets.query(), snippets.filter(), within, snippets.limit(), scope);
    } catch (ScholarException | HttpFailure e) {
      throw failed("Snippet search", e);
    }
    List<String> ids =
        found.stream()
            .flatMap(s -> s.paper().corpusId().stream())
            .distinct()
            .map(id -> "CorpusId:" + id)
            .toList();
    try {
      // Hits name papers by Semantic Scholar's number only; one call finds year and arXiv id.
      papers = scholar.papers(ids, false, scope.atMost(scope.remaining().dividedBy(2)));
    } catch (ScholarException | HttpFailure e) {
      papers = Map.of();
      warning = "Warning: years and arXiv ids are missing, " + e.getMessage() + ".";
    }
    if (found.isEmpty()) {
      return "No passage for `" + snippets.query() + "`. Use fewer words or loosen the filters.";
    }
    ReplyText reply = new ReplyText();
    reply.line("Passages for `" + snippets.query() + "` (Semantic Scholar, foreign text):");
    Map<String, List<ScholarClient.Snippet>> byPaper = new LinkedHashMap<>();
    for (ScholarClient.Snippet snippet : found) {
      String id = snippet.paper().corpusId().map(n -> "CorpusId:" + n).orElse("");
      String key = id.isEmpty() ? snippet.paper().title() : id;
      byPaper.computeIfAbsent(key, _ -> new ArrayList<>()).add(snippet);
    }
    int shown = 0;
    for (Map.Entry<String, List<ScholarClient.Snippet>> group : byPaper.entrySet()) {
      ScholarPaper named = group.getValue().getFirst().paper();
      StringBuilder block = new StringBuilder();
      block.append(PaperLine.of(papers.getOrDefault(group.getKey(), named)));
      group.getValue().forEach(snippet -> block.append(passage(snippet, snippets.query())));
      if (!reply.addIfFits(block.toString())) {
        break;
      }
      shown += group.getValue().size();
    }
    reply.line(shown + " of " + found.size() + " shown. Read on with read_paper and find.");
    if (!warning.isEmpty()) {
      reply.line(warning);
    }
    return reply.toString();
  }

  /// Passages have some 500 words; shown is the part that holds most of what was looked for.
  private static String passage(ScholarClient.Snippet snippet, String query) {
    String section = ForeignText.oneLine(snippet.section(), 120);
    String part = BestPart.of(ForeignText.folded(snippet.text()), query, SNIPPET_CHARS);
    String text = ForeignText.oneLine(part, SNIPPET_CHARS + 2);
    return "\n  " + (section.isEmpty() ? "" : "[" + section + "] ") + "“" + text + "”";
  }

  private static ToolFailure failed(String what, RuntimeException e) {
    return new ToolFailure(
        what
            + " failed. Semantic Scholar: "
            + e.getMessage()
            + ". "
            + advice(List.of(e.getMessage())),
        e);
  }

  private static String advice(List<String> failures) {
    String all = String.join(" ", failures);
    if (all.contains("404")) {
      return "The paper may not be indexed there; check the id with operation search.";
    }
    return all.contains("429") || all.contains("try again")
        ? "Its public limit is shared by everybody; wait a little, or set S2_API_KEY."
        : "Try again, or use operation search.";
  }

  /// Citations in one direction.
  ///
  /// @param note why they are not all, for the reader
  private record Links(List<ScholarLink> links, Optional<String> note) {}
}

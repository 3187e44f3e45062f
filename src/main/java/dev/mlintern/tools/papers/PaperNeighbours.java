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

  private Links citing(PapersOperation.Citations graph, CallScope scope) {
    List<ScholarLink> links = new ArrayList<>();
    boolean more = true;
    for (int page = 0; more && page < MAX_PAGES; page++) {
      ScholarPage answer =
          scholar.citations(
              graph.paper().scholarId(), graph.dates().range(), page * PAGE, PAGE, scope);
      links.addAll(answer.links());
      more = answer.more();
    }
    return new Links(links, more);
  }

  private Links cited(PapersOperation.Citations graph, CallScope scope) {
    ScholarPage answer = scholar.references(graph.paper().scholarId(), 0, PAGE, scope);
    return new Links(answer.links(), answer.more());
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
    List<ScholarLink> sorted =
        links.links().stream().sorted(order(graph.order())).skip(graph.offset()).toList();
    String count = (links.more() ? "more than " : "") + links.links().size();
    reply.line(title + ": " + count + ", by " + graph.order() + " (! = influential citation)");
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
                    end < links.links().size() ? "; next: offset=" + end : "."));
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
      line.append(" · ").append(String.join("/", link.intents()));
    }
    link.contexts().stream()
        .filter(c -> !c.isBlank())
        .findFirst()
        .ifPresent(
            context ->
                line.append("\n  “")
                    .append(ForeignText.cut(ForeignText.oneLine(context), CONTEXT_CHARS))
                    .append('”'));
    return line.toString();
  }

  String recommend(PapersOperation.Recommend recommend, CallScope scope) {
    List<String> like = recommend.like().stream().map(PaperRef::scholarId).toList();
    List<String> unlike = recommend.unlike().stream().map(PaperRef::scholarId).toList();
    int asked = recommend.limit() + like.size() + unlike.size();
    List<ScholarPaper> papers;
    try {
      papers = scholar.recommend(like, unlike, "recent", asked, scope);
      if (papers.isEmpty() && like.size() == 1 && unlike.isEmpty()) {
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
      papers = scholar.papers(ids, false, scope);
    } catch (ScholarException | HttpFailure e) {
      papers = Map.of();
      warning = "Warning: years and arXiv ids are missing, " + e.getMessage() + ".";
    }
    if (found.isEmpty()) {
      return "No passage for `" + snippets.query() + "`. Use fewer words or loosen the filters.";
    }
    ReplyText reply = new ReplyText();
    reply.line("Passages for `" + snippets.query() + "` (Semantic Scholar, foreign text):");
    int shown = 0;
    for (ScholarClient.Snippet snippet : found) {
      String id = snippet.paper().corpusId().map(n -> "CorpusId:" + n).orElse("");
      ScholarPaper paper = papers.getOrDefault(id, snippet.paper());
      String section =
          snippet.section().isBlank() ? "" : " [" + ForeignText.oneLine(snippet.section()) + "]";
      String text = ForeignText.cut(ForeignText.oneLine(snippet.text()), SNIPPET_CHARS);
      if (!reply.addIfFits(PaperLine.of(paper) + section + "\n  “" + text + "”")) {
        break;
      }
      shown++;
    }
    reply.line(shown + " of " + found.size() + " shown. Read on with read_paper and find.");
    if (!warning.isEmpty()) {
      reply.line(warning);
    }
    return reply.toString();
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
  /// @param more there are more than could be fetched in one call
  private record Links(List<ScholarLink> links, boolean more) {}
}

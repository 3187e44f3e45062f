package dev.mlintern.tools.papers;

import dev.mlintern.arxiv.ArxivClient;
import dev.mlintern.arxiv.ArxivException;
import dev.mlintern.arxiv.ArxivId;
import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubPapers;
import dev.mlintern.scholar.ScholarClient;
import dev.mlintern.scholar.ScholarPaper;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.Subtasks.Subtask;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// `paper_details`: what the Hub, Semantic Scholar and arXiv know, merged. One batch call to
/// Semantic Scholar serves all papers asked for.
final class PaperFacts {
  private static final int MAX_PAPERS = 20;

  private final HubPapers hub;
  private final ScholarClient scholar;
  private final ArxivClient arxiv;

  PaperFacts(HubPapers hub, ScholarClient scholar, ArxivClient arxiv) {
    this.hub = hub;
    this.scholar = scholar;
    this.arxiv = arxiv;
  }

  String details(PapersOperation.Details details, CallScope scope) throws InterruptedException {
    List<PaperRef> papers = details.papers();
    if (papers.isEmpty() || papers.size() > MAX_PAPERS) {
      throw new ToolFailure("`arxiv_id` takes 1 to " + MAX_PAPERS + " ids, separated by commas.");
    }
    List<String> warnings = new ArrayList<>();
    CallScope part = scope.atMost(scope.remaining().multipliedBy(2).dividedBy(3));
    try (Subtasks subtasks = new Subtasks()) {
      List<String> ids = papers.stream().map(PaperRef::scholarId).toList();
      Subtask<Map<String, ScholarPaper>> graph =
          subtasks.start(() -> scholar.papers(ids, true, part));
      Map<PaperRef, Subtask<JsonNode>> cards = new LinkedHashMap<>();
      for (PaperRef paper : papers) {
        paper
            .arxiv()
            .ifPresent(id -> cards.put(paper, subtasks.start(() -> hub.paper(id.id(), part))));
      }
      Map<String, ScholarPaper> known = graphResult(graph.outcome(), warnings);
      ReplyText reply = new ReplyText();
      int missing = 0;
      List<String> left = new ArrayList<>();
      for (PaperRef paper : papers) {
        Optional<JsonNode> card = card(paper, cards.get(paper), warnings);
        Optional<ScholarPaper> facts = Optional.ofNullable(known.get(paper.scholarId()));
        ReplyText block = new ReplyText(Integer.MAX_VALUE);
        boolean shown = show(block, paper, card, facts, papers.size() == 1, scope, warnings);
        missing += shown ? 0 : 1;
        if (!left.isEmpty() || !reply.addIfFits(block.toString())) {
          left.add(paper.shown());
        }
        reply.gap();
      }
      if (!left.isEmpty()) {
        int count = papers.size() - left.size();
        reply.line(
            "%d of %d shown; ask again for %s."
                .formatted(count, papers.size(), String.join(",", left)));
      }
      if (missing == papers.size()) {
        throw new ToolFailure(
            "None of these papers is known: %s.%s Check the ids with operation search."
                .formatted(
                    String.join(", ", papers.stream().map(PaperRef::shown).toList()),
                    warnings.isEmpty() ? "" : " (" + String.join("; ", warnings) + ".)"));
      }
      warnings.stream().limit(5).forEach(warning -> reply.line("Warning: " + warning));
      return reply.toString();
    }
  }

  private static Map<String, ScholarPaper> graphResult(
      Outcome<Map<String, ScholarPaper>> outcome, List<String> warnings) {
    return switch (outcome) {
      case Outcome.Done<Map<String, ScholarPaper>>(Map<String, ScholarPaper> found) -> found;
      case Outcome.Failed<Map<String, ScholarPaper>>(RuntimeException e) -> {
        warnings.add("no citation counts, Semantic Scholar: " + e.getMessage());
        yield Map.of();
      }
    };
  }

  private static Optional<JsonNode> card(
      PaperRef paper, Subtask<JsonNode> asked, List<String> warnings) throws InterruptedException {
    if (asked == null) {
      return Optional.empty();
    }
    return switch (asked.outcome()) {
      case Outcome.Done<JsonNode>(JsonNode found) -> Optional.of(found);
      case Outcome.Failed<JsonNode>(RuntimeException e) -> {
        if (!(e instanceof HubException hubError && hubError.status() == 404)) {
          warnings.add("Hugging Face on " + paper.shown() + ": " + e.getMessage());
        }
        yield Optional.empty();
      }
    };
  }

  private boolean show(
      ReplyText reply,
      PaperRef paper,
      Optional<JsonNode> card,
      Optional<ScholarPaper> facts,
      boolean alone,
      CallScope scope,
      List<String> warnings) {
    if (card.isEmpty() && facts.isEmpty()) {
      Optional<ArxivClient.Entry> entry =
          alone ? onArxiv(paper, scope, warnings) : Optional.empty();
      entry.ifPresent(
          e -> {
            reply.line(
                e.id()
                    + " · "
                    + ForeignText.oneLine(e.title(), 300)
                    + " · "
                    + ForeignText.oneLine(e.published(), 20));
            reply.line(e.id().page());
            reply.line(ForeignText.fenced("Abstract", e.summary()));
          });
      if (entry.isEmpty()) {
        reply.line(paper.shown() + " · not known to Hugging Face or Semantic Scholar");
      }
      return entry.isPresent();
    }
    head(reply, paper, card, facts);
    card.ifPresent(c -> onTheHub(reply, c));
    String summary =
        facts
            .flatMap(ScholarPaper::abstractText)
            .or(() -> card.map(c -> c.path("summary").asString("")))
            .orElse("");
    if (alone && !summary.isBlank()) {
      reply.line(ForeignText.fenced("Abstract", ForeignText.cut(summary, 4_000)));
    } else {
      facts
          .flatMap(ScholarPaper::tldr)
          .ifPresent(tldr -> reply.line("  " + ForeignText.leading(tldr, 300)));
    }
    reply.gap();
    return true;
  }

  private Optional<ArxivClient.Entry> onArxiv(
      PaperRef paper, CallScope scope, List<String> warnings) {
    try {
      return paper.arxiv().flatMap(id -> arxiv.entry(id, scope));
    } catch (ArxivException | HttpFailure e) {
      warnings.add("arXiv: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static void head(
      ReplyText reply, PaperRef paper, Optional<JsonNode> card, Optional<ScholarPaper> facts) {
    String title =
        facts
            .map(ScholarPaper::title)
            .orElseGet(() -> card.orElseThrow().path("title").asString("?"));
    reply.line(paper.shown() + " · " + ForeignText.oneLine(title, 300));
    StringBuilder line = new StringBuilder();
    facts.ifPresent(
        f -> {
          f.date().ifPresent(date -> line.append(ForeignText.leading(date, 20)));
          line.append(PaperLine.counts(f));
          f.references().ifPresent(n -> line.append(" · ").append(n).append(" references"));
          f.venue().ifPresent(v -> line.append(" · ").append(ForeignText.oneLine(v, 100)));
        });
    card.ifPresent(c -> line.append(" · ▲").append(c.path("upvotes").asInt(0)));
    if (!line.isEmpty()) {
      reply.line(line.toString().replaceFirst("^ · ", ""));
    }
    List<String> authors = new ArrayList<>();
    facts.ifPresentOrElse(
        f -> authors.addAll(f.authors()),
        () ->
            card.orElseThrow()
                .path("authors")
                .forEach(a -> authors.add(a.path("name").asString("?"))));
    if (!authors.isEmpty()) {
      int more = authors.size() - 6;
      reply.line(
          "by "
              + ForeignText.oneLine(
                  String.join(", ", authors.subList(0, Math.min(6, authors.size()))))
              + (more > 0 ? " +" + more + " more" : ""));
    }
    String links = paper.arxiv().map(ArxivId::page).orElse("");
    links +=
        card.map(c -> ForeignText.oneLine(c.path("id").asString(""), 40))
            .map(id -> " · https://huggingface.co/papers/" + id)
            .orElse("");
    links +=
        facts
            .flatMap(ScholarPaper::pdf)
            .map(pdf -> " · PDF " + ForeignText.oneLine(pdf, 300))
            .orElse("");
    reply.line(links.strip());
  }

  private static void onTheHub(ReplyText reply, JsonNode card) {
    List<String> parts = new ArrayList<>();
    for (String kind : List.of("Models", "Datasets", "Spaces")) {
      int total = card.path("numTotal" + kind).asInt(0);
      if (total > 0) {
        List<String> top = new ArrayList<>();
        for (JsonNode repo : card.path("linked" + kind)) {
          if (top.size() < 3) {
            top.add(ForeignText.oneLine(repo.path("id").asString("?")));
          }
        }
        parts.add(
            "%,d %s (%s)".formatted(total, kind.toLowerCase(Locale.ROOT), String.join(", ", top)));
      }
    }
    if (!parts.isEmpty()) {
      reply.line("On the Hub: " + String.join("; ", parts));
    }
    for (String link : List.of("githubRepo", "projectPage")) {
      String url = card.path(link).asString("");
      if (!url.isBlank()) {
        reply.line((link.equals("githubRepo") ? "Code: " : "Project: ") + ForeignText.oneLine(url));
      }
    }
  }
}

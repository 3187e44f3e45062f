package dev.mlintern.tools.papers;

import dev.mlintern.arxiv.ArxivId;
import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubPage;
import dev.mlintern.hub.HubPapers;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.Subtasks.Subtask;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// `find_*`: what on the Hub names a paper.
final class PaperResources {
  private final HubPapers hub;

  PaperResources(HubPapers hub) {
    this.hub = hub;
  }

  String linked(PapersOperation.Linked linked, CallScope scope) throws InterruptedException {
    List<Part> parts =
        switch (linked.kind()) {
          case DATASETS -> List.of(Part.DATASETS);
          case MODELS -> List.of(Part.MODELS);
          case COLLECTIONS -> List.of(Part.COLLECTIONS);
          case ALL -> List.of(Part.values());
        };
    ReplyText reply = new ReplyText();
    reply.line(
        "Linked to arXiv "
            + linked.paper()
            + " (https://huggingface.co/papers/"
            + linked.paper().id()
            + "):");
    int failed = 0;
    List<String> failures = new ArrayList<>();
    try (Subtasks subtasks = new Subtasks()) {
      List<Subtask<HubPage>> running =
          parts.stream().map(part -> subtasks.start(() -> fetch(part, linked, scope))).toList();
      for (int i = 0; i < parts.size(); i++) {
        switch (running.get(i).outcome()) {
          case Outcome.Done<HubPage>(HubPage page) -> show(reply, parts.get(i), page, linked);
          case Outcome.Failed<HubPage>(RuntimeException e) -> {
            failed++;
            failures.add(parts.get(i).word + ": " + e.getMessage());
            reply.line(parts.get(i).word + ": not known, " + e.getMessage());
          }
        }
      }
    }
    if (failed == parts.size()) {
      throw new ToolFailure(
          "What is linked to arXiv "
              + linked.paper()
              + " could not be found. "
              + String.join("; ", failures));
    }
    return reply.toString();
  }

  private HubPage fetch(Part part, PapersOperation.Linked linked, CallScope scope) {
    ArxivId paper = linked.paper();
    return switch (part) {
      case MODELS -> hub.tagged(RepoType.MODEL, paper.id(), linked.sort(), linked.limit(), scope);
      case DATASETS ->
          hub.tagged(RepoType.DATASET, paper.id(), linked.sort(), linked.limit(), scope);
      case SPACES ->
          hub.tagged(RepoType.SPACE, paper.id(), spaceSort(linked.sort()), linked.limit(), scope);
      case COLLECTIONS -> hub.collections(paper.id(), linked.limit(), scope);
    };
  }

  /// Spaces are not downloaded.
  private static String spaceSort(String sort) {
    return sort.equals("downloads") ? "likes" : sort;
  }

  private static void show(
      ReplyText reply, Part part, HubPage page, PapersOperation.Linked linked) {
    List<String> lines =
        page.items().stream().limit(linked.limit()).map(item -> line(part, item)).toList();
    reply.line(
        part.word
            + (lines.isEmpty()
                ? ": none"
                : ", by " + (part == Part.COLLECTIONS ? "upvotes" : linked.sort()) + ":"));
    int shown = reply.addLines(lines);
    if (page.next().isPresent() || shown < lines.size()) {
      reply.line(
          "  (first "
              + shown
              + "; there are more: "
              + (part == Part.COLLECTIONS
                  ? "raise limit"
                  : "hub_repo_search with filter arxiv:" + linked.paper().id())
              + ")");
    }
  }

  private static String line(Part part, JsonNode item) {
    StringBuilder line = new StringBuilder("- ");
    if (part == Part.COLLECTIONS) {
      line.append(ForeignText.oneLine(item.path("title").asString("?"), 90));
      line.append(" · by ");
      line.append(ForeignText.oneLine(item.path("owner").path("name").asString("?")));
      line.append(" · ▲").append(item.path("upvotes").asInt(0));
      return line.append(" · https://huggingface.co/collections/")
          .append(ForeignText.oneLine(item.path("slug").asString("")))
          .toString();
    }
    line.append(ForeignText.leading(item.path("id").asString("?"), 120));
    append(line, item.path("pipeline_tag").asString(""));
    append(line, item.path("library_name").asString(""));
    append(line, item.path("sdk").asString(""));
    if (item.has("downloads")) {
      append(line, String.format(Locale.ROOT, "%,d downloads", item.path("downloads").asLong(0)));
    }
    append(line, String.format(Locale.ROOT, "%,d likes", item.path("likes").asLong(0)));
    append(line, item.path("description").asString(""));
    return line.toString();
  }

  private static void append(StringBuilder line, String part) {
    String text = ForeignText.oneLine(part, 120);
    if (!text.isEmpty()) {
      line.append(" · ").append(text);
    }
  }

  private enum Part {
    MODELS("Models"),
    DATASETS("Datasets"),
    SPACES("Spaces"),
    COLLECTIONS("Collections");

    private final String word;

    Part(String word) {
      this.word = word;
    }
  }
}

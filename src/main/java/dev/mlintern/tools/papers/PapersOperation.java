package dev.mlintern.tools.papers;

import dev.mlintern.arxiv.ArxivId;
import dev.mlintern.scholar.ScholarFilter;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ToolFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The operations of `hf_papers`, each with exactly its own arguments.
sealed interface PapersOperation {
  record Trending(Optional<String> query, Optional<String> period, int limit, int offset)
      implements PapersOperation {}

  record Search(String query, ScholarFilter filter, String sortBy, int limit, int offset)
      implements PapersOperation {}

  record Details(List<PaperRef> papers) implements PapersOperation {}

  record Read(
      ArxivId paper, Optional<String> section, Optional<String> find, int offset, int maxChars)
      implements PapersOperation {}

  record Citations(
      PaperRef paper,
      boolean citations,
      boolean references,
      String order,
      Optional<String> intent,
      boolean influentialOnly,
      ScholarFilter dates,
      int limit,
      int offset)
      implements PapersOperation {}

  record Snippets(String query, List<PaperRef> within, ScholarFilter filter, int limit)
      implements PapersOperation {}

  record Recommend(List<PaperRef> like, List<PaperRef> unlike, Optional<String> pool, int limit)
      implements PapersOperation {}

  record Linked(ArxivId paper, Kind kind, String sort, int limit) implements PapersOperation {}

  /// What can be linked to a paper.
  enum Kind {
    DATASETS,
    MODELS,
    COLLECTIONS,
    ALL
  }

  static PapersOperation of(Arguments arguments) {
    int limit = arguments.integer("limit", 10);
    int offset = arguments.integer("offset", 0);
    return switch (arguments.requireText("operation")) {
      case "trending" ->
          new Trending(arguments.text("query"), arguments.text("date"), limit, offset);
      case "search" ->
          new Search(
              arguments.requireText("query"),
              filter(arguments),
              arguments.text("sort_by").orElse("relevance"),
              limit,
              offset);
      case "paper_details" -> new Details(papers(arguments, "arxiv_id"));
      case "read_paper" ->
          new Read(
              arxiv(arguments),
              arguments.text("section"),
              arguments.text("find"),
              offset,
              arguments.integer("max_chars", 8_000));
      case "citation_graph" -> {
        String direction = arguments.text("direction").orElse("both");
        yield new Citations(
            paper(arguments),
            !direction.equals("references"),
            !direction.equals("citations"),
            arguments.text("order").orElse("influence"),
            arguments.text("intent"),
            arguments.flag("influential_only", false),
            filter(arguments),
            limit,
            offset);
      }
      case "snippet_search" ->
          new Snippets(
              arguments.requireText("query"),
              papers(arguments, "paper_ids"),
              filter(arguments),
              limit);
      case "recommend" -> recommend(arguments, limit);
      case "find_datasets" -> linked(arguments, Kind.DATASETS, limit);
      case "find_models" -> linked(arguments, Kind.MODELS, limit);
      case "find_collections" -> linked(arguments, Kind.COLLECTIONS, limit);
      case "find_all_resources" -> linked(arguments, Kind.ALL, Math.min(10, limit));
      case String other -> throw new ToolFailure("hf_papers has no operation `" + other + "`.");
    };
  }

  private static Recommend recommend(Arguments arguments, int limit) {
    List<PaperRef> like =
        java.util.stream.Stream.concat(
                papers(arguments, "arxiv_id").stream(), papers(arguments, "positive_ids").stream())
            .distinct()
            .toList();
    if (like.isEmpty()) {
      throw new ToolFailure("hf_papers recommend needs `arxiv_id` or `positive_ids`.");
    }
    return new Recommend(like, papers(arguments, "negative_ids"), arguments.text("pool"), limit);
  }

  private static Linked linked(Arguments arguments, Kind kind, int limit) {
    String sort = arguments.text("sort").orElse("downloads");
    return new Linked(
        arxiv(arguments), kind, sort.equals("trending") ? "trendingScore" : sort, limit);
  }

  private static ScholarFilter filter(Arguments arguments) {
    try {
      OptionalInt citations =
          arguments.has("min_citations")
              ? OptionalInt.of(arguments.integer("min_citations", 0))
              : OptionalInt.empty();
      return new ScholarFilter(
          arguments.text("date_from"),
          arguments.text("date_to"),
          arguments.text("categories"),
          citations,
          arguments.text("venue"),
          parts(arguments, "publication_types"),
          arguments.flag("open_access", false));
    } catch (IllegalArgumentException e) {
      throw new ToolFailure("hf_papers: " + e.getMessage() + ".", e);
    }
  }

  private static ArxivId arxiv(Arguments arguments) {
    String text = arguments.requireText("arxiv_id");
    return ArxivId.parse(text)
        .orElseThrow(
            () ->
                new ToolFailure(
                    "`"
                        + text
                        + "` is not an arXiv id. Give one like 2305.18290 (or its address); find it"
                        + " with operation search."));
  }

  private static PaperRef paper(Arguments arguments) {
    return PaperRef.parse(arguments.requireText("arxiv_id"));
  }

  private static List<PaperRef> papers(Arguments arguments, String name) {
    return parts(arguments, name).stream().map(PaperRef::parse).toList();
  }

  private static List<String> parts(Arguments arguments, String name) {
    return Arrays.stream(arguments.text(name).orElse("").split(","))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }
}

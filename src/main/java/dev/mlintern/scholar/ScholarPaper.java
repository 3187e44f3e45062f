package dev.mlintern.scholar;

import dev.mlintern.http.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// A paper as Semantic Scholar knows it. Only what was asked for is there.
///
/// @param date `YYYY-MM-DD`, or the year alone
/// @param tldr one generated sentence
/// @param arxivId bare arXiv id
/// @param corpusId Semantic Scholar's own number
/// @param pdf open-access copy
public record ScholarPaper(
    String title,
    Optional<String> date,
    OptionalInt citations,
    OptionalInt influentialCitations,
    OptionalInt references,
    Optional<String> venue,
    Optional<String> tldr,
    Optional<String> abstractText,
    Optional<String> arxivId,
    Optional<String> corpusId,
    Optional<String> pdf,
    List<String> authors) {
  public ScholarPaper {
    authors = List.copyOf(authors);
  }

  static ScholarPaper of(JsonNode node) {
    JsonNode ids = node.path("externalIds");
    List<String> authors = new ArrayList<>();
    node.path("authors")
        .forEach(author -> authors.add(OneLine.of(author.path("name").asString("?"), 80)));
    Optional<String> corpus = text(node, "corpusId").or(() -> text(ids, "CorpusId"));
    return new ScholarPaper(
        text(node, "title").map(title -> OneLine.of(title, 300)).orElse("(untitled)"),
        line(node, "publicationDate").or(() -> line(node, "year")),
        number(node, "citationCount"),
        number(node, "influentialCitationCount"),
        number(node, "referenceCount"),
        line(node, "venue"),
        line(node.path("tldr"), "text"),
        text(node, "abstract"),
        line(ids, "ArXiv"),
        corpus,
        line(node.path("openAccessPdf"), "url"),
        authors);
  }

  /// The id to go on with: `2305.18290`, else `CorpusId:123`, else empty.
  public String reference() {
    return arxivId.orElseGet(() -> corpusId.map(id -> "CorpusId:" + id).orElse(""));
  }

  private static Optional<String> line(JsonNode node, String name) {
    return text(node, name).map(text -> OneLine.of(text, 1_000)).filter(s -> !s.isEmpty());
  }

  private static Optional<String> text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isMissingNode() || value.isNull()
        ? Optional.empty()
        : Optional.of(value.asString("")).map(String::strip).filter(s -> !s.isEmpty());
  }

  private static OptionalInt number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isIntegralNumber() ? OptionalInt.of(value.asInt()) : OptionalInt.empty();
  }
}

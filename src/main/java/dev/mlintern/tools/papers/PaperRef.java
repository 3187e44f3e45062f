package dev.mlintern.tools.papers;

import dev.mlintern.arxiv.ArxivId;
import dev.mlintern.tools.ToolFailure;
import java.util.Optional;
import java.util.regex.Pattern;

/// A paper by arXiv id or, where only Semantic Scholar is asked, by one of its ids.
///
/// @param scholarId as Semantic Scholar takes it
record PaperRef(String scholarId, Optional<ArxivId> arxiv) {
  private static final Pattern SCHOLAR =
      Pattern.compile("(?:(?:CorpusId|DOI|ACL|PMID|PMCID|MAG|URL):[^\\s,?#]{1,200}|[0-9a-f]{40})");

  static PaperRef parse(String text) {
    Optional<ArxivId> arxiv = ArxivId.parse(text);
    if (arxiv.isPresent()) {
      return new PaperRef(arxiv.get().scholarId(), arxiv);
    }
    if (SCHOLAR.matcher(text).matches()) {
      return new PaperRef(text, Optional.empty());
    }
    throw new ToolFailure(
        "`"
            + text
            + "` is not a paper id. Give an arXiv id like 2305.18290 (or its address), CorpusId:…,"
            + " DOI:… or ACL:…; find one with operation search.");
  }

  /// For the reader.
  String shown() {
    return arxiv.map(ArxivId::toString).orElse(scholarId);
  }
}

package dev.mlintern.tools.papers;

import dev.mlintern.arxiv.ArxivClient;
import dev.mlintern.arxiv.ArxivException;
import dev.mlintern.arxiv.ArxivId;
import dev.mlintern.arxiv.MarkdownPaper;
import dev.mlintern.arxiv.Paper;
import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.LastUsed;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubPapers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Full texts: fetched from the best source that has them, parsed once, a few kept.
final class PaperLibrary {
  private static final int KEPT = 12;

  private final HubPapers hub;
  private final ArxivClient arxiv;
  private final Map<String, Paper> kept = LastUsed.map(KEPT);

  PaperLibrary(HubPapers hub, ArxivClient arxiv) {
    this.hub = hub;
    this.arxiv = arxiv;
  }

  /// The paper, or why each source failed.
  Copy get(ArxivId id, CallScope scope) {
    Paper known = kept.get(id.versioned());
    if (known != null) {
      return new Copy(Optional.of(known), List.of());
    }
    List<String> tried = new ArrayList<>();
    Optional<Paper> found = Optional.empty();
    for (Source source : sources(id)) {
      scope.throwIfCancelled();
      try {
        // A source that hangs must leave time for the next one.
        found = source.paper(scope.atMost(scope.remaining().dividedBy(2)));
        if (found.isPresent()) {
          break;
        }
        tried.add(source.name() + " has no full text");
      } catch (HubException | ArxivException | HttpFailure e) {
        tried.add(source.name() + ": " + e.getMessage());
      }
    }
    found.ifPresent(paper -> kept.put(id.versioned(), paper));
    return new Copy(found, tried);
  }

  private List<Source> sources(ArxivId id) {
    List<Source> sources = new ArrayList<>();
    // Only arXiv itself serves a particular version.
    if (id.version().isEmpty()) {
      sources.add(
          new Source(
              "Hugging Face",
              scope ->
                  hub.markdown(id.id(), scope)
                      .flatMap(
                          text -> MarkdownPaper.read(text, hub.markdownUrl(id.id()).toString()))));
    }
    sources.add(new Source("arXiv HTML", scope -> arxiv.html(id, scope)));
    if (id.version().isEmpty()) {
      sources.add(new Source("ar5iv", scope -> arxiv.ar5iv(id, scope)));
    }
    sources.add(new Source("arXiv PDF", scope -> arxiv.pdf(id, scope)));
    return sources;
  }

  /// A paper if one was found.
  ///
  /// @param tried sources that were asked before, each with what it said
  record Copy(Optional<Paper> paper, List<String> tried) {
    Copy {
      tried = List.copyOf(tried);
    }
  }

  private record Source(String name, Fetch fetch) {
    Optional<Paper> paper(CallScope scope) {
      return fetch.paper(scope);
    }
  }

  @FunctionalInterface
  private interface Fetch {
    Optional<Paper> paper(CallScope scope);
  }
}

package dev.mlintern.tools.papers;

import dev.mlintern.arxiv.ArxivClient;
import dev.mlintern.hub.HubPapers;
import dev.mlintern.scholar.ScholarClient;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;

/// `hf_papers`: find, judge and read papers, and what hangs on them.
public final class HfPapers implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("hf_papers");

  private final PaperSearch search;
  private final PaperFacts facts;
  private final PaperReader reader;
  private final PaperNeighbours neighbours;
  private final PaperResources resources;

  public HfPapers(HubPapers hub, ScholarClient scholar, ArxivClient arxiv) {
    this.search = new PaperSearch(hub, scholar, arxiv);
    this.facts = new PaperFacts(hub, scholar, arxiv);
    this.reader = new PaperReader(new PaperLibrary(hub, arxiv), arxiv);
    this.neighbours = new PaperNeighbours(scholar);
    this.resources = new PaperResources(hub);
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    String text =
        switch (PapersOperation.of(call.arguments())) {
          case PapersOperation.Trending trending -> search.trending(trending, call.scope());
          case PapersOperation.Search query -> search.search(query, call.scope());
          case PapersOperation.Details details -> facts.details(details, call.scope());
          case PapersOperation.Read read -> reader.read(read, call.scope());
          case PapersOperation.Citations graph -> neighbours.citations(graph, call.scope());
          case PapersOperation.Recommend like -> neighbours.recommend(like, call.scope());
          case PapersOperation.Snippets snippets -> neighbours.snippets(snippets, call.scope());
          case PapersOperation.Linked linked -> resources.linked(linked, call.scope());
        };
    return ToolResult.ok(text);
  }
}

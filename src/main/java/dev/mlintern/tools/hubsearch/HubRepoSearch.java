package dev.mlintern.tools.hubsearch;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.HubPage;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoQuery;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.Subtasks.Subtask;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `hub_repo_search`: finds models, datasets and Spaces, one short line a hit, all types at once.
public final class HubRepoSearch implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("hub_repo_search");

  private final HubClient hub;
  private final HubRepos repos;

  public HubRepoSearch(HubClient hub) {
    this.hub = hub;
    this.repos = new HubRepos(hub);
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    SearchQuery query = SearchQuery.of(call.arguments());
    Map<RepoType, Outcome<HubPage>> pages = search(query, call.scope());
    SearchAnswer answer = new SearchAnswer(query, pages, hub.endpoint());
    if (answer.isEmpty()) {
      Optional<String> word = lessSpecific(query);
      if (word.isPresent()) {
        SearchQuery wider = query.withQuery(word.get());
        return new SearchAnswer(wider, search(wider, call.scope()), hub.endpoint())
            .insteadOf(query);
      }
    }
    return answer.result();
  }

  private Map<RepoType, Outcome<HubPage>> search(SearchQuery query, CallScope scope)
      throws InterruptedException {
    try (var subtasks = new Subtasks()) {
      var started = new EnumMap<RepoType, Subtask<HubPage>>(RepoType.class);
      for (RepoType type : query.types()) {
        started.put(type, subtasks.start(() -> page(type, query.forType(type), scope)));
      }
      var pages = new EnumMap<RepoType, Outcome<HubPage>>(RepoType.class);
      for (var entry : started.entrySet()) {
        pages.put(entry.getKey(), entry.getValue().outcome());
      }
      return pages;
    }
  }

  private HubPage page(RepoType type, RepoQuery query, CallScope scope) {
    try {
      return repos.list(type, query, scope);
    } catch (HubException e) {
      // A Hub of another age may not know every field: its usual set will do.
      if (e.fault() == HubFault.BAD_REQUEST && e.getMessage().contains("expand")) {
        return repos.list(type, query.withExpand(List.of()), scope);
      }
      throw e;
    }
  }

  /// The longest word of a query of several, for a second try: the Hub wants all of them in the id.
  private static Optional<String> lessSpecific(SearchQuery query) {
    return query
        .query()
        .filter(_ -> query.cursor().isEmpty())
        .map(words -> words.split("[\\s,]+"))
        .filter(words -> words.length > 1)
        .flatMap(words -> Stream.of(words).max(Comparator.comparingInt(String::length)));
  }
}

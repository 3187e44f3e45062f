package dev.mlintern.tools.hubsearch;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;
import org.slf4j.LoggerFactory;

/// `hub_repo_search`: finds models, datasets and Spaces, one short line a hit, all types at once.
public final class HubRepoSearch implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("hub_repo_search");

  private final HubClient hub;
  private final HubRepos repos;
  private final KnownTypes types;

  /// @param types gets what is found
  public HubRepoSearch(HubClient hub, KnownTypes types) {
    this.hub = hub;
    this.repos = new HubRepos(hub);
    this.types = types;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    SearchQuery query = SearchQuery.of(call.arguments());
    CallScope scope = call.scope();
    SearchAnswer answer = answer(query, type -> page(type, query.forType(type), scope));
    Optional<String> word = answer.isEmpty() ? query.longestWordOfMany() : Optional.empty();
    if (word.isEmpty()) {
      return answer.result();
    }
    SearchQuery wider = query.withQuery(word.get());
    return answer(wider, type -> widerPage(type, query, wider, scope)).insteadOf(query);
  }

  private SearchAnswer answer(SearchQuery query, Function<RepoType, HubPage> search)
      throws InterruptedException {
    try (var subtasks = new Subtasks()) {
      var started = new EnumMap<RepoType, Subtask<HubPage>>(RepoType.class);
      for (RepoType type : query.types()) {
        started.put(type, subtasks.start(() -> search.apply(type)));
      }
      var pages = new EnumMap<RepoType, Outcome<HubPage>>(RepoType.class);
      for (var entry : started.entrySet()) {
        Outcome<HubPage> page = entry.getValue().outcome();
        page.result().ifPresent(found -> remember(found, entry.getKey()));
        pages.put(entry.getKey(), page);
      }
      return new SearchAnswer(query, pages, hub.endpoint());
    }
  }

  private void remember(HubPage page, RepoType type) {
    page.items().forEach(item -> types.saw(item.path("id").asString(""), type));
  }

  /// Spaces are found by what they do, where the Hub offers that; their ids say little. The rest by
  /// one word.
  private HubPage widerPage(RepoType type, SearchQuery asked, SearchQuery wider, CallScope scope) {
    if (type == RepoType.SPACE && asked.isQueryOnly()) {
      try {
        return byMeaning(asked, scope);
      } catch (HubException e) {
        // Not every Hub has this route, which is in no documentation.
        LoggerFactory.getLogger(HubRepoSearch.class).debug("no search by meaning", e);
      }
    }
    return page(type, wider.forType(type), scope);
  }

  /// `GET /api/spaces/semantic-search`: seen in a recording only, so not verified live.
  private HubPage byMeaning(SearchQuery asked, CallScope scope) {
    HttpUrl address =
        hub.addresses()
            .api(RepoType.SPACE.apiSegment(), "semantic-search")
            .addQueryParameter("q", asked.query().orElseThrow())
            .build();
    HubPage page = hub.page(HttpRequest.get(address), scope);
    return new HubPage(
        page.items().stream().limit(asked.limit()).toList(), Optional.empty(), page.total());
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
}

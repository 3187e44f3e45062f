package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.card.FactsCache;
import dev.mlintern.localhub.card.FrontMatter;
import dev.mlintern.localhub.search.TextSearch;
import dev.mlintern.localhub.store.RepoKind;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Query;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Spaces found by what their cards say (spec hub-api §9.15). The Hub compares meanings; this one
/// words. Spaces of the embedded Hub never run, so `includeNonRunning` makes no difference.
public final class SpaceSearchRoutes {
  private static final int USUAL_LIMIT = 20;
  private static final int MAX_LIMIT = 100;
  private static final List<String> FIELDS =
      List.of("author", "likes", "private", "sdk", "createdAt", "lastModified", "runtime", "tags");

  private final RepoAccess access;
  private final FactsCache facts;

  public SpaceSearchRoutes(RepoAccess access, FactsCache facts) {
    this.access = access;
    this.facts = facts;
  }

  public void addTo(Router.Builder routes) {
    routes.get("/api/spaces/semantic-search", this::search);
  }

  private Reply search(Request request) throws IOException {
    Query query = request.query();
    var search =
        new TextSearch(
            query.first("q").orElseThrow(() -> HubError.badRequest("✖ \"q\" is required")));
    List<RepoView> spaces = new ArrayList<>();
    Caller caller = access.caller(request);
    for (Repository repository : access.store().list(RepoKind.SPACE)) {
      if (caller.maySee(repository.id(), repository.meta())) {
        var view = new RepoView(repository, facts.of(repository, repository.head()), false);
        if (isWanted(view, query)) {
          search.add(spaces.size(), text(view));
          spaces.add(view);
        }
      }
    }
    int limit = query.integer("limit", USUAL_LIMIT, 1, MAX_LIMIT);
    List<JsonValue> found =
        search.ranking().stream()
            .limit(limit)
            .<JsonValue>map(index -> card(spaces.get(index.intValue())))
            .toList();
    return Reply.json(new JsonArray(found));
  }

  private static boolean isWanted(RepoView view, Query query) {
    List<String> sdks = query.list("sdk");
    Optional<String> sdk = view.facts().card().data().string("sdk");
    return view.facts().tags().containsAll(query.list("filter"))
        && (sdks.isEmpty() || sdk.filter(sdks::contains).isPresent());
  }

  private static JsonObject text(RepoView view) {
    FrontMatter card = view.facts().card();
    return JsonObject.builder()
        .put("id", view.repository().id().path())
        .put("card", card.data())
        .put("body", card.body())
        .build();
  }

  private static JsonObject card(RepoView view) {
    JsonObject data = view.facts().card().data();
    var card = JsonObject.builder().putAll(view.json(FIELDS)).put("repoType", "space");
    card.put("title", data.string("title").orElse(view.repository().id().name()));
    for (String name : List.of("emoji", "colorFrom", "colorTo")) {
      card.putIfPresent(name, data.string(name).map(JsonString::new));
    }
    card.putIfPresent("shortDescription", data.string("short_description").map(JsonString::new));
    return card.put("pinned", data.bool("pinned").orElse(false)).build();
  }
}

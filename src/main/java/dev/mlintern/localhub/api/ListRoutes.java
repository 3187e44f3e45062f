package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.card.FactsCache;
import dev.mlintern.localhub.card.RepoFacts;
import dev.mlintern.localhub.store.RepoKind;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.web.Query;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Lists of repos with search, filters, order and paging (spec hub-api §9.2).
public final class ListRoutes {
  private static final int MAX_LIMIT = 1_000;

  private final RepoAccess access;
  private final FactsCache facts;

  public ListRoutes(RepoAccess access, FactsCache facts) {
    this.access = access;
    this.facts = facts;
  }

  public void addTo(Router.Builder routes) {
    routes
        .get("/api/{type}", this::list)
        .get("/api/models-tags-by-type", request -> tags(request, RepoKind.MODEL))
        .get("/api/datasets-tags-by-type", request -> tags(request, RepoKind.DATASET));
  }

  private Reply list(Request request) throws IOException {
    Query query = request.query();
    RepoKind kind = RepoAccess.kind(request);
    Set<String> fields = RepoFields.ofList(kind, query);
    RepoOrder order = RepoOrder.of(query);
    var filter = new RepoFilter(kind, query);
    List<Listed> found =
        visible(request, kind).stream().filter(filter::accepts).sorted(order.comparator()).toList();
    var page = Page.of(request, found, MAX_LIMIT, MAX_LIMIT);
    var items = new ArrayList<JsonValue>();
    for (Listed listed : page.items()) {
      items.add(new RepoView(listed.repository(), listed.facts(), false).json(fields));
    }
    return page.linked(Reply.json(new JsonArray(items)));
  }

  private List<Listed> visible(Request request, RepoKind kind) throws IOException {
    Caller caller = access.caller(request);
    List<Listed> visible = new ArrayList<>();
    for (Repository repository : access.store().list(kind)) {
      if (caller.maySee(repository.id(), repository.meta())) {
        visible.add(new Listed(repository, facts.of(repository, repository.head())));
      }
    }
    return visible;
  }

  /// A repo of a list with what is known of its head.
  record Listed(Repository repository, RepoFacts facts) {}

  /// The tags in use, by type: what stands before the colon.
  private Reply tags(Request request, RepoKind kind) throws IOException {
    Map<String, Map<String, JsonValue>> byType = new TreeMap<>();
    for (Listed listed : visible(request, kind)) {
      for (String tag : listed.facts.tags()) {
        String type = tagType(listed.facts, tag);
        byType
            .computeIfAbsent(type, _ -> new TreeMap<>())
            .put(
                tag,
                JsonObject.builder()
                    .put("id", tag)
                    .put("label", tag.substring(tag.indexOf(':') + 1))
                    .put("type", type)
                    .build());
      }
    }
    var json = JsonObject.builder();
    byType.forEach(
        (type, tags) -> {
          if (request.query().first("type").map(type::equals).orElse(true)) {
            json.put(type, new JsonArray(List.copyOf(tags.values())));
          }
        });
    return Reply.json(json.build());
  }

  private static String tagType(RepoFacts facts, String tag) {
    int colon = tag.indexOf(':');
    if (colon > 0) {
      return tag.substring(0, colon);
    }
    if (facts.pipelineTag().filter(tag::equals).isPresent()) {
      return "pipeline_tag";
    }
    return facts.library().filter(tag::equals).isPresent() ? "library" : "other";
  }
}

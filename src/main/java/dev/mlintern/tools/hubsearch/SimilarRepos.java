package dev.mlintern.tools.hubsearch;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubPage;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoQuery;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Subtask;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/// What somebody may have meant by an id that does not exist.
final class SimilarRepos {
  private static final int OF_EACH_TYPE = 3;

  private final HubRepos repos;

  SimilarRepos(HubClient hub) {
    this.repos = new HubRepos(hub);
  }

  /// A sentence with ids of the same name, of any type; empty when there are none. A search that
  /// fails only leaves its type out: the reader already has the error that matters.
  String advice(RepoId id, Optional<RepoType> asked, CallScope scope) throws InterruptedException {
    List<String> others = new ArrayList<>();
    Optional<RepoType> sameId = Optional.empty();
    try (var subtasks = new Subtasks()) {
      var searches = new EnumMap<RepoType, Subtask<HubPage>>(RepoType.class);
      for (RepoType type : RepoType.values()) {
        searches.put(type, subtasks.start(() -> search(type, id, scope)));
      }
      for (var search : searches.entrySet()) {
        RepoType type = search.getKey();
        for (RepoFacts hit : hits(type, search.getValue())) {
          if (hit.id().equalsIgnoreCase(id.value()) && asked.filter(type::equals).isEmpty()) {
            sameId = Optional.of(type);
          } else {
            others.add(hit.id() + " (" + type.word() + ")");
          }
        }
      }
    }
    return sameId
            .map(
                type ->
                    " There is a "
                        + type.word()
                        + " of this id: ask with repo_type "
                        + type.word()
                        + ".")
            .orElse("")
        + (others.isEmpty() ? "" : " Similar ids: " + String.join(", ", others) + ".");
  }

  private HubPage search(RepoType type, RepoId id, CallScope scope) {
    RepoQuery query =
        RepoQuery.ALL
            .withSearch(id.name())
            .withSort(SearchSort.LIKES.wire())
            .withLimit(OF_EACH_TYPE)
            .withExpand(List.of("likes"));
    return repos.list(type, query, scope);
  }

  private static List<RepoFacts> hits(RepoType type, Subtask<HubPage> search)
      throws InterruptedException {
    return search.outcome().result().map(HubPage::items).orElse(List.of()).stream()
        .limit(OF_EACH_TYPE)
        .map(json -> new RepoFacts(type, json))
        .toList();
  }
}

package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;

/// Lists and descriptions of models, datasets and Spaces (spec hub-api §9.2 and §9.3).
public final class HubRepos {
  private static final Duration LIST_TTL = Duration.ofMinutes(5);
  private static final Duration INFO_TTL = Duration.ofMinutes(1);

  private final HubClient hub;

  public HubRepos(HubClient hub) {
    this.hub = Objects.requireNonNull(hub, "hub");
  }

  /// One page of a search.
  ///
  /// @throws HubException for an error status
  public HubPage list(RepoType type, RepoQuery query, CallScope scope) {
    HttpUrl url = query.on(hub.addresses().api(type.apiSegment()));
    return hub.page(HttpRequest.get(url).withCacheFor(LIST_TTL), scope);
  }

  /// Describes a repository, following renames.
  ///
  /// @param expand the fields wanted; empty for the Hub's usual set
  /// @throws HubException for an error status
  public RepoInfo info(
      RepoType type, RepoId id, Optional<String> revision, List<String> expand, CallScope scope) {
    HttpUrl.Builder url = hub.addresses().repoApi(type, id);
    revision.ifPresent(
        name -> url.addPathSegment("revision").addPathSegment(HubEndpoint.checkedRevision(name)));
    expand.forEach(field -> url.addQueryParameter("expand", field));
    return info(type, id, url.build(), scope);
  }

  /// Describes a repository as it is at this moment, from no cache: whether it is still private.
  public RepoInfo infoNow(RepoType type, RepoId id, CallScope scope) {
    HttpUrl url = hub.addresses().repoApi(type, id).build();
    return info(type, id, HttpRequest.get(url), scope);
  }

  private RepoInfo info(RepoType type, RepoId id, HttpUrl url, CallScope scope) {
    return info(type, id, HttpRequest.get(url).withCacheFor(INFO_TTL), scope);
  }

  private RepoInfo info(RepoType type, RepoId id, HttpRequest request, CallScope scope) {
    JsonNode json = hub.json(request, scope);
    return new RepoInfo(type, trueId(json, id), id, json);
  }

  private static RepoId trueId(JsonNode json, RepoId askedFor) {
    try {
      return json.path("id").stringValueOpt().map(RepoId::new).orElse(askedFor);
    } catch (IllegalArgumentException _) {
      // The Hub knows its own ids; one outside our rules is still no reason to fail a read.
      return askedFor;
    }
  }
}

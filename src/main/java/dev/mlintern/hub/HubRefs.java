package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Branches, tags and commits of a repository (spec hub-api §9.4, §9.7). Nothing is cached: who
/// asks is about to change something. Every method throws [HubException] for an error status.
public final class HubRefs {
  private final HubClient hub;

  public HubRefs(HubClient hub) {
    this.hub = Objects.requireNonNull(hub, "hub");
  }

  public RepoRefs list(RepoType type, RepoId id, boolean pullRequests, CallScope scope) {
    HttpUrl.Builder url = hub.addresses().repoApi(type, id, "refs");
    if (pullRequests) {
      url.addQueryParameter("include_prs", "1");
    }
    return RepoRefs.of(hub.json(HttpRequest.get(url.build()), scope));
  }

  /// Commit ids, newest first, of at most `limit` commits (the Hub gives at most 1,000 a page).
  public List<String> commits(
      RepoType type, RepoId id, String revision, int limit, CallScope scope) {
    HttpUrl url =
        hub.addresses()
            .repoApi(type, id, "commits", HubEndpoint.checkedRevision(revision))
            .addQueryParameter("limit", Integer.toString(limit))
            .build();
    return hub.page(HttpRequest.get(url), scope).items().stream()
        .map(commit -> commit.path("id").asString(""))
        .toList();
  }

  /// @param start branch, tag or commit; empty for the head of `main`
  public void createBranch(
      RepoType type, RepoId id, String branch, Optional<String> start, CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    start.ifPresent(revision -> body.put("startingPoint", revision));
    hub.reply(HttpRequest.post(named(type, id, "branch", branch), HubCommits.json(body)), scope);
  }

  public void deleteBranch(RepoType type, RepoId id, String branch, CallScope scope) {
    delete(named(type, id, "branch", branch), scope);
  }

  /// @param message of an annotated tag; may be empty
  public void createTag(
      RepoType type, RepoId id, String tag, String revision, String message, CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode().put("tag", tag);
    if (!message.isEmpty()) {
      body.put("message", message);
    }
    hub.reply(HttpRequest.post(named(type, id, "tag", revision), HubCommits.json(body)), scope);
  }

  public void deleteTag(RepoType type, RepoId id, String tag, CallScope scope) {
    delete(named(type, id, "tag", tag), scope);
  }

  private HttpUrl named(RepoType type, RepoId id, String kind, String name) {
    return hub.addresses().repoApi(type, id, kind, HubEndpoint.checkedRevision(name)).build();
  }

  private void delete(HttpUrl url, CallScope scope) {
    hub.reply(HttpRequest.of("DELETE", url, Optional.empty()), scope);
  }
}

package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Discussions and pull requests of a repository (spec hub-api §9.10). Nothing is cached. Every
/// method throws [HubException] for an error status.
public final class HubDiscussions {
  /// A diff can be large; what the model sees of it is not.
  private static final long MAX_DETAILS_BYTES = 32L << 20;

  private static final Duration MERGE_LIMIT = Duration.ofSeconds(60);

  private final HubClient hub;

  public HubDiscussions(HubClient hub) {
    this.hub = Objects.requireNonNull(hub, "hub");
  }

  public DiscussionPage list(RepoType type, RepoId id, DiscussionQuery query, CallScope scope) {
    HttpUrl url = query.on(hub.addresses().repoApi(type, id, "discussions"));
    JsonNode json = hub.json(HttpRequest.get(url), scope);
    return new DiscussionPage(
        json.path("discussions").valueStream().map(Discussion::of).toList(),
        json.path("count").asInt(0),
        json.path("start").asInt(0));
  }

  /// @param diff whether to fetch a pull request's differences as well
  public Discussion get(RepoType type, RepoId id, int num, boolean diff, CallScope scope) {
    HttpUrl.Builder url = one(type, id, num);
    if (diff) {
      url.addQueryParameter("diff", "1");
    }
    HttpRequest request = HttpRequest.get(url.build()).withMaxBytes(MAX_DETAILS_BYTES);
    return Discussion.of(hub.json(request, scope));
  }

  /// Opens a discussion, or an empty draft pull request.
  ///
  /// @return its number
  public int create(
      RepoType type,
      RepoId id,
      String title,
      String description,
      boolean pullRequest,
      CallScope scope) {
    ObjectNode body =
        JsonMapper.shared()
            .createObjectNode()
            .put("title", title)
            .put("description", description)
            .put("pullRequest", pullRequest);
    HttpUrl url = hub.addresses().repoApi(type, id, "discussions").build();
    return hub.json(HttpRequest.post(url, HubCommits.json(body)), scope).path("num").asInt(0);
  }

  public DiscussionEvent comment(RepoType type, RepoId id, int num, String text, CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode().put("comment", text);
    return DiscussionEvent.of(post(one(type, id, num, "comment"), body, scope).path("newMessage"));
  }

  public DiscussionEvent editComment(
      RepoType type, RepoId id, int num, String commentId, String text, CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode().put("content", text);
    return DiscussionEvent.of(
        post(one(type, id, num, "comment", commentId, "edit"), body, scope).path("updatedComment"));
  }

  /// Cannot be undone.
  public void hideComment(RepoType type, RepoId id, int num, String commentId, CallScope scope) {
    send(one(type, id, num, "comment", commentId, "hide"), Optional.empty(), scope);
  }

  /// @param status `open` or `closed`; opening a draft makes it ready
  public void changeStatus(
      RepoType type, RepoId id, int num, String status, Optional<String> comment, CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode().put("status", status);
    comment.ifPresent(text -> body.put("comment", text));
    send(one(type, id, num, "status"), Optional.of(body), scope);
  }

  public void rename(RepoType type, RepoId id, int num, String title, CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode().put("title", title);
    send(one(type, id, num, "title"), Optional.of(body), scope);
  }

  /// Cannot be undone.
  public void merge(RepoType type, RepoId id, int num, Optional<String> comment, CallScope scope) {
    Optional<JsonNode> body =
        comment.map(text -> JsonMapper.shared().createObjectNode().put("comment", text));
    send(one(type, id, num, "merge"), body, scope);
  }

  private HttpUrl.Builder one(RepoType type, RepoId id, int num, String... more) {
    HttpUrl.Builder url = hub.addresses().repoApi(type, id, "discussions", Integer.toString(num));
    for (String segment : more) {
      url.addPathSegment(segment);
    }
    return url;
  }

  private JsonNode post(HttpUrl.Builder url, JsonNode body, CallScope scope) {
    return hub.json(HttpRequest.post(url.build(), HubCommits.json(body)), scope);
  }

  private void send(HttpUrl.Builder url, Optional<? extends JsonNode> body, CallScope scope) {
    JsonNode content = body.isPresent() ? body.get() : JsonMapper.shared().createObjectNode();
    HttpRequest request = HttpRequest.post(url.build(), HubCommits.json(content));
    hub.reply(request.withTimeLimit(MERGE_LIMIT), scope);
  }
}

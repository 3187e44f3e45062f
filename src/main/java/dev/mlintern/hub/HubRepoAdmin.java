package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Making, moving, deleting repositories and their settings (spec hub-api §9.6). Nothing is cached.
/// Every method throws [HubException] for an error status.
public final class HubRepoAdmin {
  private final HubClient hub;

  public HubRepoAdmin(HubClient hub) {
    this.hub = Objects.requireNonNull(hub, "hub");
  }

  /// What a repository is now.
  ///
  /// @param fields as in `expand`
  public RepoInfo look(RepoType type, RepoId id, List<String> fields, CallScope scope) {
    HttpUrl.Builder url = hub.addresses().repoApi(type, id);
    fields.forEach(field -> url.addQueryParameter("expand", field));
    JsonNode json = hub.json(HttpRequest.get(url.build()), scope);
    RepoId now = json.path("id").stringValueOpt().map(RepoId::new).orElse(id);
    return new RepoInfo(type, now, id, json);
  }

  /// Creates a repository.
  ///
  /// @param id with its namespace
  /// @param sdk of a Space
  public void create(
      RepoType type, RepoId id, boolean isPrivate, Optional<String> sdk, CallScope scope) {
    ObjectNode body = named(type, id).put("visibility", isPrivate ? "private" : "public");
    sdk.ifPresent(word -> body.put("sdk", word));
    HttpUrl url = hub.addresses().api("repos", "create").build();
    hub.reply(HttpRequest.post(url, HubCommits.json(body)), scope);
  }

  /// Deletes a repository for good.
  public void delete(RepoType type, RepoId id, CallScope scope) {
    HttpUrl url = hub.addresses().api("repos", "delete").build();
    var body = HubCommits.json(named(type, id));
    hub.reply(HttpRequest.of("DELETE", url, Optional.of(body)), scope);
  }

  private static ObjectNode named(RepoType type, RepoId id) {
    ObjectNode body =
        JsonMapper.shared().createObjectNode().put("type", type.word()).put("name", id.name());
    id.namespace().ifPresent(namespace -> body.put("organization", namespace));
    return body;
  }

  public void move(RepoType type, RepoId from, RepoId to, CallScope scope) {
    ObjectNode body =
        JsonMapper.shared()
            .createObjectNode()
            .put("fromRepo", from.value())
            .put("toRepo", to.value())
            .put("type", type.word());
    HttpUrl url = hub.addresses().api("repos", "move").build();
    hub.reply(HttpRequest.post(url, HubCommits.json(body)), scope);
  }

  /// Changes settings; what is empty stays.
  ///
  /// @param gated `auto`, `manual`, or `false` for none
  public void settings(
      RepoType type,
      RepoId id,
      Optional<Boolean> isPrivate,
      Optional<String> gated,
      CallScope scope) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    isPrivate.ifPresent(value -> body.put("visibility", value ? "private" : "public"));
    // "gated": "false" is refused: the Hub wants the boolean.
    gated.ifPresent(
        word -> {
          if (word.equals("false")) {
            body.put("gated", false);
          } else {
            body.put("gated", word);
          }
        });
    HttpUrl url = hub.addresses().repoApi(type, id, "settings").build();
    var request = HttpRequest.of("PUT", url, Optional.of(HubCommits.json(body)));
    // The same settings twice are the same settings.
    hub.reply(request.withIdempotent(true), scope);
  }
}

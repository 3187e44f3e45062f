package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Puts local files into a repository in one commit (spec hub-api §9.8): preupload, large files to
/// their own storage, commit. What the repository already holds is not sent again, so repeating a
/// commit whose answer was lost does no harm.
public final class HubCommits {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(60);

  private final HubClient hub;
  private final LargeFiles largeFiles;

  public HubCommits(HubClient hub) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.largeFiles = new LargeFiles(hub);
  }

  /// A commit that was made.
  ///
  /// @param url where to look at it; empty when the Hub does not say
  public record Committed(String oid, Optional<String> url) {}

  /// Creates a repository.
  ///
  /// @throws HubException when that fails, also when it exists
  public void create(RepoType type, RepoId id, boolean isPrivate, CallScope scope) {
    ObjectNode body =
        JsonMapper.shared()
            .createObjectNode()
            .put("type", type.word())
            .put("name", id.name())
            .put("visibility", isPrivate ? "private" : "public");
    id.namespace().ifPresent(namespace -> body.put("organization", namespace));
    HttpUrl url = hub.addresses().api("repos", "create").build();
    hub.reply(HttpRequest.post(url, json(body)), scope);
  }

  /// Commits files to the branch `main`.
  ///
  /// @return empty when the repository already holds all of them and nothing was committed
  /// @throws HubException when the Hub refuses
  /// @throws IOException when a local file cannot be read
  public Optional<Committed> commit(
      RepoType type, RepoId id, String summary, List<CommitFile> files, CallScope scope)
      throws IOException {
    var regular = new ArrayList<CommitFile>();
    var large = new ArrayList<CommitFile>();
    List<JsonNode> answers = preupload(type, id, files, scope);
    for (int i = 0; i < files.size(); i++) {
      CommitFile file = files.get(i);
      JsonNode answer = answers.get(i);
      boolean isLarge = answer.path("uploadMode").asString("").equals("lfs");
      String there = answer.path("oid").asString("");
      boolean same = there.equals(isLarge ? file.sha256() : file.gitOid());
      boolean leftAlone = file.onlyIfAbsent() && !there.isEmpty();
      if (!same && !leftAlone) {
        (isLarge ? large : regular).add(file);
      }
    }
    if (regular.isEmpty() && large.isEmpty()) {
      return Optional.empty();
    }
    largeFiles.upload(type, id, large, scope);
    HttpUrl url = hub.addresses().repoApi(type, id, "commit", "main").build();
    RequestBody body = new CommitBody(summary, regular, large);
    JsonNode answer = hub.json(HttpRequest.post(url, body).withTimeLimit(COMMIT_LIMIT), scope);
    return Optional.of(
        new Committed(
            answer.path("commitOid").asString(""), answer.path("commitUrl").stringValueOpt()));
  }

  /// The Hub's answer to each file, in their order.
  private List<JsonNode> preupload(
      RepoType type, RepoId id, List<CommitFile> files, CallScope scope) throws IOException {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    var list = body.putArray("files");
    for (CommitFile file : files) {
      list.addObject()
          .put("path", file.path().value())
          .put("size", file.size())
          .put("sample", Base64.getEncoder().encodeToString(file.sample()));
    }
    HttpUrl url = hub.addresses().repoApi(type, id, "preupload", "main").build();
    JsonNode answer =
        hub.json(HttpRequest.post(url, json(body)).withIdempotent(true), scope).path("files");
    var byFile = new ArrayList<JsonNode>();
    for (CommitFile file : files) {
      byFile.add(
          answer
              .valueStream()
              .filter(entry -> entry.path("path").asString("").equals(file.path().value()))
              .findFirst()
              .orElseThrow(
                  () -> new IOException("the Hub did not say how to upload " + file.path())));
    }
    return byFile;
  }

  static RequestBody json(JsonNode node) {
    return RequestBody.create(JsonMapper.shared().writeValueAsBytes(node), JSON);
  }
}

package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.OneLine;
import dev.mlintern.hub.CommitPlan.Fate;
import dev.mlintern.hub.CommitPlan.PlannedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Changes files of a repository in one commit (spec hub-api §9.8): preupload, large files to their
/// own storage, commit. What the repository already holds is not sent again, so repeating a commit
/// whose answer was lost does no harm; and before it is repeated, the history is looked at.
public final class HubCommits {
  private static final MediaType JSON = MediaType.get("application/json");

  /// As the official Python client asks.
  private static final int PREUPLOAD_LOT = 256;

  private static final int MOST_IGNORE_BYTES = 1 << 20;

  private final HubClient hub;
  private final LargeFiles largeFiles;
  private final CommitSending sending;

  public HubCommits(HubClient hub) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.largeFiles = new LargeFiles(hub);
    this.sending = new CommitSending(hub);
  }

  /// A commit that was made.
  ///
  /// @param url where to look at it; empty when the Hub does not say
  /// @param pullRequest address of the pull request it opened
  /// @param foundLater the Hub's answer was lost, and the commit was found in the history
  public record Committed(
      String oid, Optional<String> url, Optional<String> pullRequest, boolean foundLater) {}

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
    if (type == RepoType.SPACE) {
      body.put("sdk", "static"); // a Space must name one, and this one costs nothing
    }
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
    List<CommitChange> changes = List.copyOf(files.stream().map(CommitChange.Put::new).toList());
    var request =
        new CommitRequest(
            type, id, HubFiles.DEFAULT_REVISION, summary, Optional.empty(), false, changes);
    CommitPlan plan = plan(request, scope);
    return plan.isEmpty()
        ? Optional.empty()
        : Optional.of(carryOut(plan, TransferProgress.NONE, scope));
  }

  /// Asks the Hub what a commit would do. Changes nothing.
  ///
  /// @throws HubException when the Hub refuses
  /// @throws IOException when a local file cannot be read
  public CommitPlan plan(CommitRequest request, CallScope scope) throws IOException {
    List<CommitFile> files = request.files().toList();
    if (files.isEmpty()) {
      return new CommitPlan(request, sending.head(request, scope), List.of());
    }
    Optional<String> ignore = gitIgnore(files);
    Map<String, JsonNode> answers = new HashMap<>();
    String base = "";
    for (int from = 0; from < files.size(); from += PREUPLOAD_LOT) {
      List<CommitFile> lot = files.subList(from, Math.min(files.size(), from + PREUPLOAD_LOT));
      JsonNode answer = preupload(request, lot, ignore, scope);
      answer.path("files").forEach(file -> answers.put(file.path("path").asString(""), file));
      base =
          base.isEmpty()
              ? OneLine.of(answer.path("commitOid").asString(""), GitRef.MAX_ID_CHARS)
              : base;
    }
    var planned = new ArrayList<PlannedFile>();
    for (CommitFile file : files) {
      JsonNode answer = answers.get(file.path().value());
      if (answer == null) {
        throw new IOException("the Hub did not say how to upload " + file.path());
      }
      planned.add(planned(file, answer));
    }
    return new CommitPlan(request, base.isEmpty() ? sending.head(request, scope) : base, planned);
  }

  /// Carries out a plan that is not empty.
  ///
  /// @throws HubException when the Hub refuses
  /// @throws CommitUnclear when it cannot be found out whether the commit was made
  /// @throws IOException when a local file cannot be read
  public Committed carryOut(CommitPlan plan, TransferProgress progress, CallScope scope)
      throws IOException {
    CommitRequest request = plan.request();
    List<CommitFile> large =
        plan.sent().filter(PlannedFile::isLarge).map(PlannedFile::file).toList();
    largeFiles.upload(request, large, progress, scope);
    return sending.send(plan, scope);
  }

  private static PlannedFile planned(CommitFile file, JsonNode answer) {
    // An empty file is never large (spec tools-act §1.3).
    boolean isLarge = file.size() > 0 && answer.path("uploadMode").asString("").equals("lfs");
    String there = answer.path("oid").asString("");
    Fate fate =
        answer.path("shouldIgnore").asBoolean(false)
            ? Fate.IGNORED
            : there.isEmpty()
                ? Fate.ADDED
                : there.equals(isLarge ? file.sha256() : file.gitOid())
                    ? Fate.UNCHANGED
                    : file.onlyIfAbsent() ? Fate.LEFT_ALONE : Fate.REPLACED;
    return new PlannedFile(file, fate, isLarge);
  }

  private JsonNode preupload(
      CommitRequest request, List<CommitFile> files, Optional<String> gitIgnore, CallScope scope)
      throws IOException {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    gitIgnore.ifPresent(rules -> body.put("gitIgnore", rules));
    var list = body.putArray("files");
    for (CommitFile file : files) {
      list.addObject()
          .put("path", file.path().value())
          .put("size", file.size())
          .put("sample", Base64.getEncoder().encodeToString(file.sample()));
    }
    HttpUrl url = CommitSending.address(hub, request, "preupload");
    return hub.json(HttpRequest.post(url, json(body)).withIdempotent(true), scope);
  }

  /// The rules that come with the files themselves, as the official client sends them.
  private static Optional<String> gitIgnore(List<CommitFile> files) throws IOException {
    for (CommitFile file : files) {
      if (file.path().value().equals(".gitignore") && file.size() <= MOST_IGNORE_BYTES) {
        try (InputStream in = file.content().open()) {
          return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return Optional.empty();
  }

  static RequestBody json(JsonNode node) {
    return RequestBody.create(JsonMapper.shared().writeValueAsBytes(node), JSON);
  }
}

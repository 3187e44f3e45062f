package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.store.Commit;
import dev.mlintern.localhub.store.Discussion;
import dev.mlintern.localhub.store.DiscussionStatus;
import dev.mlintern.localhub.store.FileEntry;
import dev.mlintern.localhub.store.FilePaths;
import dev.mlintern.localhub.store.LargeFileRules;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.store.Snapshot;
import dev.mlintern.localhub.store.StoreConflict;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;

/// Writing files: asking how each is to be sent, then one commit (spec hub-api §9.8).
public final class CommitRoutes {
  private static final int MAX_RULES_BYTES = 1 << 20;

  private final RepoAccess access;

  public CommitRoutes(RepoAccess access) {
    this.access = access;
  }

  public void addTo(Router.Builder routes) {
    routes
        .post("/api/{type}/{ns}/{name}/preupload/{rev}", this::preupload)
        .post("/api/{type}/{ns}/{name}/commit/{rev}", this::commit);
  }

  private Reply preupload(Request request) throws IOException {
    Repository repository = access.proposable(request);
    Commit commit = RepoAccess.commit(repository, request.path("rev"));
    Snapshot snapshot = repository.snapshot(commit);
    JsonObject body = request.json();
    LargeFileRules rules = rules(snapshot, body.string("gitAttributes"));
    IgnoreRules ignored = IgnoreRules.parse(body.string("gitIgnore").orElse(""));
    var files = new ArrayList<JsonValue>();
    for (JsonValue value : body.array("files").orElse(JsonArray.of())) {
      if (!(value instanceof JsonObject file)) {
        throw HubError.badRequest("✖ \"files\" must hold objects");
      }
      files.add(uploadMode(file, snapshot, rules, ignored));
    }
    return Reply.json(
        JsonObject.builder()
            .put("files", new JsonArray(files))
            .put("commitOid", commit.id())
            .build());
  }

  private static LargeFileRules rules(Snapshot snapshot, Optional<String> sent) throws IOException {
    if (sent.isPresent()) {
      return LargeFileRules.parse(sent.get());
    }
    return snapshot
        .content(LargeFileRules.PATH, MAX_RULES_BYTES)
        .map(bytes -> LargeFileRules.parse(new String(bytes, StandardCharsets.UTF_8)))
        .orElseGet(LargeFileRules::usual);
  }

  private static JsonObject uploadMode(
      JsonObject file, Snapshot snapshot, LargeFileRules rules, IgnoreRules ignored)
      throws IOException {
    String path =
        file.string("path")
            .orElseThrow(() -> HubError.badRequest("✖ \"files[].path\" is required"));
    String plain;
    try {
      plain = FilePaths.checked(path);
    } catch (StoreConflict e) {
      throw HubError.badRequest(e.getMessage());
    }
    long size = file.integer("size").orElse(0);
    byte[] sample = FileContent.base64(file.string("sample").orElse(""));
    var answer =
        JsonObject.builder()
            .put("path", path)
            .put("uploadMode", rules.isLarge(plain, size, sample) ? "lfs" : "regular")
            .put("shouldIgnore", ignored.matches(plain));
    snapshot.file(plain).map(FileEntry::etag).ifPresent(oid -> answer.put("oid", oid));
    return answer.build();
  }

  private Reply commit(Request request) throws IOException {
    if (request.query().flag("create_pr")) {
      return propose(request);
    }
    Repository repository = access.visible(request);
    String revision = request.path("rev");
    String ref =
        repository
            .refs()
            .fullName(revision)
            .filter(CommitRoutes::takesCommits)
            .orElseThrow(() -> HubError.revisionNotFound(revision));
    Caller.SignedIn caller = requireCommitter(request, repository, ref);
    var draft = CommitDraft.read(request, repository.objects());
    try {
      Commit commit =
          repository.commit(
              ref, draft.parent(), draft.message(caller.user().name()), draft.changes());
      return Reply.json(answer(request, repository, commit).build());
    } catch (StoreConflict e) {
      throw error(e);
    }
  }

  private static boolean takesCommits(String ref) {
    return ref.startsWith("refs/heads/")
        || ref.startsWith("refs/pr/")
        || ref.startsWith("refs/convert/");
  }

  /// Who opened a pull request may add to it, also without a right to write.
  private Caller.SignedIn requireCommitter(Request request, Repository repository, String ref) {
    Optional<Discussion> pull = repository.discussions().ofRef(ref);
    if (pull.filter(found -> found.status() == DiscussionStatus.MERGED).isPresent()) {
      throw HubError.forbidden("This pull request is merged already");
    }
    if (pull.isEmpty()) {
      return access.requireWriter(request, repository.id());
    }
    Caller.SignedIn caller = access.requireDiscusser(request, repository);
    return caller.user().name().equals(pull.get().author())
        ? caller
        : access.requireWriter(request, repository.id());
  }

  /// Opens a pull request against the branch of the path.
  private Reply propose(Request request) throws IOException {
    Repository repository = access.proposable(request);
    Caller.SignedIn caller = access.signedIn(request);
    String revision = request.path("rev");
    String base =
        repository
            .refs()
            .fullName(revision)
            .filter(name -> name.startsWith("refs/heads/"))
            .orElseThrow(() -> HubError.revisionNotFound(revision));
    var draft = CommitDraft.read(request, repository.objects());
    try {
      Discussion pull =
          repository
              .pullRequests()
              .open(base, draft.parent(), draft.message(caller.user().name()), draft.changes());
      return Reply.json(
          answer(request, repository, RepoAccess.commit(repository, pull.ref()))
              .put("pullRequestUrl", DiscussionView.url(request, repository, pull))
              .build());
    } catch (StoreConflict e) {
      throw error(e);
    }
  }

  private static JsonObject.Builder answer(Request request, Repository repository, Commit commit) {
    return JsonObject.builder()
        .put("success", true)
        .put("commitOid", commit.id())
        .put("commitUrl", request.endpoint() + repository.id().webPath() + "/commit/" + commit.id())
        .put("hookOutput", "");
  }

  static HubError error(StoreConflict conflict) {
    return switch (conflict.reason()) {
      case STALE_PARENT -> HubError.of(412, conflict.getMessage());
      case MISSING -> HubError.of(404, "EntryNotFound", conflict.getMessage());
      case EXISTS -> HubError.conflict(conflict.getMessage(), Optional.empty());
      case INVALID -> HubError.badRequest(conflict.getMessage());
    };
  }
}

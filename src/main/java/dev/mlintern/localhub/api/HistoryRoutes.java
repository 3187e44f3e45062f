package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.store.Commit;
import dev.mlintern.localhub.store.CommitMessage;
import dev.mlintern.localhub.store.Refs;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.store.StoreConflict;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Refs, branches, tags, the list of commits and its squashing (spec hub-api §9.4, §9.7).
public final class HistoryRoutes {
  private static final int USUAL_COMMITS = 50;
  private static final int MAX_COMMITS = 1_000;
  private static final int MAX_SQUASH_MESSAGE = 500;
  private static final Pattern REF_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}");
  private static final String BRANCHES = "refs/heads/";
  private static final String TAGS = "refs/tags/";

  private final RepoAccess access;

  public HistoryRoutes(RepoAccess access) {
    this.access = access;
  }

  public void addTo(Router.Builder routes) {
    String repo = "/api/{type}/{ns}/{name}";
    routes
        .get(repo + "/refs", this::refs)
        .get(repo + "/commits/{rev...}", this::commits)
        .post(repo + "/super-squash/{branch...}", this::squash)
        .post(repo + "/branch/{branch...}", this::createBranch)
        .delete(repo + "/branch/{branch...}", this::deleteBranch)
        .post(repo + "/tag/{rev...}", this::createTag)
        .delete(repo + "/tag/{rev...}", this::deleteTag);
  }

  private Reply refs(Request request) {
    Refs refs = access.files(request).refs();
    var json =
        JsonObject.builder()
            .put("branches", group(refs, BRANCHES))
            .put("converts", group(refs, "refs/convert/"))
            .put("tags", group(refs, TAGS));
    if (request.query().flag("include_prs")) {
      json.put("pullRequests", group(refs, "refs/pr/"));
    }
    return Reply.json(json.build());
  }

  private static JsonArray group(Refs refs, String prefix) {
    var group = new ArrayList<JsonValue>();
    refs.targets()
        .forEach(
            (ref, target) -> {
              if (ref.startsWith(prefix)) {
                group.add(
                    JsonObject.builder()
                        .put("name", ref.substring(prefix.length()))
                        .put("ref", ref)
                        .put("targetCommit", target)
                        .build());
              }
            });
    return new JsonArray(group);
  }

  private Reply commits(Request request) throws IOException {
    Repository repository = access.files(request);
    Commit head = RepoAccess.commit(repository, request.path("rev"));
    int limit = request.query().integer("limit", USUAL_COMMITS, 1, MAX_COMMITS);
    int page = request.query().integer("p", 0, 0, Integer.MAX_VALUE / MAX_COMMITS);
    boolean formatted = request.query().list("expand").contains("formatted");
    List<Commit> commits = repository.snapshot(head).history(page * limit, limit);
    boolean more = (page + 1L) * limit < head.depth();
    var json = new JsonArray(commits.stream().map(commit -> commit(commit, formatted)).toList());
    return Page.numbered(request, commits, more)
        .linked(Reply.json(json))
        .with("X-Total-Count", Long.toString(head.depth()));
  }

  private static JsonValue commit(Commit commit, boolean formatted) {
    var json =
        JsonObject.builder()
            .put("id", commit.id())
            .put("title", commit.title())
            .put("message", commit.message())
            .put("authors", JsonArray.of(JsonObject.builder().put("user", commit.author()).build()))
            .put("date", Timestamps.format(commit.date()));
    if (formatted) {
      json.put(
          "formatted",
          JsonObject.builder()
              .put("title", commit.title())
              .put("message", commit.message())
              .build());
    }
    return json.build();
  }

  /// One commit instead of a branch's history; it cannot be undone.
  private Reply squash(Request request) throws IOException {
    Repository repository = access.writable(request);
    Caller.SignedIn caller = access.signedIn(request);
    String branch = request.path("branch");
    String title =
        request.json().string("message").filter(text -> !text.isBlank()).orElse("Squash history");
    if (title.length() > MAX_SQUASH_MESSAGE) {
      throw HubError.badRequest(
          "✖ \"message\" must have at most " + MAX_SQUASH_MESSAGE + " characters");
    }
    try {
      Commit only =
          repository.squash(BRANCHES + branch, CommitMessage.of(title, "", caller.user().name()));
      return Reply.json(JsonObject.builder().put("commitId", only.id()).build());
    } catch (StoreConflict _) {
      throw HubError.revisionNotFound(branch);
    }
  }

  private Reply createBranch(Request request) throws IOException {
    Repository repository = access.writable(request);
    String branch = checkedName(request.path("branch"));
    JsonObject body = request.json();
    boolean overwrite = body.bool("overwrite").orElse(false);
    String ref = BRANCHES + branch;
    if (overwrite && ref.equals(Refs.MAIN)) {
      throw HubError.forbidden("The default branch cannot be overwritten");
    }
    Commit start =
        body.bool("emptyBranch").orElse(false)
            ? firstCommit(repository)
            : RepoAccess.commit(repository, body.string("startingPoint").orElse("HEAD"));
    try {
      repository.createRef(ref, start.id(), overwrite);
    } catch (StoreConflict e) {
      throw exists(e);
    }
    return Reply.empty(200);
  }

  /// An "empty" branch starts where the repo started.
  private static Commit firstCommit(Repository repository) throws IOException {
    Commit head = repository.head();
    return repository.snapshot(head).history((int) head.depth() - 1, 1).getFirst();
  }

  private Reply deleteBranch(Request request) throws IOException {
    Repository repository = access.writable(request);
    String branch = request.path("branch");
    if ((BRANCHES + branch).equals(Refs.MAIN)) {
      throw HubError.forbidden("The default branch cannot be deleted");
    }
    return delete(repository, BRANCHES + branch, branch);
  }

  private Reply createTag(Request request) throws IOException {
    Repository repository = access.writable(request);
    JsonObject body = request.json();
    Optional<String> tag = body.string("tag");
    if (tag.isEmpty()) {
      throw HubError.badRequest("✖ \"tag\" is required");
    }
    Commit target = RepoAccess.commit(repository, request.path("rev"));
    try {
      repository.createRef(TAGS + checkedName(tag.get()), target.id(), false);
    } catch (StoreConflict e) {
      throw exists(e);
    }
    return Reply.empty(200);
  }

  private Reply deleteTag(Request request) throws IOException {
    String tag = request.path("rev");
    return delete(access.writable(request), TAGS + tag, tag);
  }

  private static Reply delete(Repository repository, String ref, String name) throws IOException {
    try {
      repository.deleteRef(ref);
    } catch (StoreConflict _) {
      throw HubError.revisionNotFound(name);
    }
    return Reply.empty(200);
  }

  private static HubError exists(StoreConflict conflict) {
    return conflict.reason() == StoreConflict.Reason.EXISTS
        ? HubError.conflict(conflict.getMessage(), Optional.empty())
        : HubError.repoNotFound();
  }

  private static String checkedName(String name) {
    boolean valid =
        REF_NAME.matcher(name).matches()
            && !name.contains("..")
            && !name.contains("//")
            && !name.endsWith("/")
            && !name.endsWith(".lock")
            && !name.startsWith("refs/");
    if (!valid) {
      throw HubError.badRequest("✖ Invalid reference name: " + name);
    }
    return name;
  }
}

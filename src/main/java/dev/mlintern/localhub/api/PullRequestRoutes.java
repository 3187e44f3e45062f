package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.store.Commit;
import dev.mlintern.localhub.store.Discussion;
import dev.mlintern.localhub.store.DiscussionEvent;
import dev.mlintern.localhub.store.FileChange;
import dev.mlintern.localhub.store.FileEntry;
import dev.mlintern.localhub.store.PullRequests;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.store.StoreConflict;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What only pull requests have: merging, and the files of closed ones (spec hub-api §9.10).
public final class PullRequestRoutes {
  private final RepoAccess access;

  public PullRequestRoutes(RepoAccess access) {
    this.access = access;
  }

  public void addTo(Router.Builder routes) {
    String one = "/api/{type}/{ns}/{name}/discussions/{num}";
    routes
        .post(one + "/merge", this::merge)
        .delete(one + "/ref", this::deleteRef)
        .get(one + "/storage", this::storage);
  }

  private Reply merge(Request request) throws IOException {
    Repository repository = access.writable(request);
    Discussion pull = pullRequest(repository, request);
    Caller.SignedIn caller = access.signedIn(request);
    Optional<String> comment = DiscussionRoutes.optionalComment(request.json());
    PullRequests.Merge merge;
    try {
      merge = repository.pullRequests().merge(pull.num(), caller.user().name());
    } catch (StoreConflict e) {
      throw CommitRoutes.error(e);
    }
    switch (merge) {
      case PullRequests.Merge.Conflicts(var paths) -> throw conflict(paths);
      case PullRequests.Merge.Done _ -> {
        if (comment.isPresent()) {
          var said = DiscussionEvent.comment(caller.user().name(), comment.get());
          repository.discussions().update(pull.num(), merged -> merged.plus(said));
        }
        return Reply.empty(200);
      }
    }
  }

  private static HubError conflict(List<String> paths) {
    return HubError.conflict(
            "This pull request has conflicts with its base branch: " + String.join(", ", paths),
            Optional.empty())
        .withBody(
            JsonObject.builder().put("filesWithConflicts", JsonArray.ofStrings(paths)).build());
  }

  private Reply deleteRef(Request request) throws IOException {
    Repository repository = access.writable(request);
    Discussion pull = pullRequest(repository, request);
    if (pull.status().isOpen()) {
      throw HubError.badRequest("✖ Close the pull request first");
    }
    repository.pullRequests().deleteRef(pull.num(), access.signedIn(request).user().name());
    return Reply.empty(200);
  }

  /// Bytes of the files the pull request adds or changes.
  private Reply storage(Request request) throws IOException {
    Repository repository = access.writable(request);
    Discussion pull = pullRequest(repository, request);
    List<Commit> commits = repository.pullRequests().commits(pull);
    long bytes = 0;
    if (!commits.isEmpty()) {
      Commit base = repository.pullRequests().baseCommit(pull);
      for (FileChange change :
          FileChange.between(repository.objects(), base, commits.getLast()).values()) {
        bytes += change.after().map(FileEntry::size).orElse(0L);
      }
    }
    return Reply.json(JsonObject.builder().put("total", bytes).build());
  }

  private static Discussion pullRequest(Repository repository, Request request) {
    Discussion found = DiscussionRoutes.discussion(repository, request);
    if (!found.isPullRequest()) {
      throw HubError.badRequest("✖ Discussion " + found.num() + " is not a pull request");
    }
    return found;
  }
}

package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.Discussion;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubDiscussions;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import java.util.Optional;

/// Merges pull requests, and opens and closes them and discussions.
final class RepoGitPulls {
  private final HubDiscussions discussions;
  private final RepoGitLinks links;
  private final RepoGitWrites writes;

  RepoGitPulls(HubClient hub, RepoGitWrites writes) {
    this.discussions = new HubDiscussions(hub);
    this.links = new RepoGitLinks(hub);
    this.writes = writes;
  }

  String merge(RepoGitOperation.MergePr wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    int num = wanted.num();
    Discussion before = RepoGitReader.details(discussions, repo, num, true, scope);
    if (before.isMerged()) {
      return "Pull request #"
          + num
          + " is merged already"
          + as(repo, before)
          + "; nothing was done.";
    }
    requireMergeable(before, wanted);
    String changes = before.diff().map(RepoGitDiff::parse).map(RepoGitDiff::summary).orElse("");
    String opened = "";
    if (before.isDraft()) {
      setStatus(repo, num, "open", Optional.empty(), scope);
      opened = "The draft was opened first. ";
    }
    RepoGitWrites.Done<String> done;
    try {
      done =
          writes.repeatable(
              scope,
              () -> {
                discussions.merge(repo.type(), repo.id(), num, wanted.comment(), scope);
                return "";
              },
              () ->
                  Optional.of("")
                      .filter(
                          _ ->
                              RepoGitReader.details(discussions, repo, num, false, scope)
                                  .isMerged()));
    } catch (HubException e) {
      throw refused(repo, num, opened, e, scope);
    }
    return opened
        + "Pull request #"
        + num
        + " merged into "
        + ForeignText.oneLine(before.base()).replaceFirst("^refs/heads/", "")
        + landed(repo, before, scope)
        + ".\n"
        + links.discussion(repo, num)
        + (changes.isEmpty() ? "" : "\n" + changes)
        + done.note();
  }

  private static void requireMergeable(Discussion pull, RepoGitOperation.MergePr wanted) {
    String nothing = " Nothing was merged.";
    if (!pull.isPullRequest()) {
      throw new ToolFailure("#" + pull.num() + " is a discussion, not a pull request." + nothing);
    }
    if (!pull.isOpen()) {
      throw new ToolFailure(
          "Pull request #"
              + pull.num()
              + " is "
              + pull.status()
              + ": reopen it with change_pr_status new_status open."
              + nothing);
    }
    if (pull.hasConflicts()) {
      throw new ToolFailure(
          "Pull request #"
              + pull.num()
              + " has "
              + RepoGitReader.conflicts(pull)
              + "."
              + nothing
              + " Commit versions that fit the base to refs/pr/"
              + pull.num()
              + " with hf_repo_files, then merge.");
    }
    if (pull.isDraft() && !wanted.openDraft()) {
      throw new ToolFailure(
          "Pull request #"
              + pull.num()
              + " is a draft."
              + nothing
              + " If it is ready, call merge_pr with new_status open.");
    }
    if (pull.diff().isPresent() && RepoGitDiff.parse(pull.diff().get()).files().isEmpty()) {
      throw new ToolFailure(
          "Pull request #"
              + pull.num()
              + " changes no file."
              + nothing
              + " Upload with hf_repo_files at revision refs/pr/"
              + pull.num()
              + " first.");
    }
  }

  /// What stands now in the way of a merge that looked possible.
  private RuntimeException refused(
      RepoGitRepo repo, int num, String opened, HubException e, CallScope scope) {
    boolean mayBeConflict =
        e.fault() == HubFault.CONFLICT
            || e.fault() == HubFault.BAD_REQUEST
            || e.fault() == HubFault.HEAD_MOVED;
    if (!mayBeConflict) {
      return opened.isEmpty()
          ? e
          : new ToolFailure(
              opened
                  + RepoGitTrouble.explained(writes.hub(), repo, scope, e).getMessage()
                  + " Nothing was merged.",
              e);
    }
    Discussion now = RepoGitReader.details(discussions, repo, num, false, scope);
    String why =
        now.hasConflicts()
            ? "it has " + RepoGitReader.conflicts(now)
            : now.isMerged() ? "somebody merged it meanwhile" + as(repo, now) : now.status();
    return new ToolFailure(
        opened
            + "Pull request #"
            + num
            + " was not merged by this call; now: "
            + why
            + ". "
            + e.getMessage(),
        e);
  }

  /// The commit it became; and whether that is what was looked at before.
  private String landed(RepoGitRepo repo, Discussion before, CallScope scope) {
    try {
      Discussion after = RepoGitReader.details(discussions, repo, before.num(), false, scope);
      long more = after.commits().size() - before.commits().size();
      return as(repo, after)
          + (more > 0
              ? ". ATTENTION: "
                  + RepoGitLists.counted(more, "commit", "commits")
                  + " came in between looking and merging; the files below are without: read the"
                  + " merge commit"
              : "");
    } catch (HubException | HttpFailure | ToolFailure _) {
      return "";
    }
  }

  private String as(RepoGitRepo repo, Discussion merged) {
    return merged.mergeCommit().map(id -> " as " + links.commit(repo, id)).orElse("");
  }

  String changeStatus(RepoGitOperation.ChangeStatus wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    int num = wanted.num();
    Discussion before = RepoGitReader.details(discussions, repo, num, false, scope);
    String name = RepoGitReader.name(before);
    if (before.isMerged()) {
      throw new ToolFailure(
          "Pull request #"
              + num
              + " is merged"
              + as(repo, before)
              + ": its status cannot change. To take the changes back, commit the old files.");
    }
    if (before.status().equals(wanted.status())) {
      return "It is "
          + before.status()
          + " already; nothing was changed"
          + (wanted.comment().isPresent() ? ", and the comment was not posted" : "")
          + ".\n"
          + links.discussion(repo, num);
    }
    String note = setStatus(repo, num, wanted.status(), wanted.comment(), scope);
    return Character.toUpperCase(name.charAt(0))
        + name.substring(1)
        + ": "
        + before.status()
        + " → "
        + wanted.status()
        + ".\n"
        + links.discussion(repo, num)
        + note;
  }

  private String setStatus(
      RepoGitRepo repo, int num, String status, Optional<String> comment, CallScope scope) {
    return writes
        .repeatable(
            scope,
            () -> {
              discussions.changeStatus(repo.type(), repo.id(), num, status, comment, scope);
              return "";
            },
            () ->
                Optional.of("")
                    .filter(
                        _ ->
                            RepoGitReader.details(discussions, repo, num, false, scope)
                                .status()
                                .equals(status)))
        .note();
  }
}

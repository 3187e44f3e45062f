package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.Discussion;
import dev.mlintern.hub.DiscussionEvent;
import dev.mlintern.hub.DiscussionQuery;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubDiscussions;
import dev.mlintern.tools.ToolFailure;
import java.util.List;
import java.util.Optional;

/// Opens pull requests and discussions, and writes into them.
final class RepoGitTalk {
  private final HubDiscussions discussions;
  private final RepoGitLinks links;
  private final RepoGitWrites writes;

  RepoGitTalk(HubClient hub, RepoGitWrites writes) {
    this.discussions = new HubDiscussions(hub);
    this.links = new RepoGitLinks(hub);
    this.writes = writes;
  }

  String start(RepoGitOperation.Start wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    int newest = newest(wanted, scope);
    var done =
        writes.once(
            scope,
            () ->
                discussions.create(
                    repo.type(),
                    repo.id(),
                    wanted.title(),
                    wanted.description(),
                    wanted.pullRequest(),
                    scope),
            () -> sameTitleAbove(newest, wanted, scope));
    int num = done.value();
    String what =
        wanted.pullRequest()
            ? "Draft pull request #" + num + " opened, still empty: ref refs/pr/" + num + "."
            : "Discussion #" + num + " opened.";
    return what
        + "\n"
        + links.discussion(repo, num)
        + (wanted.pullRequest()
            ? "\nUpload its files with hf_repo_files at revision refs/pr/"
                + num
                + ", then change_pr_status new_status open."
            : "")
        + done.note();
  }

  /// The highest number there is, to tell a new one from an old one of the same title.
  private int newest(RepoGitOperation.Start wanted, CallScope scope) {
    return page(wanted, "all", scope).stream().mapToInt(Discussion::num).max().orElse(0);
  }

  private Optional<Integer> sameTitleAbove(
      int newest, RepoGitOperation.Start wanted, CallScope scope) {
    return page(wanted, wanted.pullRequest() ? "pull_request" : "discussion", scope).stream()
        .filter(found -> found.num() > newest && found.title().equals(wanted.title()))
        .map(Discussion::num)
        .findFirst();
  }

  private List<Discussion> page(RepoGitOperation.Start wanted, String type, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    var query = new DiscussionQuery(type, "all", Optional.empty(), 0);
    return discussions.list(repo.type(), repo.id(), query, scope).discussions();
  }

  String comment(RepoGitOperation.Comment wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    int num = wanted.num();
    Discussion before = RepoGitReader.details(discussions, repo, num, false, scope);
    long same = count(before, wanted.text());
    var done =
        writes.once(
            scope,
            () -> discussions.comment(repo.type(), repo.id(), num, wanted.text(), scope).id(),
            () -> {
              Discussion now = RepoGitReader.details(discussions, repo, num, false, scope);
              return count(now, wanted.text()) > same
                  ? now.events().reversed().stream()
                      .filter(event -> event.text().filter(wanted.text()::equals).isPresent())
                      .map(DiscussionEvent::id)
                      .findFirst()
                  : Optional.empty();
            });
    return "Comment posted on "
        + RepoGitReader.name(before)
        + (before.isOpen() ? "" : ", which is " + before.status())
        + ", id "
        + done.value()
        + ".\n"
        + links.comment(repo, num, done.value())
        + done.note();
  }

  private static long count(Discussion discussion, String text) {
    return discussion.events().stream()
        .filter(event -> event.text().filter(text::equals).isPresent())
        .count();
  }

  String rename(RepoGitOperation.Rename wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    int num = wanted.num();
    Discussion before = RepoGitReader.details(discussions, repo, num, false, scope);
    if (before.title().equals(wanted.title())) {
      return "It has this title already; nothing was changed.\n" + links.discussion(repo, num);
    }
    var done =
        writes.repeatable(
            scope,
            () -> {
              discussions.rename(repo.type(), repo.id(), num, wanted.title(), scope);
              return "";
            },
            () ->
                Optional.of("")
                    .filter(
                        _ ->
                            RepoGitReader.details(discussions, repo, num, false, scope)
                                .title()
                                .equals(wanted.title())));
    return "Title of "
        + RepoGitReader.name(before)
        + " changed.\n"
        + links.discussion(repo, num)
        + done.note();
  }

  String edit(RepoGitOperation.EditComment wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    int num = wanted.num();
    DiscussionEvent comment = comment(repo, num, wanted.commentId(), scope);
    if (comment.isHidden()) {
      throw new ToolFailure("The comment is hidden: it cannot be edited any more.");
    }
    var done =
        writes.repeatable(
            scope,
            () -> {
              discussions.editComment(
                  repo.type(), repo.id(), num, wanted.commentId(), wanted.text(), scope);
              return "";
            },
            () ->
                comment(repo, num, wanted.commentId(), scope)
                    .text()
                    .filter(wanted.text()::equals)
                    .map(_ -> ""));
    return "Comment edited.\n" + links.comment(repo, num, wanted.commentId()) + done.note();
  }

  String hide(RepoGitOperation.HideComment wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    int num = wanted.num();
    if (comment(repo, num, wanted.commentId(), scope).isHidden()) {
      return "The comment is hidden already; nothing was changed.";
    }
    var done =
        writes.repeatable(
            scope,
            () -> {
              discussions.hideComment(repo.type(), repo.id(), num, wanted.commentId(), scope);
              return "";
            },
            () ->
                Optional.of("")
                    .filter(_ -> comment(repo, num, wanted.commentId(), scope).isHidden()));
    return "Comment hidden for good: its text cannot be brought back.\n"
        + links.comment(repo, num, wanted.commentId())
        + done.note();
  }

  private DiscussionEvent comment(RepoGitRepo repo, int num, String id, CallScope scope) {
    return RepoGitReader.details(discussions, repo, num, false, scope).events().stream()
        .filter(event -> event.isComment() && event.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new ToolFailure(
                    "#"
                        + num
                        + " has no comment `"
                        + id
                        + "`: get_pr and get_discussion list"
                        + " comments with their ids."));
  }
}

package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.Discussion;
import dev.mlintern.hub.DiscussionEvent;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubDiscussions;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Shows one pull request or discussion: what it wants, what was said, what it changes.
final class RepoGitReader {
  private static final int DESCRIPTION_CHARS = 2_000;

  /// Room for all comments of an answer.
  private static final int COMMENTS_CHARS = 3_000;

  private static final int TITLE_CHARS = 200;

  private final HubDiscussions discussions;
  private final RepoGitLinks links;

  RepoGitReader(HubClient hub) {
    this.discussions = new HubDiscussions(hub);
    this.links = new RepoGitLinks(hub);
  }

  /// One discussion in full.
  ///
  /// @throws ToolFailure when there is none of this number
  static Discussion details(
      HubDiscussions discussions, RepoGitRepo repo, int num, boolean diff, CallScope scope) {
    try {
      return discussions.get(repo.type(), repo.id(), num, diff, scope);
    } catch (HubException e) {
      if (e.fault() == HubFault.NOT_FOUND) {
        throw new ToolFailure(
            repo
                + " has no pull request or discussion #"
                + num
                + ": list_prs and list_discussions name those there are.",
            e);
      }
      throw e;
    }
  }

  /// `pull request #3`
  static String name(Discussion discussion) {
    return (discussion.isPullRequest() ? "pull request #" : "discussion #") + discussion.num();
  }

  String read(RepoGitOperation.GetDiscussion wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    Discussion found = details(discussions, repo, wanted.num(), true, scope);
    var text = new StringBuilder();
    text.append(repo)
        .append(' ')
        .append(name(found))
        .append(": ")
        .append(ForeignText.oneLine(found.status(), 20))
        .append(", opened ")
        .append(RepoGitLists.day(found.createdAt()))
        .append(" by ")
        .append(who(found.author()))
        .append('\n')
        .append(links.discussion(repo, found.num()))
        .append('\n');
    if (found.isPullRequest()) {
      text.append(state(repo, found)).append('\n');
    }
    Optional<RepoGitDiff> diff = found.diff().map(RepoGitDiff::parse);
    diff.ifPresent(changes -> text.append(changes.summary()).append('\n'));
    if (wanted.skip() == 0) {
      text.append(opening(found)).append('\n');
    }
    text.append(comments(found, wanted));
    diff.map(changes -> changes.text(wanted.maxDiffChars()))
        .filter(changes -> !changes.isEmpty() && wanted.skip() == 0)
        .ifPresent(changes -> text.append(ForeignText.fenced("diff", changes)).append('\n'));
    return text.toString().strip();
  }

  private String state(RepoGitRepo repo, Discussion pull) {
    String base = ForeignText.oneLine(pull.base()).replaceFirst("^refs/heads/", "");
    List<DiscussionEvent> commits = pull.commits();
    String head = "into " + base + ", " + RepoGitLists.counted(commits.size(), "commit", "commits");
    if (pull.isMerged()) {
      return head
          + pull.mergeCommit().map(id -> ", merged as " + links.commit(repo, id)).orElse("");
    }
    if (!pull.isOpen()) {
      return head + ", not merged";
    }
    return head
        + ", "
        + conflicts(pull)
        + "\nAdd to it with hf_repo_files at revision refs/pr/"
        + pull.num()
        + (pull.isDraft() ? "; change_pr_status new_status open when it is ready." : ".");
  }

  static String conflicts(Discussion pull) {
    if (!pull.hasConflicts()) {
      return "no conflicts";
    }
    List<String> files = pull.conflicts();
    return files.isEmpty()
        ? "conflicts (the Hub does not name the files)"
        : "conflicts in "
            + files.stream()
                .limit(40)
                .map(path -> ForeignText.oneLine(path, 200))
                .collect(Collectors.joining(", "))
            + (files.size() > 40 ? " and " + (files.size() - 40) + " more" : "");
  }

  private static String who(Optional<String> author) {
    return author.map(name -> ForeignText.oneLine(name, 100)).orElse("(deleted account)");
  }

  private static String opening(Discussion found) {
    String description =
        found.events().stream()
            .filter(DiscussionEvent::isComment)
            .findFirst()
            .flatMap(DiscussionEvent::text)
            .orElse("");
    String title = ForeignText.oneLine(found.title(), TITLE_CHARS);
    return ForeignText.fenced(
        "title and description, by " + who(found.author()),
        title + "\n\n" + ForeignText.cut(description, DESCRIPTION_CHARS));
  }

  /// The newest comments, oldest of them first.
  private static String comments(Discussion found, RepoGitOperation.GetDiscussion wanted) {
    List<DiscussionEvent> replies =
        found.events().stream().filter(DiscussionEvent::isComment).skip(1).toList();
    if (replies.isEmpty()) {
      return "no comments\n";
    }
    int end = Math.max(0, replies.size() - wanted.skip());
    int start = Math.max(0, end - wanted.limit());
    int each = COMMENTS_CHARS / Math.max(1, Math.min(wanted.limit(), end - start));
    String shown =
        replies.subList(start, end).stream()
            .map(comment -> comment(comment, each))
            .collect(Collectors.joining("\n\n"));
    String head =
        RepoGitLists.counted(end - start, "comment", "comments")
            + " of "
            + replies.size()
            + (start > 0 ? " shown, cursor " + (replies.size() - start) + " shows older ones" : "");
    return shown.isEmpty() ? head + "\n" : ForeignText.fenced(head, shown) + "\n";
  }

  private static String comment(DiscussionEvent comment, int maxChars) {
    return who(comment.author())
        + ", "
        + RepoGitLists.day(comment.createdAt())
        + ", id "
        + ForeignText.oneLine(comment.id())
        + ":\n"
        + (comment.isHidden() ? "(hidden)" : ForeignText.cut(comment.text().orElse(""), maxChars));
  }
}

package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.Discussion;
import dev.mlintern.hub.DiscussionPage;
import dev.mlintern.hub.DiscussionQuery;
import dev.mlintern.hub.GitRef;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubDiscussions;
import dev.mlintern.hub.HubRefs;
import dev.mlintern.hub.RepoRefs;
import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.List;

/// Lists refs, pull requests and discussions.
final class RepoGitLists {
  /// Enough of a commit id to name it.
  static final int SHORT_ID_CHARS = 12;

  private static final int PAGE = 50;

  /// Pages read at most for one answer, when it is filtered here.
  private static final int MAX_PAGES = 10;

  private static final int TITLE_CHARS = 100;

  private final HubRefs refs;
  private final HubDiscussions discussions;
  private final RepoGitLinks links;

  RepoGitLists(HubClient hub) {
    this.refs = new HubRefs(hub);
    this.discussions = new HubDiscussions(hub);
    this.links = new RepoGitLinks(hub);
  }

  String refs(RepoGitOperation.ListRefs wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    RepoRefs all = refs.list(repo.type(), repo.id(), true, scope);
    List<String> lines = new ArrayList<>();
    all.branches()
        .forEach(
            branch ->
                lines.add(
                    line("branch", branch)
                        + (branch.name().equals(RepoRefs.DEFAULT_BRANCH) ? " (default)" : "")));
    all.tags().forEach(tag -> lines.add(line("tag", tag)));
    all.converts().forEach(convert -> lines.add(line("convert", convert)));
    all.pullRequests().forEach(pull -> lines.add(line("pull request", pull)));
    int from = Math.min(wanted.from(), lines.size());
    int to = Math.min(lines.size(), from + wanted.limit());
    var text = new StringBuilder();
    text.append(repo)
        .append(": ")
        .append(counted(all.branches().size(), "branch", "branches"))
        .append(", ")
        .append(counted(all.tags().size(), "tag", "tags"))
        .append(", ")
        .append(counted(all.pullRequests().size(), "pull request ref", "pull request refs"))
        .append('\n');
    lines.subList(from, to).forEach(line -> text.append(line).append('\n'));
    return text.append(shown(to - from, lines.size(), to)).toString().strip();
  }

  private static String line(String kind, GitRef ref) {
    return kind + " " + ForeignText.oneLine(ref.name(), 200) + " " + shortId(ref.commit());
  }

  static String shortId(String commit) {
    return ForeignText.oneLine(commit.substring(0, Math.min(SHORT_ID_CHARS, commit.length())));
  }

  static String counted(long count, String one, String more) {
    return count + " " + (count == 1 ? one : more);
  }

  private static String shown(int shown, int all, int next) {
    return next < all ? shown + " of " + all + " shown; cursor " + next + " goes on." : "";
  }

  String discussions(RepoGitOperation.ListDiscussions wanted, CallScope scope) {
    Found found = find(wanted, scope);
    String kind = wanted.pullRequests() ? "pull requests" : "discussions";
    RepoGitRepo repo = wanted.repo();
    String head =
        repo + ", " + kind + (wanted.status().equals("all") ? "" : ", " + wanted.status());
    if (found.shown.isEmpty()) {
      return head
          + ": none"
          + (wanted.from() > 0 ? " from here on" : "")
          + (found.isComplete()
              ? "."
              : " among those looked at; cursor " + found.next + " goes on.")
          + "\n"
          + links.discussions(repo);
    }
    List<String> lines = found.shown.stream().map(RepoGitLists::line).toList();
    return head
        + ": "
        + found.shown.size()
        + (wanted.status().equals("draft") || wanted.status().equals("merged")
            ? " shown"
            : " of " + found.total + " shown")
        + (found.isComplete() ? "" : "; cursor " + found.next + " goes on")
        + "\n"
        + links.discussions(repo)
        + "/N\n"
        + ForeignText.fenced("number, status, date, author, title", String.join("\n", lines));
  }

  private static String line(Discussion discussion) {
    return "#"
        + discussion.num()
        + " "
        + ForeignText.oneLine(discussion.status(), 20)
        + " "
        + day(discussion.createdAt())
        + " "
        + ForeignText.oneLine(discussion.author().orElse("(deleted account)"), 100)
        + " "
        + ForeignText.oneLine(discussion.title(), TITLE_CHARS);
  }

  static String day(String instant) {
    return ForeignText.oneLine(instant.substring(0, Math.min(10, instant.length())));
  }

  /// @param next index in the Hub's list where to go on
  private record Found(List<Discussion> shown, int total, int next, boolean isComplete) {}

  /// The Hub filters open and closed; draft and merged are told apart here.
  private Found find(RepoGitOperation.ListDiscussions wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    String asked =
        switch (wanted.status()) {
          case "draft" -> "open";
          case "merged" -> "closed";
          default -> wanted.status();
        };
    boolean filtered = !asked.equals(wanted.status());
    var query =
        new DiscussionQuery(
            wanted.pullRequests() ? "pull_request" : "discussion", asked, wanted.author(), 0);
    List<Discussion> shown = new ArrayList<>();
    int next = wanted.from();
    for (int read = 0; ; read++) {
      DiscussionPage page =
          discussions.list(repo.type(), repo.id(), query.withPage(next / PAGE), scope);
      int end = page.start() + page.discussions().size();
      for (Discussion discussion :
          page.discussions()
              .subList(
                  Math.min(Math.max(0, next - page.start()), page.discussions().size()),
                  page.discussions().size())) {
        if (shown.size() == wanted.limit()) {
          return new Found(shown, page.total(), next, false);
        }
        next++;
        if (matches(discussion, wanted, filtered)) {
          shown.add(discussion);
        }
      }
      if (page.isLast() || end <= wanted.from()) {
        return new Found(shown, page.total(), next, true);
      }
      if (read + 1 >= MAX_PAGES) {
        return new Found(shown, page.total(), next, false);
      }
    }
  }

  private static boolean matches(
      Discussion discussion, RepoGitOperation.ListDiscussions wanted, boolean filtered) {
    return discussion.isPullRequest() == wanted.pullRequests()
        && (!filtered || discussion.status().equals(wanted.status()));
  }
}

package dev.mlintern.tools.repos;

import dev.mlintern.redact.RedactionReport;
import dev.mlintern.redact.Redactor;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;

/// The operations of `hf_repo_git`, each with exactly its own arguments.
sealed interface RepoGitOperation {
  RepoGitRepo repo();

  record CreateBranch(RepoGitRepo repo, String branch, String fromRev, boolean existOk)
      implements RepoGitOperation {}

  record DeleteBranch(RepoGitRepo repo, String branch) implements RepoGitOperation {}

  record CreateTag(RepoGitRepo repo, String tag, String revision, String message, boolean existOk)
      implements RepoGitOperation {}

  record DeleteTag(RepoGitRepo repo, String tag) implements RepoGitOperation {}

  record ListRefs(RepoGitRepo repo, int limit, int from) implements RepoGitOperation {}

  /// `create_pr` and `create_discussion`.
  record Start(RepoGitRepo repo, boolean pullRequest, String title, String description)
      implements RepoGitOperation {}

  /// `list_prs` and `list_discussions`.
  record ListDiscussions(
      RepoGitRepo repo,
      boolean pullRequests,
      String status,
      Optional<String> author,
      int limit,
      int from)
      implements RepoGitOperation {}

  /// `get_pr` and `get_discussion`.
  ///
  /// @param limit most comments shown, the newest
  /// @param skip newest comments not shown
  record GetDiscussion(RepoGitRepo repo, int num, int limit, int skip, int maxDiffChars)
      implements RepoGitOperation {}

  /// @param openDraft whether a draft is to be opened first
  record MergePr(RepoGitRepo repo, int num, Optional<String> comment, boolean openDraft)
      implements RepoGitOperation {}

  /// `close_pr` and `change_pr_status`.
  record ChangeStatus(RepoGitRepo repo, int num, String status, Optional<String> comment)
      implements RepoGitOperation {}

  /// `comment_pr`.
  record Comment(RepoGitRepo repo, int num, String text) implements RepoGitOperation {}

  /// `rename_pr`.
  record Rename(RepoGitRepo repo, int num, String title) implements RepoGitOperation {}

  record EditComment(RepoGitRepo repo, int num, String commentId, String text)
      implements RepoGitOperation {}

  record HideComment(RepoGitRepo repo, int num, String commentId) implements RepoGitOperation {}

  record CreateRepo(RepoGitRepo repo, boolean isPrivate, Optional<String> sdk, boolean existOk)
      implements RepoGitOperation {}

  record UpdateRepo(RepoGitRepo repo, Optional<Boolean> isPrivate, Optional<String> gated)
      implements RepoGitOperation {}

  record DeleteRepo(RepoGitRepo repo) implements RepoGitOperation {}

  record MoveRepo(RepoGitRepo repo, RepoGitRepo target) implements RepoGitOperation {}

  /// @param endpoint of the Hub, whose addresses may stand for ids
  static RepoGitOperation of(Arguments arguments, HttpUrl endpoint) {
    RepoGitRepo repo = RepoGitRepo.of(arguments, endpoint);
    boolean existOk = arguments.flag("exist_ok", false);
    return switch (arguments.requireText("operation")) {
      case "create_branch" ->
          new CreateBranch(
              repo,
              arguments.requireText("branch"),
              arguments.text("from_rev").orElse("main"),
              existOk);
      case "delete_branch" -> new DeleteBranch(repo, arguments.requireText("branch"));
      case "create_tag" ->
          new CreateTag(
              repo,
              arguments.requireText("tag"),
              arguments.text("revision").orElse("main"),
              written(arguments, "tag_message").orElse(""),
              existOk);
      case "delete_tag" -> new DeleteTag(repo, arguments.requireText("tag"));
      case "list_refs" -> new ListRefs(repo, arguments.integer("limit", 30), cursor(arguments));
      case "create_pr" -> start(repo, true, arguments);
      case "create_discussion" -> start(repo, false, arguments);
      case "list_prs" -> list(repo, true, arguments);
      case "list_discussions" -> list(repo, false, arguments);
      case "get_pr", "get_discussion" ->
          new GetDiscussion(
              repo,
              number(arguments),
              arguments.integer("limit", 5),
              cursor(arguments),
              arguments.integer("max_diff_chars", 3_000));
      case "merge_pr" ->
          new MergePr(
              repo, number(arguments), written(arguments, "comment"), arguments.has("new_status"));
      case "close_pr" ->
          new ChangeStatus(repo, number(arguments), "closed", written(arguments, "comment"));
      case "change_pr_status" ->
          new ChangeStatus(
              repo,
              number(arguments),
              arguments.requireText("new_status"),
              written(arguments, "comment"));
      case "comment_pr" ->
          new Comment(repo, number(arguments), requireWritten(arguments, "comment"));
      case "rename_pr" -> new Rename(repo, number(arguments), title(arguments));
      case "edit_comment" ->
          new EditComment(
              repo, number(arguments), commentId(arguments), requireWritten(arguments, "comment"));
      case "hide_comment" -> new HideComment(repo, number(arguments), commentId(arguments));
      case "create_repo" ->
          new CreateRepo(
              repo, arguments.flag("private", true), arguments.text("space_sdk"), existOk);
      case "update_repo" ->
          new UpdateRepo(
              repo,
              arguments.get("private").map(value -> value.asBoolean()),
              arguments.text("gated").map(word -> word.toLowerCase(Locale.ROOT)));
      case "delete_repo" -> new DeleteRepo(repo.requireNamespace());
      case "move_repo" ->
          new MoveRepo(
              repo.requireNamespace(),
              repo.named(arguments.requireText("to_repo_id"), endpoint).requireNamespace());
      case String other -> throw new ToolFailure("hf_repo_git has no operation `" + other + "`.");
    };
  }

  private static Start start(RepoGitRepo repo, boolean pullRequest, Arguments arguments) {
    return new Start(
        repo, pullRequest, title(arguments), written(arguments, "description").orElse(""));
  }

  private static ListDiscussions list(RepoGitRepo repo, boolean pulls, Arguments arguments) {
    return new ListDiscussions(
        repo,
        pulls,
        arguments.text("status").orElse("all"),
        arguments.text("author"),
        arguments.integer("limit", 20),
        cursor(arguments));
  }

  private static int number(Arguments arguments) {
    return arguments.integer("pr_num", 0);
  }

  private static String commentId(Arguments arguments) {
    String id = arguments.requireText("comment_id");
    if (!id.matches("[A-Za-z0-9_-]+")) {
      throw new ToolFailure("`comment_id` is not an id: get_pr and get_discussion list them.");
    }
    return id;
  }

  private static String title(Arguments arguments) {
    String title = ForeignText.folded(withoutSecrets("title", arguments.requireText("title")));
    if (title.length() < 3) {
      throw new ToolFailure("`title` must have 3 to 200 visible characters.");
    }
    return title;
  }

  private static int cursor(Arguments arguments) {
    String cursor = arguments.text("cursor").orElse("0");
    if (!cursor.matches("\\d{1,6}")) {
      throw new ToolFailure("`cursor` is not one of ours: take it from the answer before.");
    }
    return Integer.parseInt(cursor);
  }

  /// Text to be published: what a reader would not see could still steer another model.
  private static Optional<String> written(Arguments arguments, String name) {
    return arguments
        .text(name)
        .map(text -> withoutSecrets(name, text))
        .map(ForeignText::clean)
        .map(String::strip)
        .filter(s -> !s.isEmpty());
  }

  /// What is posted cannot be taken back: search engines and mails are faster.
  private static String withoutSecrets(String name, String text) {
    RedactionReport found = Redactor.withoutKnownSecrets().verify(text);
    if (!found.isEmpty()) {
      throw new ToolFailure(
          "`"
              + name
              + "` holds what looks like a secret ("
              + String.join(", ", found.counts().keySet())
              + "). Nothing was posted: take it out.");
    }
    return text;
  }

  private static String requireWritten(Arguments arguments, String name) {
    return written(arguments, name)
        .orElseThrow(() -> new ToolFailure("`" + name + "` has no visible text."));
  }
}

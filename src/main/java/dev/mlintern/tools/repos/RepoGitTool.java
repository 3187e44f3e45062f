package dev.mlintern.tools.repos;

import dev.mlintern.hub.HubClient;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.time.Duration;

/// `hf_repo_git`: repositories, their refs, pull requests and discussions.
///
/// What it does is public and mostly for good, so it looks before it writes, says what it found,
/// and after an answer that got lost looks again before anything is repeated.
public final class RepoGitTool implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("hf_repo_git");
  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(500);

  private final HubClient hub;
  private final RepoGitRefs refs;
  private final RepoGitTalk talk;
  private final RepoGitPulls pulls;
  private final RepoGitLists lists;
  private final RepoGitReader reader;
  private final RepoGitRepos repos;

  public RepoGitTool(HubClient hub) {
    this(hub, FIRST_BACK_OFF);
  }

  /// @param firstBackOff wait before the second try of what met another change; doubles after that
  RepoGitTool(HubClient hub, Duration firstBackOff) {
    this.hub = hub;
    var writes = new RepoGitWrites(hub, firstBackOff);
    this.refs = new RepoGitRefs(hub, writes);
    this.talk = new RepoGitTalk(hub, writes);
    this.pulls = new RepoGitPulls(hub, writes);
    this.lists = new RepoGitLists(hub);
    this.reader = new RepoGitReader(hub);
    this.repos = new RepoGitRepos(hub, writes);
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) {
    var scope = call.scope();
    WholeCharacters.check("hf_repo_git", call.arguments());
    RepoGitOperation operation = RepoGitOperation.of(call.arguments(), hub.endpoint());
    String text =
        RepoGitTrouble.explained(
            hub,
            operation.repo(),
            scope,
            () ->
                switch (operation) {
                  case RepoGitOperation.CreateBranch branch -> refs.createBranch(branch, scope);
                  case RepoGitOperation.DeleteBranch branch -> refs.deleteBranch(branch, scope);
                  case RepoGitOperation.CreateTag tag -> refs.createTag(tag, scope);
                  case RepoGitOperation.DeleteTag tag -> refs.deleteTag(tag, scope);
                  case RepoGitOperation.ListRefs all -> lists.refs(all, scope);
                  case RepoGitOperation.Start start -> talk.start(start, scope);
                  case RepoGitOperation.ListDiscussions list -> lists.discussions(list, scope);
                  case RepoGitOperation.GetDiscussion one -> reader.read(one, scope);
                  case RepoGitOperation.MergePr merge -> pulls.merge(merge, scope);
                  case RepoGitOperation.ChangeStatus change -> pulls.changeStatus(change, scope);
                  case RepoGitOperation.Comment comment -> talk.comment(comment, scope);
                  case RepoGitOperation.Rename rename -> talk.rename(rename, scope);
                  case RepoGitOperation.EditComment edit -> talk.edit(edit, scope);
                  case RepoGitOperation.HideComment hide -> talk.hide(hide, scope);
                  case RepoGitOperation.CreateRepo create -> repos.create(create, scope);
                  case RepoGitOperation.UpdateRepo update -> repos.update(update, scope);
                  case RepoGitOperation.DeleteRepo delete -> repos.delete(delete, scope);
                  case RepoGitOperation.MoveRepo move -> repos.move(move, scope);
                });
    return ToolResult.ok(text);
  }
}

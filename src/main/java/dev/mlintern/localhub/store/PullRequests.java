package dev.mlintern.localhub.store;

import dev.mlintern.localhub.store.StoreConflict.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Opening and merging pull requests. Each ends with one change of the refs file, so that a crash
/// leaves it done or not done (see [Discussions] for what is tidied up at the next start).
public final class PullRequests {
  private final Repository repository;
  private final Discussions discussions;

  PullRequests(Repository repository, Discussions discussions) {
    this.repository = repository;
    this.discussions = discussions;
  }

  /// What came of merging.
  public sealed interface Merge {
    record Done(Discussion discussion, Commit commit) implements Merge {}

    /// Nothing was changed.
    record Conflicts(List<String> paths) implements Merge {}
  }

  /// An empty draft.
  ///
  /// @param base full name of a branch
  public Discussion openDraft(String title, String author, String text, String base)
      throws IOException {
    return repository.exclusively(
        () -> {
          String head = head(base);
          return open(title, author, text, DiscussionStatus.DRAFT, base, head, head);
        });
  }

  /// A pull request that holds one commit.
  ///
  /// @param base full name of a branch
  /// @param parent where to start, a commit of that branch; empty for its head
  /// @throws StoreConflict if the parent is not of the branch, or a change does not fit the files
  public Discussion open(
      String base, Optional<String> parent, CommitMessage message, List<Change> changes)
      throws IOException {
    return repository.exclusively(
        () -> {
          Commit start = start(base, parent);
          Commit commit = repository.write(Optional.of(start), message, changes);
          return open(
              message.title(),
              message.author(),
              message.description(),
              DiscussionStatus.OPEN,
              base,
              start.id(),
              commit.id());
        });
  }

  private Discussion open(
      String title,
      String author,
      String text,
      DiscussionStatus status,
      String base,
      String baseCommit,
      String head)
      throws IOException {
    var proposal = new Discussion.Proposal(base, baseCommit, Optional.empty(), false);
    Discussion made =
        discussions.put(
            Discussion.fresh(
                discussions.nextNumber(),
                title,
                DiscussionEvent.comment(author, text),
                status,
                Optional.of(proposal)));
    repository.point(repository.refs().with(made.ref(), head));
    return made;
  }

  private Commit start(String base, Optional<String> parent) throws IOException {
    Commit head = repository.objects().commit(head(base));
    if (parent.isEmpty()) {
      return head;
    }
    return repository.snapshot(head).history(0, Integer.MAX_VALUE).stream()
        .filter(commit -> commit.id().startsWith(parent.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new StoreConflict(
                    Reason.STALE_PARENT, "The parent commit is not part of the branch."));
  }

  private String head(String base) {
    return repository
        .refs()
        .target(base)
        .orElseThrow(() -> new StoreConflict(Reason.MISSING, "Reference does not exist: " + base));
  }

  /// The commits of a pull request, oldest first; none when its files were given up.
  public List<Commit> commits(Discussion pull) throws IOException {
    Optional<Commit> head = repository.find(pull.ref());
    if (head.isEmpty()) {
      return List.of();
    }
    Commit base = baseCommit(pull);
    return repository
        .snapshot(head.get())
        .history(0, (int) (head.get().depth() - base.depth()))
        .reversed();
  }

  /// Where a pull request parted from its branch.
  public Commit baseCommit(Discussion pull) throws IOException {
    return repository.objects().commit(pull.proposal().orElseThrow().baseCommit());
  }

  /// Paths that stand in the way of merging.
  public List<String> conflicts(Discussion pull) throws IOException {
    Optional<Commit> ours = repository.find(pull.proposal().orElseThrow().base());
    Optional<Commit> theirs = repository.find(pull.ref());
    return ours.isEmpty() || theirs.isEmpty()
        ? List.of()
        : merge(pull, ours.get(), theirs.get(), false).conflicts();
  }

  private ThreeWayMerge merge(Discussion pull, Commit ours, Commit theirs, boolean keep)
      throws IOException {
    return ThreeWayMerge.of(repository.objects(), baseCommit(pull), ours, theirs, keep);
  }

  /// Merges an open pull request into its branch, in one commit.
  ///
  /// @throws StoreConflict if it is not open, empty, or its branch is gone
  public Merge merge(int num, String by) throws IOException {
    return repository.exclusively(
        () -> {
          Discussion pull = mergeable(num);
          Discussion.Proposal wanted = pull.proposal().orElseThrow();
          List<Commit> commits = commits(pull);
          if (commits.isEmpty()) {
            throw new StoreConflict(Reason.INVALID, "✖ The pull request has no commits");
          }
          Commit ours = repository.objects().commit(head(wanted.base()));
          ThreeWayMerge merge = merge(pull, ours, commits.getLast(), true);
          if (!merge.conflicts().isEmpty()) {
            return new Merge.Conflicts(merge.conflicts());
          }
          Commit commit =
              repository.write(Optional.of(ours), message(pull, commits, by), merge.changes());
          repository.point(
              repository
                  .refs()
                  .with(wanted.base(), commit.id())
                  .with(pull.mergedRef(), commit.id()));
          return new Merge.Done(discussions.put(Discussions.merged(pull, commit, by)), commit);
        });
  }

  private Discussion mergeable(int num) {
    Discussion pull =
        discussions
            .find(num)
            .filter(Discussion::isPullRequest)
            .orElseThrow(() -> new StoreConflict(Reason.MISSING, "Pull request not found"));
    return switch (pull.status()) {
      case OPEN -> pull;
      case DRAFT ->
          throw new StoreConflict(Reason.INVALID, "✖ A draft pull request cannot be merged");
      case CLOSED, MERGED ->
          throw new StoreConflict(
              Reason.INVALID, "✖ The pull request is " + pull.status().word() + " already");
    };
  }

  /// As the Hub words a merge: the title with the number, below it the commits.
  private static CommitMessage message(Discussion pull, List<Commit> commits, String by) {
    String subjects =
        commits.stream()
            .map(commit -> "- " + commit.title() + " (" + commit.id() + ")")
            .collect(Collectors.joining("\n"));
    return CommitMessage.of(pull.title() + " (#" + pull.num() + ")", subjects, by);
  }

  /// Gives up the files of a closed or merged pull request.
  public Discussion deleteRef(int num, String by) throws IOException {
    return repository.exclusively(
        () -> {
          Discussion pull = discussions.find(num).orElseThrow();
          Discussion.Proposal was = pull.proposal().orElseThrow();
          Discussion marked =
              was.refDeleted()
                  ? pull
                  : discussions.put(
                      pull.withProposal(
                              new Discussion.Proposal(
                                  was.base(), was.baseCommit(), was.mergeCommit(), true))
                          .plus(
                              new DiscussionEvent.RefDeleted(ObjectIds.next(), Instant.now(), by)));
          repository.point(repository.refs().without(pull.ref()));
          return marked;
        });
  }
}

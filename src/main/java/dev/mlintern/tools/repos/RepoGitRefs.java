package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.GitRef;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.HubRefs;
import dev.mlintern.hub.RepoRefs;
import dev.mlintern.tools.NearestName;
import dev.mlintern.tools.ToolFailure;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// Makes and deletes branches and tags.
final class RepoGitRefs {
  /// Commits of a branch that are looked at to say what goes with it.
  private static final int MOST_COMMITS = 1_000;

  private final HubRefs refs;
  private final RepoGitLinks links;
  private final RepoGitWrites writes;

  RepoGitRefs(HubClient hub, RepoGitWrites writes) {
    this.refs = new HubRefs(hub);
    this.links = new RepoGitLinks(hub);
    this.writes = writes;
  }

  String createBranch(RepoGitOperation.CreateBranch wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    return create(
        repo,
        "Branch",
        wanted.branch(),
        wanted.fromRev(),
        wanted.existOk(),
        all -> all.branch(wanted.branch()),
        () ->
            refs.createBranch(
                repo.type(), repo.id(), wanted.branch(), Optional.of(wanted.fromRev()), scope),
        scope);
  }

  String createTag(RepoGitOperation.CreateTag wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    return create(
        repo,
        "Tag",
        wanted.tag(),
        wanted.revision(),
        wanted.existOk(),
        all -> all.tag(wanted.tag()),
        () ->
            refs.createTag(
                repo.type(), repo.id(), wanted.tag(), wanted.revision(), wanted.message(), scope),
        scope);
  }

  private String create(
      RepoGitRepo repo,
      String kind,
      String name,
      String start,
      boolean existOk,
      Function<RepoRefs, Optional<GitRef>> find,
      Runnable write,
      CallScope scope) {
    Optional<GitRef> before = find.apply(all(repo, scope));
    if (before.isPresent()) {
      return existing(repo, kind, name, existOk, before.get());
    }
    try {
      var done =
          writes.repeatable(
              scope,
              () -> {
                write.run();
                return "";
              },
              () -> find.apply(all(repo, scope)).map(_ -> ""));
      return kind
          + " `"
          + name
          + "` created from `"
          + start
          + "`"
          + at(repo, find, scope)
          + ".\n"
          + links.tree(repo, name)
          + done.note();
    } catch (HubException e) {
      // Without the right to create, the Hub answers 403 for a name that exists, too.
      boolean mayExist = e.fault() == HubFault.CONFLICT || e.fault() == HubFault.FORBIDDEN;
      Optional<GitRef> there = mayExist ? find.apply(all(repo, scope)) : Optional.empty();
      if (there.isEmpty()) {
        throw e;
      }
      return existing(repo, kind, name, existOk, there.get());
    }
  }

  private String existing(
      RepoGitRepo repo, String kind, String name, boolean existOk, GitRef there) {
    String state = kind + " `" + name + "` exists already, at " + there.commit();
    if (existOk) {
      return state + "; nothing was changed (exist_ok).\n" + links.tree(repo, name);
    }
    throw new ToolFailure(
        state
            + ": nothing was changed. Choose another name, pass exist_ok to go on with it, or"
            + " delete it first.");
  }

  /// The commit it points at; a refusal to say does not make a made ref unmade.
  private String at(RepoGitRepo repo, Function<RepoRefs, Optional<GitRef>> find, CallScope scope) {
    try {
      return find.apply(all(repo, scope)).map(ref -> ", at " + ref.commit()).orElse("");
    } catch (HubException | HttpFailure _) {
      return "";
    }
  }

  String deleteBranch(RepoGitOperation.DeleteBranch wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    String name = wanted.branch();
    if (name.equals(RepoRefs.DEFAULT_BRANCH) || name.equals("refs/heads/main")) {
      throw new ToolFailure(
          "`main` is the default branch: the Hub keeps it. Delete files with hf_repo_files, or the"
              + " repository with delete_repo.");
    }
    if (name.startsWith("refs/")) {
      throw new ToolFailure(
          "`" + name + "` is not a branch: a pull request is closed with close_pr.");
    }
    RepoRefs all = all(repo, scope);
    GitRef branch =
        all.branch(name).orElseThrow(() -> missing(repo, "branch", name, all.branches()));
    String lost = lost(repo, all, branch, scope);
    var done =
        delete(
            scope,
            () -> refs.deleteBranch(repo.type(), repo.id(), name, scope),
            () -> all(repo, scope).branch(name));
    return "Branch `"
        + name
        + "` of "
        + repo
        + " deleted. It was at "
        + branch.commit()
        + lost
        + done.note();
  }

  /// How many commits have no other name.
  private String lost(RepoGitRepo repo, RepoRefs all, GitRef branch, CallScope scope) {
    if (all.others(branch).stream().anyMatch(ref -> ref.commit().equals(branch.commit()))) {
      return "; another ref names this commit, so no commit is lost.";
    }
    try {
      List<String> own = refs.commits(repo.type(), repo.id(), branch.ref(), MOST_COMMITS, scope);
      Set<String> kept = new HashSet<>();
      all.others(branch).forEach(ref -> kept.add(ref.commit()));
      kept.addAll(
          refs.commits(repo.type(), repo.id(), RepoRefs.DEFAULT_BRANCH, MOST_COMMITS, scope));
      long only = own.stream().takeWhile(commit -> !kept.contains(commit)).count();
      return only == 0
          ? "; all its commits are on other refs."
          : "; "
              + (only == MOST_COMMITS ? "at least " : "")
              + only
              + (only == 1 ? " commit was" : " commits were")
              + " only on it: while the Hub still keeps them, create_branch with from_rev "
              + branch.commit()
              + " brings them back.";
    } catch (HubException | HttpFailure _) {
      return "; commits that no other ref holds are lost.";
    }
  }

  String deleteTag(RepoGitOperation.DeleteTag wanted, CallScope scope) {
    RepoGitRepo repo = wanted.repo();
    String name = wanted.tag();
    RepoRefs all = all(repo, scope);
    GitRef tag = all.tag(name).orElseThrow(() -> missing(repo, "tag", name, all.tags()));
    var done =
        delete(
            scope,
            () -> refs.deleteTag(repo.type(), repo.id(), name, scope),
            () -> all(repo, scope).tag(name));
    return "Tag `"
        + name
        + "` of "
        + repo
        + " deleted. It was at "
        + tag.commit()
        + "; create_tag with that revision makes it anew."
        + done.note();
  }

  /// Deletes a ref that was there a moment ago: if it is gone now, somebody else or our own lost
  /// try was faster, which is as well.
  private RepoGitWrites.Done<String> delete(
      CallScope scope, Runnable write, Supplier<Optional<GitRef>> look) {
    Supplier<Optional<String>> gone =
        () -> look.get().isPresent() ? Optional.empty() : Optional.of("");
    return writes.repeatable(
        scope,
        () -> {
          try {
            write.run();
          } catch (HubException e) {
            boolean missing =
                e.fault() == HubFault.REVISION_MISSING || e.fault() == HubFault.NOT_FOUND;
            if (!missing || gone.get().isEmpty()) {
              throw e;
            }
          }
          return "";
        },
        gone);
  }

  private RepoRefs all(RepoGitRepo repo, CallScope scope) {
    return refs.list(repo.type(), repo.id(), false, scope);
  }

  private static ToolFailure missing(
      RepoGitRepo repo, String kind, String name, List<GitRef> known) {
    List<String> names = known.stream().map(GitRef::name).toList();
    String guess =
        NearestName.of(name, names).map(near -> " Did you mean `" + near + "`?").orElse("");
    String listed =
        names.isEmpty()
            ? " It has none."
            : " There are: "
                + String.join(", ", names.subList(0, Math.min(20, names.size())))
                + ".";
    return new ToolFailure(
        repo + " has no " + kind + " `" + name + "`; nothing was deleted." + guess + listed);
  }
}

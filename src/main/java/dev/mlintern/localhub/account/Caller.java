package dev.mlintern.localhub.account;

import dev.mlintern.localhub.store.RepoId;
import dev.mlintern.localhub.store.RepoMeta;

/// Who makes a call.
public sealed interface Caller {
  /// No token was sent.
  record Anonymous() implements Caller {}

  /// A known token was sent.
  record SignedIn(User user, Token token) implements Caller {
    /// Whether this caller may see the jobs of a namespace.
    public boolean maySeeJobsOf(String namespace) {
      return user.belongsTo(namespace);
    }

    /// Whether this caller may start and stop jobs in a namespace.
    public boolean mayRunJobsIn(String namespace) {
      return user.mayWriteIn(namespace) && token.role() == Role.WRITE;
    }
  }

  /// Whether this caller may know that the repo exists.
  default boolean maySee(RepoId repo, RepoMeta meta) {
    return !meta.isPrivate()
        || (this instanceof SignedIn(var user, var token)
            && user.owns(repo)
            && token.mayRead(repo));
  }

  /// Whether a gated repo's files are open to this caller.
  default boolean isLetIn(RepoId repo, RepoMeta meta) {
    return meta.gated() == RepoMeta.Gate.OPEN
        || (this instanceof SignedIn(var user, _)
            && (user.owns(repo) || meta.accepted().contains(user.name())));
  }

  /// Whether this caller may make or change this repo.
  default boolean mayWrite(RepoId repo) {
    return this instanceof SignedIn(var user, var token)
        && user.mayWriteIn(repo.namespace())
        && token.mayWrite(repo);
  }

  /// Whether this caller may open discussions and pull requests here, and comment.
  default boolean mayDiscuss(RepoId repo, RepoMeta meta) {
    return this instanceof SignedIn(_, var token) && maySee(repo, meta) && token.mayDiscuss(repo);
  }
}

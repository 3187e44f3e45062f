package dev.mlintern.localhub.account;

import dev.mlintern.localhub.store.RepoId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Somebody with a namespace.
public record User(
    String id,
    String name,
    String fullName,
    Optional<String> email,
    boolean isPro,
    List<Membership> orgs) {
  /// A place in an organisation: `admin`, `write`, `contributor` or `read`.
  public record Membership(String org, String role) {
    public Membership {
      Objects.requireNonNull(org, "org");
    }

    boolean mayWrite() {
      return !role.equals("read") && !role.equals("no_access");
    }
  }

  public User {
    Objects.requireNonNull(name, "name");
    orgs = List.copyOf(orgs);
  }

  /// Whether this person sees the private repos of a namespace.
  boolean belongsTo(String namespace) {
    return isSelf(namespace) || orgs.stream().anyMatch(org -> org.org.equalsIgnoreCase(namespace));
  }

  /// Whether this person may change and make repos in a namespace.
  boolean mayWriteIn(String namespace) {
    return isSelf(namespace)
        || orgs.stream().anyMatch(org -> org.org.equalsIgnoreCase(namespace) && org.mayWrite());
  }

  private boolean isSelf(String namespace) {
    return name.equalsIgnoreCase(namespace);
  }

  boolean owns(RepoId repo) {
    return belongsTo(repo.namespace());
  }
}

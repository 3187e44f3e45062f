package dev.mlintern.localhub.account;

import dev.mlintern.localhub.store.RepoId;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What a presented token allows. The token itself is not kept here.
public record Token(String displayName, Role role, List<Scope> scopes) {
  private static final Set<String> READING =
      Set.of("repo.read", "repo.content.read", "repo.write", "repo.content.write");
  private static final Set<String> WRITING = Set.of("repo.write", "repo.content.write");
  private static final Set<String> DISCUSSING =
      Set.of("discussion.write", "repo.write", "repo.content.write");

  /// A grant of a fine-grained token.
  ///
  /// @param entityType `user`, `org`, `model`, `dataset` or `space`
  /// @param entityName a namespace, or `namespace/name`
  /// @param permissions e.g. `repo.write`
  public record Scope(String entityType, String entityName, List<String> permissions) {
    public Scope {
      Objects.requireNonNull(entityType, "entityType");
      permissions = List.copyOf(permissions);
    }

    private boolean covers(RepoId repo) {
      return switch (entityType) {
        case "user", "org" -> entityName.equalsIgnoreCase(repo.namespace());
        default ->
            entityType.equals(repo.kind().word()) && entityName.equalsIgnoreCase(repo.path());
      };
    }
  }

  public Token {
    scopes = List.copyOf(scopes);
  }

  boolean mayRead(RepoId repo) {
    return role != Role.FINE_GRAINED || grants(repo, READING);
  }

  boolean mayWrite(RepoId repo) {
    return role == Role.WRITE || (role == Role.FINE_GRAINED && grants(repo, WRITING));
  }

  /// Anybody's repo for a token with the role `write`: taking part needs no rights there.
  boolean mayDiscuss(RepoId repo) {
    return role == Role.WRITE || (role == Role.FINE_GRAINED && grants(repo, DISCUSSING));
  }

  private boolean grants(RepoId repo, Set<String> wanted) {
    return scopes.stream()
        .filter(scope -> scope.covers(repo))
        .flatMap(scope -> scope.permissions.stream())
        .anyMatch(wanted::contains);
  }
}

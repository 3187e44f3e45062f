package dev.mlintern.localhub.store;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// `namespace/name` of a kind. What a valid id is: spec hub-api §7. Ids double as folder names, so
/// nothing here may climb out of a folder.
public record RepoId(RepoKind kind, String namespace, String name) {
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,95}");
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?");

  public RepoId {
    Objects.requireNonNull(kind, "kind");
    if (!isValid(namespace, name)) {
      throw new IllegalArgumentException("not a repo id: " + namespace + "/" + name);
    }
  }

  private static boolean isValid(String namespace, String name) {
    return NAMESPACE.matcher(namespace).matches()
        && NAME.matcher(name).matches()
        && !name.contains("--")
        && !name.contains("..")
        && !namespace.contains("..")
        && !name.endsWith(".git");
  }

  /// The id, if the two parts are one.
  public static Optional<RepoId> of(RepoKind kind, String namespace, String name) {
    return isValid(namespace, name)
        ? Optional.of(new RepoId(kind, namespace, name))
        : Optional.empty();
  }

  /// Reads `namespace/name`.
  public static Optional<RepoId> parse(RepoKind kind, String id) {
    int slash = id.indexOf('/');
    return slash < 0 ? Optional.empty() : of(kind, id.substring(0, slash), id.substring(slash + 1));
  }

  /// `namespace/name`
  public String path() {
    return namespace + "/" + name;
  }

  /// `datasets/namespace/name`: kind and id, as in the plain folders of the root.
  public String folder() {
    return kind.plural() + "/" + path();
  }

  /// Where its page would be, without host: `/datasets/namespace/name`.
  public String webPath() {
    return "/" + kind.webPrefix() + path();
  }

  /// Ids that differ only in case are one repo.
  String key() {
    return folder().toLowerCase(Locale.ROOT);
  }
}

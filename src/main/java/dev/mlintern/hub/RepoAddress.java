package dev.mlintern.hub;

import dev.mlintern.http.OneLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;

/// What somebody may write to name a repository: a bare id, `datasets/a/b`, an `hf://` address or
/// a web address of the Hub (spec hub-api §7).
///
/// @param type empty when the spelling leaves it open (a bare `a/b`)
/// @param revision branch, tag, sha or `refs/pr/1`, when named
/// @param path file or folder in the repository, when named
public record RepoAddress(
    Optional<RepoType> type, RepoId id, Optional<String> revision, Optional<String> path) {
  private static final Set<String> WEB_HOSTS =
      Set.of("huggingface.co", "www.huggingface.co", "hf.co");

  /// Pages of a repository that name a revision and a path.
  private static final Set<String> FILE_PAGES = Set.of("tree", "blob", "resolve", "raw", "commits");

  /// Other pages of a repository.
  private static final Set<String> OTHER_PAGES =
      Set.of("viewer", "discussions", "settings", "commit", "edit", "new", "revision");

  /// First parts of web addresses that are not a namespace.
  private static final Set<String> NOT_REPOS =
      Set.of(
          "blog",
          "buckets",
          "chat",
          "collections",
          "docs",
          "join",
          "kernels",
          "learn",
          "login",
          "organizations",
          "papers",
          "posts",
          "pricing",
          "settings",
          "tasks");

  /// Reads any of the spellings.
  ///
  /// @throws IllegalArgumentException with a sentence for the reader
  public static RepoAddress parse(String text) {
    return parse(text, Optional.empty());
  }

  /// Reads any of the spellings; web addresses may also be those of `endpoint`.
  public static RepoAddress parse(String text, Optional<HttpUrl> endpoint) {
    String trimmed = text.strip();
    if (trimmed.startsWith("hf://")) {
      return parseUri(trimmed.substring("hf://".length()));
    }
    if (trimmed.contains("://")) {
      return parseWeb(trimmed, endpoint);
    }
    String bare = trimmed.replaceFirst("^(www\\.)?(huggingface\\.co|hf\\.co)/", "");
    if (!bare.equals(trimmed)) {
      return parseWeb("https://huggingface.co/" + bare, endpoint);
    }
    List<String> parts = new ArrayList<>(Arrays.asList(trimmed.split("/", -1)));
    Optional<RepoType> type = takeType(parts);
    return new RepoAddress(
        type, new RepoId(String.join("/", parts)), Optional.empty(), Optional.empty());
  }

  private static RepoAddress parseUri(String rest) {
    List<String> parts = new ArrayList<>(Arrays.asList(rest.split("/", -1)));
    RepoType type = takeType(parts).orElse(RepoType.MODEL);
    String joined = String.join("/", parts);
    int at = joined.indexOf('@');
    if (at < 0) {
      int idParts = Math.min(2, parts.size());
      return new RepoAddress(
          Optional.of(type),
          new RepoId(String.join("/", parts.subList(0, idParts))),
          Optional.empty(),
          pathOf(parts.subList(idParts, parts.size())));
    }
    List<String> after = Arrays.asList(joined.substring(at + 1).split("/", -1));
    int revisionParts = revisionLength(after);
    return new RepoAddress(
        Optional.of(type),
        new RepoId(joined.substring(0, at)),
        Optional.of(String.join("/", after.subList(0, revisionParts))),
        pathOf(after.subList(revisionParts, after.size())));
  }

  private static RepoAddress parseWeb(String address, Optional<HttpUrl> endpoint) {
    HttpUrl url = HttpUrl.parse(address);
    if (url == null || !isHub(url, endpoint) || NOT_REPOS.contains(url.pathSegments().getFirst())) {
      throw new IllegalArgumentException(
          "`"
              + OneLine.of(address, 120)
              + "` is not an address of a repository on the Hub: write `namespace/name`,"
              + " `datasets/namespace/name` or a https://huggingface.co/… link to one.");
    }
    List<String> parts = new ArrayList<>(url.pathSegments());
    parts.removeIf(String::isEmpty);
    if (!parts.isEmpty() && parts.getFirst().equals("api")) {
      parts.removeFirst();
    }
    RepoType type = takeType(parts).orElse(RepoType.MODEL);
    int page = pageIndex(parts);
    RepoId id = new RepoId(String.join("/", parts.subList(0, page)));
    if (page + 1 >= parts.size() || !FILE_PAGES.contains(parts.get(page))) {
      return new RepoAddress(Optional.of(type), id, Optional.empty(), Optional.empty());
    }
    List<String> after = parts.subList(page + 1, parts.size());
    int revisionParts = revisionLength(after);
    return new RepoAddress(
        Optional.of(type),
        id,
        Optional.of(String.join("/", after.subList(0, revisionParts))),
        pathOf(after.subList(revisionParts, after.size())));
  }

  private static boolean isHub(HttpUrl url, Optional<HttpUrl> endpoint) {
    return WEB_HOSTS.contains(url.host())
        || endpoint
            .filter(hub -> hub.host().equals(url.host()) && hub.port() == url.port())
            .isPresent();
  }

  /// Where the id ends: before the first word that names a page, at most two parts in.
  private static int pageIndex(List<String> parts) {
    if (parts.size() > 1
        && (FILE_PAGES.contains(parts.get(1)) || OTHER_PAGES.contains(parts.get(1)))) {
      return 1;
    }
    return Math.min(2, parts.size());
  }

  private static Optional<RepoType> takeType(List<String> parts) {
    if (parts.size() < 2) {
      return Optional.empty();
    }
    String first = parts.getFirst().toLowerCase(Locale.ROOT);
    Optional<RepoType> type =
        Arrays.stream(RepoType.values()).filter(t -> t.apiSegment().equals(first)).findFirst();
    if (type.isPresent()) {
      parts.removeFirst();
    }
    return type;
  }

  /// `refs/pr/1` and `refs/convert/x` are one revision of three parts.
  private static int revisionLength(List<String> parts) {
    boolean isRef =
        parts.size() >= 3
            && parts.getFirst().equals("refs")
            && Set.of("pr", "convert", "heads").contains(parts.get(1));
    return isRef ? 3 : 1;
  }

  private static Optional<String> pathOf(List<String> parts) {
    String path = String.join("/", parts);
    return path.isEmpty() ? Optional.empty() : Optional.of(path);
  }
}

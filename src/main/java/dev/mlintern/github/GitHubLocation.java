package dev.mlintern.github;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an address on GitHub points at: a repository, sometimes with revision, path and lines.
///
/// Understands `owner/name`, `owner/name.git`, `owner/name/path`, `github.com` pages (`/blob/`,
/// `/blame/`, `/tree/`, `/raw/`, `#L10-L40`) and `raw.githubusercontent.com` addresses. A revision
/// in a page address ends at its first slash, except `refs/heads/x` and `refs/tags/x`.
public record GitHubLocation(
    GitHubRepo repo,
    Optional<String> ref,
    Optional<String> path,
    OptionalInt lineStart,
    OptionalInt lineEnd) {
  /// What stands before the revision in the address of a page that shows files.
  private static final List<String> VIEWS = List.of("blob", "blame", "tree", "raw");

  private static final Pattern PAGE =
      Pattern.compile("(?i)^https?://(?:www\\.)?github\\.com/[^/]+/[^/]+/([^/?#]+)");

  private static final Pattern LINES = Pattern.compile("L(\\d{1,9})(?:C\\d+)?(?:-L?(\\d{1,9}).*)?");

  /// Parses an address or `owner/name`.
  ///
  /// @param defaultOwner used when the text is a bare name
  /// @throws IllegalArgumentException saying what a valid form looks like
  public static GitHubLocation parse(String text, String defaultOwner) {
    String rest = text.strip();
    OptionalInt start = OptionalInt.empty();
    OptionalInt end = OptionalInt.empty();
    int hash = rest.indexOf('#');
    if (hash >= 0) {
      Matcher lines = LINES.matcher(rest.substring(hash + 1));
      if (lines.matches()) {
        start = OptionalInt.of(Integer.parseInt(lines.group(1)));
        end = lines.group(2) == null ? start : OptionalInt.of(Integer.parseInt(lines.group(2)));
      }
      rest = rest.substring(0, hash);
    }
    int query = rest.indexOf('?');
    rest = query >= 0 ? rest.substring(0, query) : rest;
    rest = rest.replaceFirst("^git@github\\.com:", "https://github.com/");
    rest = rest.replaceFirst("^(?i)(?:git\\+)?https?://(?:www\\.)?", "");
    boolean raw = rest.toLowerCase(java.util.Locale.ROOT).startsWith("raw.githubusercontent.com/");
    boolean page = rest.toLowerCase(java.util.Locale.ROOT).startsWith("github.com/");
    rest = rest.replaceFirst("^(?i)(?:raw\\.githubusercontent\\.com|github\\.com)/", "");
    List<String> segments =
        Arrays.stream(rest.split("/"))
            .filter(s -> !s.isEmpty())
            .map(GitHubLocation::decode)
            .toList();
    if (segments.isEmpty()) {
      throw new IllegalArgumentException("expected owner/name, got `" + text + "`");
    }
    if (segments.size() == 1) {
      return new GitHubLocation(
          repo(defaultOwner, segments.getFirst()), Optional.empty(), Optional.empty(), start, end);
    }
    GitHubRepo repo = repo(segments.get(0), segments.get(1));
    List<String> tail = segments.subList(2, segments.size());
    if (!raw && !tail.isEmpty()) {
      boolean viewed = tail.size() > 1 && VIEWS.contains(tail.getFirst());
      if (!viewed && !page) {
        return new GitHubLocation(
            repo, Optional.empty(), Optional.of(String.join("/", tail)), start, end);
      }
      tail = viewed ? tail.subList(1, tail.size()) : List.of();
    }
    if (tail.isEmpty()) {
      return new GitHubLocation(repo, Optional.empty(), Optional.empty(), start, end);
    }
    int refSegments =
        tail.size() >= 3
                && tail.get(0).equals("refs")
                && List.of("heads", "tags").contains(tail.get(1))
            ? 3
            : 1;
    String ref = tail.get(refSegments - 1);
    String path = String.join("/", tail.subList(refSegments, tail.size()));
    return new GitHubLocation(
        repo, Optional.of(ref), Optional.of(path).filter(p -> !p.isEmpty()), start, end);
  }

  /// Whether the text is an address rather than a name or path.
  public static boolean looksLikeAddress(String text) {
    return text.strip().matches("(?i)(?:git\\+)?https?://.*|git@github\\.com:.*");
  }

  /// Whether the text is the address of a page of a repository that shows no file: an issue, a
  /// release, a commit.
  public static boolean isOtherPage(String text) {
    Matcher page = PAGE.matcher(text.strip());
    return page.find() && !VIEWS.contains(page.group(1));
  }

  private static GitHubRepo repo(String owner, String name) {
    return new GitHubRepo(
        owner, name.endsWith(".git") ? name.substring(0, name.length() - 4) : name);
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return segment;
    }
  }
}

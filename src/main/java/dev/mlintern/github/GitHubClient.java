package dev.mlintern.github;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.Credentials;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import dev.mlintern.http.Kept;
import dev.mlintern.http.OneLine;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The GitHub REST API as far as the research tools need it. Everything works without a token for
/// public repositories, within GitHub's public limit of 60 calls an hour; files then come from
/// `raw.githubusercontent.com`, which does not count.
///
/// @see <a href="https://docs.github.com/en/rest">GitHub REST API</a>; spec tools-read §13.5
public final class GitHubClient {
  /// Largest file read: GitHub serves raw contents up to 100 MB; nobody reads more than this.
  public static final long MAX_FILE_BYTES = 20L << 20;

  private static final String RAW_HOST = "raw.githubusercontent.com";
  private static final Duration SHORT = Duration.ofMinutes(2);
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration PINNED = Duration.ofHours(24);

  private final HttpStack http;
  private final Settings settings;

  public GitHubClient(HttpStack http, Settings settings) {
    this.http = Objects.requireNonNull(http, "http");
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /// The user's GitHub token, for the API and the raw host only.
  public static Credentials credentials(Settings settings) {
    HttpUrl api = HttpUrl.get(settings.text(Setting.ML_INTERN_GITHUB_API).orElseThrow());
    boolean own = settings.explicit(Setting.ML_INTERN_GITHUB_API).isPresent();
    return new Credentials(
        own ? Set.of(api.host()) : Set.of("api.github.com", RAW_HOST),
        own ? api.port() : 0,
        "Authorization",
        () -> settings.text(Setting.GITHUB_TOKEN).map(token -> "Bearer " + token));
  }

  private boolean hasOwnApi() {
    return settings.explicit(Setting.ML_INTERN_GITHUB_API).isPresent();
  }

  public boolean hasToken() {
    return settings.text(Setting.GITHUB_TOKEN).isPresent();
  }

  /// The full commit id a branch, tag, short id or `HEAD` stands for.
  public String commit(GitHubRepo repo, String ref, CallScope scope) {
    HttpRequest request =
        api("repos/" + repo + "/commits", ref)
            .withHeader("Accept", "application/vnd.github.sha")
            .withCacheFor(SHORT)
            .withKeptIf(reply -> isCommit(reply.text().strip()));
    HttpReply reply = checked(request, scope);
    String id = reply.text().strip();
    if (!isCommit(id)) {
      throw new GitHubException(
          reply.status(),
          "the answer of " + request.url().host() + " is not a commit id",
          Optional.empty());
    }
    return id;
  }

  private static boolean isCommit(String id) {
    return id.matches("[0-9a-f]{40,64}");
  }

  /// The repository's own description: default branch, stars, licence, archived or not.
  public JsonNode repository(GitHubRepo repo, CallScope scope) {
    return json(api("repos/" + repo).withCacheFor(LONG), scope);
  }

  /// The paths of a commit or of a folder's tree id.
  public GitHubTree tree(GitHubRepo repo, String treeish, boolean recursive, CallScope scope) {
    HttpRequest request = api("repos/" + repo + "/git/trees", treeish);
    HttpUrl.Builder url = request.url().newBuilder();
    if (recursive) {
      url.addQueryParameter("recursive", "1");
    }
    JsonNode answer =
        json(withUrl(request, url.build()).withMaxBytes(64L << 20).withCacheFor(PINNED), scope);
    List<GitHubTree.Entry> entries = new ArrayList<>();
    for (JsonNode node : answer.path("tree")) {
      entries.add(
          new GitHubTree.Entry(
              node.path("path").asString(""),
              kind(node.path("mode").asString("")),
              node.path("size").asLong(0),
              node.path("sha").asString("")));
    }
    return new GitHubTree(entries, answer.path("truncated").asBoolean(false));
  }

  /// The bytes of a file at a commit. A folder or a missing path is a 404.
  public byte[] file(GitHubRepo repo, String commit, String path, CallScope scope) {
    HttpRequest request = fileRequest(repo, commit, path);
    HttpReply reply =
        checked(
            request
                .withMaxBytes(MAX_FILE_BYTES)
                .withCacheFor(PINNED)
                .withKeptIf(answer -> !isNotice(answer, request.url())),
            scope);
    if (isNotice(reply, request.url())) {
      throw new GitHubException(
          reply.status(),
          reply.url().host() + " answered with a web page in place of the file",
          Optional.empty());
    }
    // The API answers a folder with its listing, as plain JSON instead of the raw media type.
    String type = reply.headers().get("Content-Type");
    if (type != null && type.startsWith("application/json") && !path.endsWith(".json")) {
      throw new GitHubException(404, path + " is a folder", Optional.empty());
    }
    return reply.body();
  }

  private HttpRequest fileRequest(GitHubRepo repo, String commit, String path) {
    if (hasToken() || hasOwnApi() && settings.explicit(Setting.ML_INTERN_GITHUB_RAW).isEmpty()) {
      HttpRequest contents =
          api("repos/" + repo + "/contents", path.split("/"))
              .withHeader("Accept", "application/vnd.github.raw+json");
      return withUrl(
          contents, contents.url().newBuilder().addQueryParameter("ref", commit).build());
    }
    HttpUrl base = HttpUrl.get(settings.text(Setting.ML_INTERN_GITHUB_RAW).orElseThrow());
    HttpUrl.Builder url = base.newBuilder();
    url.addPathSegments(repo.toString()).addPathSegment(commit);
    for (String segment : path.split("/")) {
      url.addPathSegment(segment);
    }
    return HttpRequest.get(url.build());
  }

  /// A login wall, block or maintenance page: GitHub serves every file as something else, HTML
  /// files as plain text. A mirror of the raw host may give an HTML file its own type, where it was
  /// asked for.
  private boolean isNotice(HttpReply reply, HttpUrl asked) {
    if (!reply.isWebPage()) {
      return false;
    }
    boolean fromMirror =
        settings
            .explicit(Setting.ML_INTERN_GITHUB_RAW)
            .filter(base -> asked.toString().startsWith(base))
            .isPresent();
    boolean isTheFile =
        asked.encodedPath().matches("(?i).*\\.x?html?") && reply.url().equals(asked);
    return !(fromMirror && isTheFile);
  }

  /// One page of `GET /search/repositories`.
  public JsonNode searchRepositories(
      String query, Optional<String> sort, String order, int perPage, int page, CallScope scope) {
    HttpUrl.Builder url = api("search/repositories").url().newBuilder();
    url.addQueryParameter("q", query);
    sort.ifPresent(field -> url.addQueryParameter("sort", field).addQueryParameter("order", order));
    url.addQueryParameter("per_page", Integer.toString(perPage));
    url.addQueryParameter("page", Integer.toString(page));
    return json(withUrl(api("search/repositories"), url.build()).withCacheFor(SHORT), scope);
  }

  /// One page of an owner's repositories by creation date: search cannot sort by that.
  public JsonNode repositoriesByCreation(
      String owner, String direction, int perPage, int page, CallScope scope) {
    HttpUrl.Builder url = api("users/" + owner + "/repos").url().newBuilder();
    url.addQueryParameter("sort", "created").addQueryParameter("direction", direction);
    url.addQueryParameter("per_page", Integer.toString(perPage));
    url.addQueryParameter("page", Integer.toString(page));
    return json(withUrl(api(""), url.build()).withCacheFor(SHORT), scope);
  }

  /// `GET /search/code` with text matches; needs a token.
  public JsonNode searchCode(String query, int perPage, CallScope scope) {
    HttpUrl.Builder url = api("search/code").url().newBuilder();
    url.addQueryParameter("q", query);
    url.addQueryParameter("per_page", Integer.toString(perPage));
    HttpRequest request =
        withUrl(api("search/code"), url.build())
            .withHeader("Accept", "application/vnd.github.text-match+json")
            .withCacheFor(SHORT);
    return json(request, scope);
  }

  private HttpRequest api(String encodedPath, String... segments) {
    HttpUrl base = HttpUrl.get(settings.text(Setting.ML_INTERN_GITHUB_API).orElseThrow());
    HttpUrl.Builder url = base.newBuilder();
    if (!encodedPath.isEmpty()) {
      url.addPathSegments(encodedPath);
    }
    for (String segment : segments) {
      url.addPathSegment(segment);
    }
    return withUrl(HttpRequest.get(base), url.build());
  }

  private static HttpRequest withUrl(HttpRequest like, HttpUrl url) {
    HttpRequest request =
        HttpRequest.get(url)
            .withHeader("Accept", "application/vnd.github+json")
            .withHeader("X-GitHub-Api-Version", "2022-11-28");
    String accept = like.headers().get("Accept");
    return accept == null ? request : request.withHeader("Accept", accept);
  }

  private JsonNode json(HttpRequest request, CallScope scope) {
    HttpReply reply = checked(request.withKeptIf(Kept.JSON), scope);
    try {
      return JsonMapper.shared().readTree(reply.body());
    } catch (JacksonException _) {
      throw new GitHubException(
          reply.status(),
          "the answer of " + request.url().host() + " is not JSON",
          Optional.empty());
    }
  }

  private HttpReply checked(HttpRequest request, CallScope scope) {
    HttpReply reply;
    try {
      reply = http.send(request, scope);
    } catch (HttpFailure.RateLimited e) {
      boolean asked = e.status() > 0;
      throw new GitHubException(
          asked ? e.status() : 429,
          asked ? "rate limit" : "not asked: the rate limit is used up",
          Optional.of(e.waitTime()));
    }
    if (reply.isSuccessful()) {
      return reply;
    }
    throw new GitHubException(reply.status(), upstreamText(reply), waitTime(reply));
  }

  private static String upstreamText(HttpReply reply) {
    String text = reply.text();
    if (text.startsWith("{")) {
      try {
        text = JsonMapper.shared().readTree(text).path("message").asString("");
      } catch (JacksonException _) {
        text = "";
      }
    } else if (text.contains("<")) {
      text = "";
    }
    return text.isBlank() ? "no message" : OneLine.of(text, 300);
  }

  /// Primary limit: `x-ratelimit-remaining: 0` and `x-ratelimit-reset` (epoch seconds); secondary
  /// limit: `retry-after` (seconds).
  private static Optional<Duration> waitTime(HttpReply reply) {
    if (reply.status() != 403 && reply.status() != 429) {
      return Optional.empty();
    }
    String retryAfter = reply.headers().get("Retry-After");
    if (retryAfter != null && retryAfter.matches("\\d{1,6}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)));
    }
    String reset = reply.headers().get("x-ratelimit-reset");
    if ("0".equals(reply.headers().get("x-ratelimit-remaining"))
        && reset != null
        && reset.matches("\\d{1,12}")) {
      Duration left = Duration.between(Instant.now(), Instant.ofEpochSecond(Long.parseLong(reset)));
      return Optional.of(left.isNegative() ? Duration.ZERO : left);
    }
    return Optional.empty();
  }

  private static GitHubTree.Kind kind(String mode) {
    return switch (mode) {
      case "040000" -> GitHubTree.Kind.DIRECTORY;
      case "120000" -> GitHubTree.Kind.SYMLINK;
      case "160000" -> GitHubTree.Kind.SUBMODULE;
      default -> GitHubTree.Kind.FILE;
    };
  }
}

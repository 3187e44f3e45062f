package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okio.BufferedSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The files of a repository: listings and bytes (spec hub-api §9.4 and §9.5).
public final class HubFiles {
  /// Name of the default branch, whatever it is called.
  public static final String DEFAULT_REVISION = "main";

  private static final Duration TREE_TTL = Duration.ofMinutes(1);
  private static final int PAGE_SIZE = 1000;
  private static final int EXPANDED_PAGE_SIZE = 100;

  /// Room for one whole UTF-8 character, so that every piece gets on.
  private static final int MIN_BYTES = 4;

  private final HubClient hub;

  public HubFiles(HubClient hub) {
    this.hub = Objects.requireNonNull(hub, "hub");
  }

  /// Lists a folder.
  ///
  /// @param folder empty for the root
  /// @param recursive everything below it as well
  /// @param expand with the last commit and the security scan of each entry (slower)
  /// @param maxEntries where to stop; the tree then says that it is not complete
  /// @throws HubException for an error status
  public RepoTree tree(
      RepoType type,
      RepoId id,
      String revision,
      Optional<FilePath> folder,
      boolean recursive,
      boolean expand,
      int maxEntries,
      CallScope scope) {
    HttpUrl.Builder url =
        hub.addresses().repoApi(type, id, "tree", HubEndpoint.checkedRevision(revision));
    folder.ifPresent(path -> HubEndpoint.append(url, path.segments()));
    if (recursive) {
      url.addQueryParameter("recursive", "true");
    }
    if (expand) {
      url.addQueryParameter("expand", "true");
    }
    int pageSize = Math.min(maxEntries, expand ? EXPANDED_PAGE_SIZE : PAGE_SIZE);
    url.addQueryParameter("limit", Integer.toString(pageSize));
    int maxPages = 2 + maxEntries / pageSize;
    HttpRequest request = HttpRequest.get(url.build()).withCacheFor(TREE_TTL);
    HubListing listing = hub.pages(request, maxEntries, maxPages, scope);
    List<TreeEntry> entries = listing.items().stream().map(TreeEntry::of).toList();
    if (entries.size() > maxEntries) {
      return new RepoTree(entries.subList(0, maxEntries), false);
    }
    return new RepoTree(entries, listing.isComplete());
  }

  /// One page of a folder's listing, or of everything below it: at most 1,000 entries.
  ///
  /// @param cursor where an earlier page ended
  /// @throws HubException for an error status
  public TreePage treePage(
      RepoType type,
      RepoId id,
      String revision,
      Optional<FilePath> folder,
      boolean recursive,
      Optional<String> cursor,
      CallScope scope) {
    HttpUrl.Builder url =
        hub.addresses().repoApi(type, id, "tree", HubEndpoint.checkedRevision(revision));
    folder.ifPresent(path -> HubEndpoint.append(url, path.segments()));
    if (recursive) {
      url.addQueryParameter("recursive", "true");
    }
    url.addQueryParameter("limit", Integer.toString(PAGE_SIZE));
    cursor.ifPresent(value -> url.addQueryParameter("cursor", value));
    HubPage page = hub.page(HttpRequest.get(url.build()).withCacheFor(TREE_TTL), scope);
    return new TreePage(page.items().stream().map(TreeEntry::of).toList(), page.cursor());
  }

  /// Describes files and folders by name, at most 2,000; what does not exist is left out.
  ///
  /// @param expand with the last commit and the security scan of each
  public List<TreeEntry> pathsInfo(
      RepoType type,
      RepoId id,
      String revision,
      List<FilePath> paths,
      boolean expand,
      CallScope scope) {
    if (paths.isEmpty()) {
      return List.of();
    }
    ObjectNode body = JsonMapper.shared().createObjectNode().put("expand", expand);
    ArrayNode list = body.putArray("paths");
    paths.forEach(path -> list.add(path.value()));
    HttpUrl url =
        hub.addresses()
            .repoApi(type, id, "paths-info", HubEndpoint.checkedRevision(revision))
            .build();
    HttpRequest request = HttpRequest.post(url, HubCommits.json(body)).withIdempotent(true);
    return hub.page(request, scope).items().stream().map(TreeEntry::of).toList();
  }

  /// One page of the commits that led to a revision, newest first; never from a cache.
  ///
  /// @param page from 0
  public HubPage history(
      RepoType type, RepoId id, String revision, int page, int limit, CallScope scope) {
    HttpUrl url =
        hub.addresses()
            .repoApi(type, id, "commits", HubEndpoint.checkedRevision(revision))
            .addQueryParameter("p", Integer.toString(page))
            .addQueryParameter("limit", Integer.toString(limit))
            .build();
    return hub.page(HttpRequest.get(url), scope);
  }

  /// What the Hub says about a file without sending it; never from a cache.
  ///
  /// @throws HubException for an error status
  public FileFacts facts(
      RepoType type, RepoId id, String revision, FilePath path, CallScope scope) {
    HttpUrl url = hub.addresses().resolve(type, id, revision, path);
    // The CDN a large file is redirected to knows less than the Hub's own answer.
    HttpRequest request =
        HttpRequest.head(url)
            .withHeader("Accept-Encoding", "identity")
            .withRedirects(HttpRequest.Redirects.SAME_ORIGIN);
    try (Response response = hub.http().open(request, scope)) {
      boolean isElsewhere = response.code() / 100 == 3 && response.header("Location") != null;
      if (!response.isSuccessful() && !isElsewhere) {
        throw HubErrors.of("HEAD", HttpReply.of(response, request.maxBytes()));
      }
      if (isStrangersPage(response)) {
        throw HubErrors.webPage("HEAD", HttpReply.of(response, request.maxBytes()));
      }
      return FileFacts.of(response);
    } catch (IOException e) {
      throw hub.http().failure(request, scope, e);
    }
  }

  /// Reads some bytes of a file.
  ///
  /// @param offset first byte; must be inside the file
  /// @return at most `length` bytes, fewer at the end of the file
  /// @throws HubException for an error status
  public byte[] bytes(
      RepoType type,
      RepoId id,
      String revision,
      FilePath path,
      long offset,
      int length,
      CallScope scope) {
    HttpUrl url = hub.addresses().resolve(type, id, revision, path);
    HttpRequest request =
        HttpRequest.get(url)
            .withHeader("Accept-Encoding", "identity")
            .withHeader("Range", "bytes=" + offset + "-" + (offset + length - 1));
    try (Response response = hub.http().open(request, scope)) {
      requireFile(response, request);
      BufferedSource source = response.body().source();
      if (response.code() != 206) {
        source.skip(offset); // the server ignored the range and sends the file from its start
      }
      source.request(length);
      return source.readByteArray(Math.min(length, source.getBuffer().size()));
    } catch (IOException e) {
      throw hub.http().failure(request, scope, e);
    }
  }

  /// Reads a piece of a text file.
  ///
  /// @param offset first byte wanted
  /// @param maxBytes most bytes to read
  /// @throws HubException for an error status
  /// @throws dev.mlintern.http.HttpFailure when the transfer fails
  public FileText readText(
      RepoType type,
      RepoId id,
      String revision,
      FilePath path,
      long offset,
      int maxBytes,
      CallScope scope) {
    int wanted = Math.max(MIN_BYTES, maxBytes);
    HttpUrl url = hub.addresses().resolve(type, id, revision, path);
    HttpRequest request =
        HttpRequest.get(url).withHeader("Range", "bytes=" + offset + "-" + (offset + wanted - 1));
    try (Response response = hub.http().open(request, scope)) {
      FileRange range = FileRange.of(response);
      boolean hasAnswer = response.isSuccessful() || response.code() == 416;
      if (hasAnswer && range.startsBeyondEnd(offset)) {
        return range.text(new byte[0], offset);
      }
      requireFile(response, request);
      BufferedSource source = response.body().source();
      if (response.code() != 206) {
        // The server ignored the range and sends the file from its start.
        source.skip(offset);
      }
      source.request(wanted);
      byte[] bytes = source.readByteArray(Math.min(wanted, source.getBuffer().size()));
      return range.text(bytes, offset);
    } catch (IOException e) {
      throw hub.http().failure(request, scope, e);
    }
  }

  /// @throws HubException for an error status, or a page that is not the file
  private static void requireFile(Response response, HttpRequest request) throws IOException {
    if (!response.isSuccessful()) {
      throw HubErrors.of("GET", HttpReply.of(response, request.maxBytes()));
    }
    if (isStrangersPage(response)) {
      throw HubErrors.webPage("GET", HttpReply.of(response, request.maxBytes()));
    }
  }

  /// A file may be a web page itself, but the Hub names the commit it is of (spec hub-api §9.5);
  /// what asks people to sign in to a network does not.
  private static boolean isStrangersPage(Response response) {
    return response.code() != 206
        && HubErrors.isWebPage(response.headers())
        && FileRange.header(response, "X-Repo-Commit").isEmpty();
  }
}

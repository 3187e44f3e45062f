package dev.mlintern.localhub.api;

import dev.mlintern.localhub.store.Commit;
import dev.mlintern.localhub.store.FileEntry;
import dev.mlintern.localhub.store.LfsPointer;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.PercentEncoder;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Reply.FileSlice;
import dev.mlintern.localhub.web.Reply.Header;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// File bytes: `resolve` gives the real content, `raw` what git holds (spec hub-api §9.5). The Hub
/// redirects to a cache or a CDN; this one answers directly, which both official clients take.
public final class FileRoutes {
  private static final Map<String, String> MEDIA_TYPES =
      Map.ofEntries(
          Map.entry("json", "application/json"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("wav", "audio/wav"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("flac", "audio/flac"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("pdf", "application/pdf"));

  private final RepoAccess access;

  public FileRoutes(RepoAccess access) {
    this.access = access;
  }

  public void addTo(Router.Builder routes) {
    for (String prefix : List.of("", "/datasets", "/spaces")) {
      String repo = prefix + "/{ns}/{name}";
      Map<String, String> type =
          prefix.isEmpty() ? Map.of("type", "models") : Map.of("type", prefix.substring(1));
      routes
          .get(repo + "/resolve/{rev}/{path...}", request -> resolve(request.plus(type)))
          .get(repo + "/raw/{rev}/{path...}", request -> raw(request.plus(type)));
    }
  }

  private Reply resolve(Request request) throws IOException {
    Repository repository = access.files(request);
    Commit commit = RepoAccess.commit(repository, request.path("rev"));
    FileEntry file = file(repository, commit, request);
    List<Header> headers = headers(request, commit, file.etag());
    if (file.lfs()) {
      headers.add(new Header("X-Linked-Size", Long.toString(file.size())));
      headers.add(new Header("X-Linked-ETag", "\"" + file.sha256() + "\""));
    }
    Optional<ByteRange> range = range(request, file.size());
    var path = repository.objects().blobFile(file.sha256());
    if (range.isEmpty()) {
      return new Reply(200, headers, new FileSlice(path, 0, file.size()));
    }
    long first = range.get().first();
    long length = range.get().length();
    headers.add(contentRange(first, length, file.size()));
    return new Reply(206, headers, new FileSlice(path, first, length));
  }

  private Reply raw(Request request) throws IOException {
    Repository repository = access.files(request);
    Commit commit = RepoAccess.commit(repository, request.path("rev"));
    FileEntry file = file(repository, commit, request);
    if (!file.lfs()) {
      return resolve(request);
    }
    byte[] pointer = new LfsPointer(file.sha256(), file.size()).content();
    Reply.Bytes body = new Reply.Bytes(pointer);
    return new Reply(200, headers(request, commit, file.oid()), body);
  }

  private static FileEntry file(Repository repository, Commit commit, Request request)
      throws IOException {
    return repository
        .snapshot(commit)
        .file(request.path("path"))
        .orElseThrow(() -> HubError.entryNotFound().withHeader("X-Repo-Commit", commit.id()));
  }

  private static Optional<ByteRange> range(Request request, long size) {
    try {
      return ByteRange.parse(request.header("range"), size);
    } catch (ByteRange.Unsatisfiable _) {
      throw HubError.of(416, "Range Not Satisfiable")
          .withHeader("Content-Range", "bytes */" + size);
    }
  }

  private static Header contentRange(long first, long length, long size) {
    return new Header("Content-Range", "bytes " + first + "-" + (first + length - 1) + "/" + size);
  }

  private static List<Header> headers(Request request, Commit commit, String etag) {
    String path = request.path("path");
    String name = path.substring(path.lastIndexOf('/') + 1);
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Type", mediaType(name)));
    headers.add(new Header("X-Repo-Commit", commit.id()));
    headers.add(new Header("ETag", "\"" + etag + "\""));
    headers.add(new Header("Accept-Ranges", "bytes"));
    headers.add(
        new Header("Content-Disposition", disposition(name, request.query().flag("download"))));
    headers.add(new Header("Content-Security-Policy", "default-src 'none'; sandbox"));
    return headers;
  }

  private static String mediaType(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    // Never text/html: a file of a repo must not run as a page of this host.
    return MEDIA_TYPES.getOrDefault(extension, "text/plain; charset=utf-8");
  }

  private static String disposition(String name, boolean download) {
    String encoded = PercentEncoder.segment(name);
    String plain = name.replaceAll("[^ -~]|[\"\\\\]", "?");
    return (download ? "attachment" : "inline")
        + "; filename*=UTF-8''"
        + encoded
        + "; filename=\""
        + plain
        + "\";";
  }
}

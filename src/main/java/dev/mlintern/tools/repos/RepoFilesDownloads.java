package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.slf4j.LoggerFactory;

/// Files of the web on their way into a repository, kept in a folder of their own until the commit
/// is made (spec tools-act R5). A model names the addresses: none leads into a private network, and
/// no credential goes along, not even to the Hub. Close it to delete them.
final class RepoFilesDownloads implements AutoCloseable {
  /// Largest file that is fetched.
  static final long MOST_BYTES = 10L << 30;

  /// What stays free on the disk of this machine.
  private static final long SPARE_BYTES = 512L << 20;

  private static final int BUFFER = 1 << 16;
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final HttpStack http;
  private final long mostBytes;
  private Optional<Path> folder = Optional.empty();
  private int count;

  RepoFilesDownloads(HttpStack http) {
    this(http, MOST_BYTES);
  }

  RepoFilesDownloads(HttpStack http, long mostBytes) {
    this.http = Objects.requireNonNull(http, "http");
    this.mostBytes = mostBytes;
  }

  /// Fetches a file, whole or not at all.
  ///
  /// @param target where it goes, for the message when what came is a web page instead
  /// @throws ToolFailure when the address or the answer cannot be used
  /// @throws dev.mlintern.http.HttpFailure when it was not reached, not allowed, or broke off
  Path fetch(String address, String target, CallScope scope, Progress progress) throws IOException {
    HttpUrl url = HttpUrl.parse(address.strip());
    if (url == null) {
      throw refused(address, "is not an http(s) address");
    }
    HttpRequest request =
        HttpRequest.get(url)
            .withOrigin(HttpRequest.Origin.MODEL)
            .withCredential(HttpRequest.Credential.NONE)
            .withReadTimeout(SILENCE)
            // The bytes as they are stored, and a length to hold them to.
            .withHeader("Accept-Encoding", "identity");
    try (Response response = http.open(request, scope)) {
      requireFile(address, target, response);
      Path file = folder().resolve("file-" + ++count);
      save(address, request, response.body(), file, scope, progress);
      return file;
    }
  }

  private static void requireFile(String address, String target, Response response) {
    if (response.code() != 200) {
      boolean isClosed = response.code() == 401 || response.code() == 403;
      throw refused(
          address,
          "answered HTTP "
              + response.code()
              + (isClosed ? "; no credential is sent to addresses of from_url" : ""));
    }
    String type = Objects.requireNonNullElse(response.header("Content-Type"), "");
    if (type.startsWith("text/html") && !target.matches("(?i).*\\.(html?|xhtml)")) {
      throw refused(
          address, "answered a web page, not a file; give the address of the raw file or download");
    }
  }

  private void save(
      String address,
      HttpRequest request,
      ResponseBody body,
      Path file,
      CallScope scope,
      Progress progress)
      throws IOException {
    long length = body.contentLength();
    requireRoom(address, file, Math.max(length, 0));
    OptionalDouble total = length < 0 ? OptionalDouble.empty() : OptionalDouble.of(length);
    long read = 0;
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = body.byteStream();
        OutputStream out = Files.newOutputStream(file)) {
      for (int n = read(in, buffer, request, scope); n >= 0; n = read(in, buffer, request, scope)) {
        long before = read;
        read += n;
        if (read > mostBytes) {
          throw tooLarge(address);
        }
        if (before >> 24 != read >> 24) {
          requireRoom(address, file, 0);
          progress.report(read, total, "fetching " + request.url().host());
        }
        out.write(buffer, 0, n);
      }
    }
  }

  /// What breaks off here was not written by us: it is told as a failure of the network.
  private int read(InputStream in, byte[] buffer, HttpRequest request, CallScope scope) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw http.failure(request, scope, e);
    }
  }

  private void requireRoom(String address, Path file, long more) throws IOException {
    if (more > mostBytes) {
      throw tooLarge(address);
    }
    if (Files.getFileStore(file.getParent()).getUsableSpace() - more < SPARE_BYTES) {
      throw refused(
          address, "does not fit on this machine's disk (" + file.getParent().getParent() + ")");
    }
  }

  private ToolFailure tooLarge(String address) {
    return refused(address, "is larger than the limit of " + RepoFilesSize.of(mostBytes));
  }

  private static ToolFailure refused(String address, String why) {
    return new ToolFailure(
        "hf_repo_files upload: "
            + ForeignText.cut(ForeignText.oneLine(address), 200)
            + " "
            + why
            + ". Nothing was changed.");
  }

  private Path folder() throws IOException {
    if (folder.isEmpty()) {
      folder = Optional.of(Files.createTempDirectory("ml-intern-fetched-"));
    }
    return folder.get();
  }

  @Override
  public void close() {
    if (folder.isEmpty()) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.get())) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder.get());
    } catch (IOException e) {
      LoggerFactory.getLogger(RepoFilesDownloads.class)
          .warn("{} could not be deleted: {}", folder.get(), e.toString());
    }
  }
}

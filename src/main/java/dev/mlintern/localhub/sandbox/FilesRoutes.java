package dev.mlintern.localhub.sandbox;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Query;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Reply.FileSlice;
import dev.mlintern.localhub.web.Reply.Header;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// `/v1/files/…`: raw bytes in and out, ranges, listings; confined to the sandbox's folder.
final class FilesRoutes {
  private static final int COPY_BYTES = 64 << 10;

  private final SandboxFolder folder;

  FilesRoutes(SandboxFolder folder) {
    this.folder = folder;
  }

  void addTo(Router.Builder routes) {
    routes
        .get("/v1/files/read", request -> guarded(request, this::read))
        .put("/v1/files/write", request -> guarded(request, this::write))
        .get("/v1/files/list", request -> guarded(request, this::list))
        .get("/v1/files/stat", request -> guarded(request, this::stat))
        .delete("/v1/files/delete", request -> guarded(request, this::delete))
        .post("/v1/files/mkdir", request -> guarded(request, this::mkdir));
  }

  @FunctionalInterface
  private interface FileCall {
    Reply answer(Request request, String path) throws IOException;
  }

  private static Reply guarded(Request request, FileCall call) throws IOException {
    // The first value as it is: names of blanks are names.
    String path = request.query().all("path").stream().findFirst().orElse("");
    try {
      return call.answer(request, path);
    } catch (NoSuchFileException _) {
      throw HubError.of(404, "no such file or directory: " + path);
    } catch (AccessDeniedException _) {
      throw HubError.forbidden("permission denied: " + path);
    } catch (NotDirectoryException _) {
      throw HubError.badRequest("not a directory: " + path);
    } catch (DirectoryNotEmptyException _) {
      throw HubError.of(409, "directory is not empty: " + path);
    } catch (FileAlreadyExistsException _) {
      throw HubError.of(409, "already exists: " + path);
    } catch (FileSystemException e) {
      throw HubError.of(500, path + ": " + e.getReason());
    }
  }

  private Reply read(Request request, String path) throws IOException {
    Path file = folder.target(path);
    if (Files.isDirectory(file)) {
      throw HubError.badRequest("is a directory: " + path);
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw HubError.badRequest("not a regular file: " + path);
    }
    if (!Files.isReadable(file) && Files.exists(file)) {
      throw new AccessDeniedException(path);
    }
    long size = Files.size(file);
    long offset = Math.min(number(request.query(), "offset", 0), size);
    long length = Math.min(number(request.query(), "length", size), size - offset);
    return new Reply(
        200,
        List.of(new Header("Content-Type", "application/octet-stream")),
        new FileSlice(file, offset, length));
  }

  private Reply write(Request request, String path) throws IOException {
    Path file = folder.target(path);
    if (Files.isDirectory(file)) {
      throw HubError.badRequest("is a directory: " + path);
    }
    Files.createDirectories(file.getParent());
    boolean part = request.query().has("offset");
    Set<StandardOpenOption> options =
        part
            ? EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE)
            : EnumSet.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
    long written;
    try (FileChannel channel = FileChannel.open(file, options)) {
      channel.position(number(request.query(), "offset", 0));
      written = copy(request.body(), channel);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // A full disk comes as a plain one.
      throw HubError.of(507, path + ": " + e.getMessage());
    }
    var mode = request.query().first("mode");
    if (mode.isPresent()) {
      Files.setPosixFilePermissions(file, FileModes.parse(mode.get()));
    }
    return Reply.json(JsonObject.builder().put("written", written).build());
  }

  private static long copy(InputStream body, FileChannel channel) throws IOException {
    var in = Channels.newChannel(body);
    ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);
    long written = 0;
    while (in.read(buffer.clear()) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        written += channel.write(buffer);
      }
    }
    return written;
  }

  private Reply list(Request request, String path) throws IOException {
    try (Stream<Path> children = Files.list(folder.target(path))) {
      List<JsonValue> entries =
          children
              .sorted()
              .flatMap(child -> described(child).stream())
              .<JsonValue>map(entry -> entry)
              .toList();
      return Reply.json(JsonObject.builder().put("entries", new JsonArray(entries)).build());
    }
  }

  /// Nothing for what vanished meanwhile.
  private static Optional<JsonObject> described(Path child) {
    try {
      return Optional.of(entry(child));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private Reply stat(Request request, String path) throws IOException {
    // A link that leads out, or nowhere, is still an entry that can be looked at.
    return Reply.json(entry(folder.entry(path)));
  }

  private static JsonObject entry(Path path) throws IOException {
    var attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    String type =
        attributes.isSymbolicLink() ? "symlink" : attributes.isDirectory() ? "dir" : "file";
    return JsonObject.builder()
        .put("name", path.getFileName() == null ? "/" : path.getFileName().toString())
        .put("path", path.toString())
        .put("type", type)
        .put("size", attributes.size())
        .put("mtime_ms", attributes.lastModifiedTime().toMillis())
        .put("mode", FileModes.number(attributes.permissions()))
        .build();
  }

  private Reply delete(Request request, String path) throws IOException {
    Path entry = folder.entry(path);
    if (entry.equals(folder.root())) {
      throw HubError.badRequest("the sandbox's own folder is not deleted");
    }
    boolean recursive = request.query().flag("recursive");
    if (recursive && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> tree = Files.walk(entry)) {
        for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    } else {
      Files.delete(entry);
    }
    return Reply.json(JsonObject.builder().put("ok", true).build());
  }

  private Reply mkdir(Request request, String path) throws IOException {
    Files.createDirectories(folder.target(path));
    return Reply.json(JsonObject.builder().put("ok", true).build());
  }

  private static long number(Query query, String name, long fallback) {
    String text = query.first(name).orElse(Long.toString(fallback));
    if (!text.matches("\\d{1,18}")) {
      throw HubError.badRequest(name + " must be a number of bytes");
    }
    return Long.parseLong(text);
  }
}

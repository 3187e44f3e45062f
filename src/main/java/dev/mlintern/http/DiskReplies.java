package dev.mlintern.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers kept between runs (`ML_INTERN_CACHE=1`): one file each, readable by the user alone,
/// written whole or not at all. Several processes may share the folder.
///
/// Trouble with the disk costs the cache, never the call: it is logged and the answer counts as not
/// kept.
final class DiskReplies {
  static final long MAX_BYTES = 128L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(DiskReplies.class);
  private static final int FORMAT = 0x4d4c4901;
  private static final String SUFFIX = ".reply";

  private final Path folder;
  private final long maxBytes;

  DiskReplies(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  Optional<CachedReply> find(CacheKey key) {
    Path file = file(key);
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(read(new DataInputStream(in)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Dropping the unreadable cache file {}: {}", file, e.toString());
      delete(file);
      return Optional.empty();
    }
  }

  void keep(CacheKey key, CachedReply reply) {
    try {
      byte[] bytes = bytes(reply);
      if (bytes.length > maxBytes / 4) {
        return;
      }
      createFolder();
      Path temporary = Files.createTempFile(folder, "new-", ".tmp");
      try {
        Files.write(temporary, bytes);
        Files.move(temporary, file(key), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      makeRoom();
    } catch (IOException e) {
      LOG.warn("Cannot keep an answer in {}: {}", folder, e.toString());
    }
  }

  void forget(String origin) {
    files().stream()
        .filter(file -> file.getFileName().toString().startsWith(origin + "-"))
        .forEach(DiskReplies::delete);
  }

  private void makeRoom() throws IOException {
    List<Path> files = files();
    long total = 0;
    for (Path file : files) {
      total += size(file);
    }
    if (total <= maxBytes) {
      return;
    }
    List<Path> oldestFirst =
        files.stream().sorted(Comparator.comparing(DiskReplies::modified)).toList();
    for (Path file : oldestFirst) {
      if (total <= maxBytes / 2) {
        return;
      }
      total -= size(file);
      Files.deleteIfExists(file);
    }
  }

  private List<Path> files() {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(SUFFIX)).toList();
    } catch (NoSuchFileException _) {
      return List.of();
    } catch (IOException e) {
      LOG.warn("Cannot list {}: {}", folder, e.toString());
      return List.of();
    }
  }

  private void createFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder.getParent());
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private Path file(CacheKey key) {
    return folder.resolve(key.origin() + "-" + key.hash() + SUFFIX);
  }

  private static byte[] bytes(CachedReply cached) throws IOException {
    HttpReply reply = cached.reply();
    var bytes = new ByteArrayOutputStream(reply.body().length + 1024);
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeLong(cached.checkedAt().toEpochMilli());
      out.writeInt(reply.status());
      out.writeUTF(reply.url().toString());
      out.writeBoolean(reply.credentialSent());
      out.writeInt(reply.headers().size());
      for (int i = 0; i < reply.headers().size(); i++) {
        out.writeUTF(reply.headers().name(i));
        out.writeUTF(reply.headers().value(i));
      }
      out.writeInt(reply.body().length);
      out.write(reply.body());
    }
    return bytes.toByteArray();
  }

  private static CachedReply read(DataInputStream in) throws IOException {
    if (in.readInt() != FORMAT) {
      throw new IOException("written by another version");
    }
    Instant checkedAt = Instant.ofEpochMilli(in.readLong());
    int status = in.readInt();
    HttpUrl url = HttpUrl.get(in.readUTF());
    boolean credentialSent = in.readBoolean();
    Headers.Builder headers = new Headers.Builder();
    for (int left = in.readInt(); left > 0; left--) {
      headers.addUnsafeNonAscii(in.readUTF(), in.readUTF());
    }
    int length = in.readInt();
    byte[] body = in.readAllBytes();
    if (body.length != length) {
      throw new IOException("cut short");
    }
    return new CachedReply(
        new HttpReply(status, headers.build(), body, url, false, credentialSent), checkedAt);
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException _) {
      return 0;
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (NoSuchFileException _) {
      return FileTime.fromMillis(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}: {}", file, e.toString());
    }
  }
}

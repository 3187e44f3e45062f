package dev.mlintern.localhub.store;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The immutable things of one repo, each in a file named by its hash: contents (`blobs`, by
/// SHA-256), folders (`trees`) and states (`commits`), both by git's id. Writing what is there
/// already is a no-op, so writers need no lock.
public final class ObjectStore {
  private static final int COPY_BYTES = 128 << 10;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final Path folder;
  private final DurableFiles writes;

  ObjectStore(Path folder, DurableFiles writes) {
    this.folder = folder;
    this.writes = writes;
  }

  /// Where a content is.
  public Path blobFile(String sha256) {
    return place("blobs", sha256);
  }

  /// @param sha256 anything; what is not a hash is not stored
  public Optional<Blob> blob(String sha256) throws IOException {
    if (!SHA256.matcher(sha256).matches()) {
      return Optional.empty();
    }
    Path file = blobFile(sha256);
    return Files.exists(file) ? Optional.of(new Blob(sha256, Files.size(file))) : Optional.empty();
  }

  /// Stores a small file; the pointer of a stored large file becomes that file.
  ///
  /// @throws StoreConflict for the pointer of a large file that is not stored
  public FileEntry putRegular(byte[] content) throws IOException {
    Optional<LfsPointer> pointer = LfsPointer.parse(content);
    if (pointer.isPresent()) {
      return large(pointer.get().sha256(), pointer.get().size());
    }
    FileEntry entry = regularEntry(content);
    Path file = blobFile(entry.sha256());
    if (!Files.exists(file)) {
      writes.write(temporaries(), file, content);
    }
    return entry;
  }

  /// The entry of a small file that is not stored.
  static FileEntry regularEntry(byte[] content) {
    return FileEntry.regular(
        Digests.gitObjectId("blob", content),
        content.length,
        Digests.hex(Digests.sha256().digest(content)));
  }

  /// The entry of a stored large file.
  ///
  /// @throws StoreConflict if it is not stored, or not with this size
  public FileEntry large(String sha256, long size) throws IOException {
    Blob blob =
        blob(sha256)
            .filter(stored -> stored.size() == size)
            .orElseThrow(
                () ->
                    new StoreConflict(
                        StoreConflict.Reason.INVALID,
                        "✖ LFS object " + sha256 + " of " + size + " bytes is not uploaded"));
    return FileEntry.large(blob);
  }

  /// Stores a stream through a small buffer.
  public Blob putStream(InputStream content) throws IOException {
    Path temporary = temporaryFile();
    try {
      Blob blob = spool(content, temporary);
      adopt(temporary, blob);
      return blob;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Stores a stream that must have this size and hash.
  ///
  /// @throws IllegalArgumentException if it has not; nothing is stored then
  public void putExactly(InputStream content, Blob expected) throws IOException {
    Path temporary = temporaryFile();
    try {
      Blob blob = spool(content, temporary);
      if (!blob.equals(expected)) {
        throw new IllegalArgumentException(
            "expected "
                + expected.size()
                + " bytes with SHA-256 "
                + expected.sha256()
                + ", received "
                + blob.size()
                + " bytes with "
                + blob.sha256());
      }
      adopt(temporary, blob);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private Blob spool(InputStream content, Path target) throws IOException {
    MessageDigest digest = Digests.sha256();
    long size = 0;
    try (var out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[COPY_BYTES];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
        var chunk = ByteBuffer.wrap(buffer, 0, read);
        while (chunk.hasRemaining()) {
          out.write(chunk);
        }
        size += read;
      }
      writes.finish(out);
    }
    return new Blob(Digests.hex(digest.digest()), size);
  }

  /// Takes over a finished file whose hash is known.
  private void adopt(Path finished, Blob blob) throws IOException {
    Path target = blobFile(blob.sha256());
    if (!Files.exists(target)) {
      DurableFiles.moveInto(finished, target);
    }
  }

  /// Writes one part of a content that arrives in parts, in any order; see [#joinParts].
  ///
  /// @param upload names the parts that belong together
  /// @param at where the part starts
  /// @param length bytes the part must have
  /// @return SHA-256 of the part
  /// @throws IllegalArgumentException if it has another length
  public String putPart(UUID upload, long at, long length, InputStream part) throws IOException {
    Files.createDirectories(temporaries());
    MessageDigest digest = Digests.sha256();
    long written = 0;
    try (var out =
        FileChannel.open(
            temporaries().resolve(upload.toString()),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[COPY_BYTES];
      for (int read = part.read(buffer); read >= 0; read = part.read(buffer)) {
        digest.update(buffer, 0, read);
        var chunk = ByteBuffer.wrap(buffer, 0, read);
        while (chunk.hasRemaining() && written + read <= length) {
          out.write(chunk, at + written + chunk.position());
        }
        written += read;
      }
    }
    if (written != length) {
      throw new IllegalArgumentException(
          "expected a part of " + length + " bytes, received " + written);
    }
    return Digests.hex(digest.digest());
  }

  /// Stores the content whose parts have all arrived.
  ///
  /// @throws IllegalArgumentException if it has not the expected size and hash; nothing is stored
  ///     then, and the parts are gone
  public void joinParts(UUID upload, Blob expected) throws IOException {
    Path parts = temporaries().resolve(upload.toString());
    if (!Files.exists(parts)) {
      throw new IllegalArgumentException("no part of this upload has arrived");
    }
    MessageDigest digest = Digests.sha256();
    long size = 0;
    try (var in = FileChannel.open(parts, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var buffer = ByteBuffer.allocate(COPY_BYTES);
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer.clear())) {
        digest.update(buffer.flip());
        size += read;
      }
      writes.finish(in);
    }
    try {
      Blob joined = new Blob(Digests.hex(digest.digest()), size);
      if (!joined.equals(expected)) {
        throw new IllegalArgumentException(
            "the parts make "
                + size
                + " bytes with SHA-256 "
                + joined.sha256()
                + ", expected "
                + expected.size()
                + " with "
                + expected.sha256());
      }
      adopt(parts, joined);
    } finally {
      Files.deleteIfExists(parts);
    }
  }

  /// A name for a file that is being written; leftovers are removed at the next start.
  public Path temporaryFile() throws IOException {
    Files.createDirectories(temporaries());
    return temporaries().resolve(UUID.randomUUID().toString());
  }

  Path temporaries() {
    return folder.resolve("tmp");
  }

  void removeLeftovers() throws IOException {
    Folders.delete(temporaries());
  }

  public Tree tree(String oid) throws IOException {
    return Tree.fromJson(oid, read("trees", oid));
  }

  void putTree(Tree tree) throws IOException {
    Path file = place("trees", tree.oid());
    if (!Files.exists(file)) {
      writes.write(temporaries(), file, tree.toJson().toJson().getBytes(StandardCharsets.UTF_8));
    }
  }

  public Commit commit(String id) throws IOException {
    return Commit.fromJson(id, read("commits", id));
  }

  void putCommit(Commit commit) throws IOException {
    Path file = place("commits", commit.id());
    if (!Files.exists(file)) {
      writes.write(temporaries(), file, commit.toJson().toJson().getBytes(StandardCharsets.UTF_8));
    }
  }

  /// The commit whose id starts with these characters, if it is exactly one.
  Optional<String> commitStartingWith(String prefix) throws IOException {
    Path shard = folder.resolve("commits").resolve(prefix.substring(0, 2));
    if (!Files.isDirectory(shard)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(shard)) {
      List<String> ids =
          files
              .map(file -> file.getFileName().toString())
              .filter(id -> id.startsWith(prefix))
              .limit(2)
              .toList();
      return ids.size() == 1 ? Optional.of(ids.getFirst()) : Optional.empty();
    }
  }

  private JsonObject read(String kind, String hash) throws IOException {
    Path file = place(kind, hash);
    try {
      return JsonReader.readObject(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new IOException("the store has lost " + kind + " " + hash, e);
    }
  }

  private Path place(String kind, String hash) {
    return folder.resolve(kind).resolve(hash.substring(0, 2)).resolve(hash);
  }
}

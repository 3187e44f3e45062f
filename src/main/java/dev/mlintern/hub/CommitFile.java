package dev.mlintern.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/// A file on its way into a repository, measured once: it must not change until the commit is made.
///
/// @param path where it goes
/// @param content where its bytes are
/// @param sha256 of the content, as the Hub's large-file storage names it
/// @param gitOid SHA-1 of the content as a git blob, as the Hub names regular files
/// @param onlyIfAbsent leave the repository's own file alone if there is one
public record CommitFile(
    FilePath path,
    CommitContent content,
    long size,
    String sha256,
    String gitOid,
    boolean onlyIfAbsent) {
  private static final int BUFFER = 1 << 16;

  public CommitFile {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(gitOid, "gitOid");
  }

  /// Measures a file.
  public static CommitFile of(FilePath path, Path content) throws IOException {
    return measured(path, new CommitContent.OnDisk(content), false);
  }

  /// Measures a file that must not replace one that is there.
  public static CommitFile ifAbsent(FilePath path, Path content) throws IOException {
    return measured(path, new CommitContent.OnDisk(content), true);
  }

  /// Measures any content: reads it once from start to end.
  public static CommitFile measured(FilePath path, CommitContent content, boolean onlyIfAbsent)
      throws IOException {
    long size = content.size();
    MessageDigest sha256 = digest("SHA-256");
    MessageDigest git = digest("SHA-1");
    git.update(("blob " + size + "\0").getBytes(StandardCharsets.UTF_8));
    long read = 0;
    try (InputStream in =
        new DigestInputStream(new DigestInputStream(content.open(), sha256), git)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        read += n;
      }
    }
    if (read != size) {
      throw new IOException(content + " changed while it was read");
    }
    return new CommitFile(path, content, size, hex(sha256), hex(git), onlyIfAbsent);
  }

  /// The first bytes, by which the Hub chooses the kind of storage.
  byte[] sample() throws IOException {
    try (InputStream in = content.open()) {
      return in.readNBytes(512);
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}

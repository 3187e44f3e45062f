package dev.mlintern.policy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// How files of the state folder are written: folder 0700, files 0600, whole or not at all.
public final class StateFiles {
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private StateFiles() {}

  /// Makes the folder and its parents, private to the user.
  public static void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, PRIVATE_DIRECTORY);
    }
  }

  /// Opens a file for reading and writing, created private when missing.
  public static FileChannel open(Path file) throws IOException {
    createDirectory(file.getParent());
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
        PRIVATE_FILE);
  }

  /// Opens a file for appending, created private when missing.
  public static FileChannel openToAppend(Path file) throws IOException {
    createDirectory(file.getParent());
    return FileChannel.open(
        file, Set.of(StandardOpenOption.APPEND, StandardOpenOption.CREATE), PRIVATE_FILE);
  }

  /// Renames a file that has grown large to `name.<time>`; a later writer starts a new one.
  static void setAside(Path file) throws IOException {
    Files.move(file, file.resolveSibling(file.getFileName() + "." + System.currentTimeMillis()));
  }

  /// Puts `content` in place of whatever the file held. A crash of ours leaves the old or the new
  /// content; one of the whole machine too, because the content reaches the disk first.
  public static void replace(Path file, String content) throws IOException {
    createDirectory(file.getParent());
    Path temporary = temporaryBeside(file);
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        writeFully(channel, content);
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Writes all of `content` at the channel's position.
  public static void writeFully(FileChannel channel, String content) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// Not `Files.createTempFile`: its random source costs a hook 20 ms of start-up, and our own
  /// process id 5 ms.
  private static Path temporaryBeside(Path file) throws IOException {
    for (int attempt = 0; ; attempt++) {
      Path temporary = file.resolveSibling(file.getFileName() + "." + System.nanoTime() + ".new");
      try {
        return Files.createFile(temporary, PRIVATE_FILE);
      } catch (FileAlreadyExistsException taken) {
        if (attempt == 100) {
          throw taken;
        }
      }
    }
  }
}

package dev.mlintern.localhub.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// Writes that are whole or not there, also after a crash: a temporary file, forced to
/// disk, renamed over the target.
///
/// What makes other writes visible, a refs file say, also forces its folder. Journaling file
/// systems keep the order of renames, so that brings all renames before it to disk.
enum DurableFiles {
  /// On disk when the call returns.
  FORCED,
  /// For a folder that nobody sees before [#forceAll] and a rename: many files then cost about as
  /// much as one.
  RELAXED;

  /// Writes a file that other files were written for.
  ///
  /// @param temporaries a folder on the same disk, emptied at every start
  void publish(Path temporaries, Path target, byte[] content) throws IOException {
    write(temporaries, target, content);
    if (this == FORCED) {
      forceFolder(target.getParent());
    }
  }

  /// Writes a file that nothing names yet.
  ///
  /// @param temporaries a folder on the same disk, emptied at every start
  void write(Path temporaries, Path target, byte[] content) throws IOException {
    Files.createDirectories(temporaries);
    Files.createDirectories(target.getParent());
    Path temporary = temporaries.resolve(UUID.randomUUID().toString());
    try {
      try (var channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        var buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        finish(channel);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Forces a written file unless that is left for later.
  void finish(FileChannel channel) throws IOException {
    if (this == FORCED) {
      channel.force(true);
    }
  }

  /// Forces every file below a folder.
  static void forceAll(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> below = Files.walk(folder)) {
      files = below.filter(Files::isRegularFile).toList();
    }
    Parallel.forEach(
        files,
        file -> {
          try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
          }
        });
  }

  /// Renames a finished, forced file or folder to its final place.
  static void moveInto(Path finished, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Like [#moveInto], for what other files were written for.
  static void publishMove(Path finished, Path target) throws IOException {
    moveInto(finished, target);
    forceFolder(target.getParent());
  }

  private static void forceFolder(Path folder) throws IOException {
    // Windows cannot open a folder; there the rename itself is durable enough.
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}

package dev.mlintern.policy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;

/// Keeps processes, and threads of one process, from changing a state file at the same time.
///
/// The lock is on `<file>.lock`, which stays, because the file itself is replaced. The operating
/// system frees it when its holder dies.
public final class FileMutex implements AutoCloseable {
  private static final long RETRY_MILLIS = 5;

  private final FileChannel channel;

  private FileMutex(FileChannel channel) {
    this.channel = channel;
  }

  /// Waits at most `patience` for the mutex of `file`.
  ///
  /// @throws IOException when somebody else holds it for longer, or it cannot be made
  public static FileMutex acquire(Path file, Duration patience) throws IOException {
    FileChannel channel = StateFiles.open(file.resolveSibling(file.getFileName() + ".lock"));
    try {
      long giveUp = System.nanoTime() + patience.toNanos();
      while (!isLocked(channel)) {
        if (System.nanoTime() > giveUp) {
          throw new IOException(file + " is locked by another process");
        }
        Thread.sleep(RETRY_MILLIS);
      }
      return new FileMutex(channel);
    } catch (InterruptedException e) {
      channel.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + file, e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      return false; // a thread of this process holds it
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

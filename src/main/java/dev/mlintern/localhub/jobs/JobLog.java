package dev.mlintern.localhub.jobs;

import dev.mlintern.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What a job printed, one JSON object a line in a file: `{"data": …, "timestamp": …}`. Written by
/// one thread, replayed and followed by any number; a reader holds one line in memory.
final class JobLog {
  private static final long NOT_COUNTED = -1;

  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long count;
  private boolean closed;

  private JobLog(Path file, long count, boolean closed) {
    this.file = file;
    this.count = count;
    this.closed = closed;
  }

  static JobLog create(Path file) throws IOException {
    Files.createFile(file);
    return new JobLog(file, 0, false);
  }

  /// The log of a job that is over.
  static JobLog finished(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    return new JobLog(file, NOT_COUNTED, true);
  }

  void add(String text) throws IOException {
    String line =
        JsonObject.builder()
                .put("data", text)
                .put("timestamp", Times.format(Instant.now()))
                .build()
                .toJson()
            + "\n";
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Files.writeString(file, line, StandardOpenOption.APPEND);
      count++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more will come: readers end.
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Writes the log as server-sent events until it is closed, with a comment in every silence of
  /// `keepAlive`.
  ///
  /// @param tail how many of the events so far to begin with; negative for all
  void stream(OutputStream out, long tail, Duration keepAlive) throws IOException {
    out.flush();
    countOnce();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      long sent = skip(reader, tail);
      while (true) {
        long available = await(sent, keepAlive);
        if (available < 0) {
          return;
        }
        if (available == sent) {
          write(out, ": keep-alive\n\n");
        }
        for (; sent < available; sent++) {
          write(out, "data: " + reader.readLine() + "\n\n");
        }
        out.flush();
      }
    }
  }

  /// Logs of earlier runs are counted when somebody wants to read them.
  private void countOnce() throws IOException {
    lock.lock();
    try (var lines = Files.lines(file)) {
      count = count == NOT_COUNTED ? lines.count() : count;
    } finally {
      lock.unlock();
    }
  }

  private long skip(BufferedReader reader, long tail) throws IOException {
    lock.lock();
    long skipped;
    try {
      skipped = tail < 0 ? 0 : Math.max(0, count - tail);
    } finally {
      lock.unlock();
    }
    for (long i = 0; i < skipped; i++) {
      reader.readLine();
    }
    return skipped;
  }

  /// How many events there are once there is one more than `sent`, or the time is over; -1 when
  /// all were sent and no more will come.
  private long await(long sent, Duration keepAlive) throws IOException {
    lock.lock();
    try {
      long left = keepAlive.toNanos();
      while (count == sent && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return count == sent && closed ? -1 : count;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return -1;
    } finally {
      lock.unlock();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}

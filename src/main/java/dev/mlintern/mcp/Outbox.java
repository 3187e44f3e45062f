package dev.mlintern.mcp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/// Messages on their way to the client: many may put, one thread writes, whole lines only, in the
/// order they were put.
///
/// What may wait is bounded in bytes. Who puts more than that waits until the client reads on, so a
/// client that does not read holds up its own calls and nothing else.
final class Outbox {
  private final OutputStream out;
  private final long maxWaitingBytes;
  private final Runnable onBroken;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long written;
  private boolean writing;
  private boolean broken;

  /// @param maxWaitingBytes at least one message may always wait
  /// @param onBroken called once when the client can no longer be written to
  Outbox(OutputStream out, long maxWaitingBytes, Runnable onBroken) {
    this.out = out;
    this.maxWaitingBytes = maxWaitingBytes;
    this.onBroken = onBroken;
  }

  /// Starts the one thread that writes. A platform thread: writing to a pipe nobody reads must not
  /// hold a carrier of virtual threads.
  void start() {
    Thread.ofPlatform().daemon().name("mcp-writer").start(this::write);
  }

  /// Hands over one line, waiting while too much is waiting already.
  synchronized void put(byte[] line) throws InterruptedException {
    while (!broken && waitingBytes > 0 && waitingBytes + line.length > maxWaitingBytes) {
      wait();
    }
    add(line);
  }

  /// Hands over one line unless that would mean waiting.
  ///
  /// @return whether it was taken
  synchronized boolean offer(byte[] line) {
    if (waitingBytes > 0 && waitingBytes + line.length > maxWaitingBytes) {
      return false;
    }
    add(line);
    return !broken;
  }

  synchronized boolean isEmpty() {
    return broken || (waiting.isEmpty() && !writing);
  }

  /// Messages written so far.
  synchronized long written() {
    return written;
  }

  private void add(byte[] line) {
    if (broken) {
      return;
    }
    waiting.add(line);
    waitingBytes += line.length;
    notifyAll();
  }

  private void write() {
    try {
      while (true) {
        byte[] line = next();
        out.write(line);
        if (isLast()) {
          out.flush();
        }
        done(line);
      }
    } catch (IOException _) {
      // The client is gone; whoever started us decides what that means.
      markBroken();
      onBroken.run();
    } catch (InterruptedException _) {
      markBroken();
    }
  }

  private synchronized byte[] next() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    writing = true;
    return waiting.remove();
  }

  private synchronized boolean isLast() {
    return waiting.isEmpty();
  }

  private synchronized void done(byte[] line) {
    writing = false;
    written++;
    waitingBytes -= line.length;
    notifyAll();
  }

  private synchronized void markBroken() {
    broken = true;
    waiting.clear();
    waitingBytes = 0;
    notifyAll();
  }
}

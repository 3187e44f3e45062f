package dev.mlintern.localhub.sandbox;

import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Reply.Stream;
import java.time.Duration;

/// Notices that a sandbox has not been called for too long. A call under way, however long, is no
/// idleness.
final class IdleWatch {
  private final Duration limit;
  private final Runnable onIdle;
  private int underWay;
  private long lastEndNanos;
  private boolean stopped;

  IdleWatch(Duration limit, Runnable onIdle) {
    this.limit = limit;
    this.onIdle = onIdle;
    this.lastEndNanos = System.nanoTime();
  }

  void start() {
    if (limit.isPositive()) {
      Thread.ofVirtual().name("sandbox-idle").start(this::watch);
    }
  }

  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /// The same reply; while it streams, the sandbox is at work.
  Reply during(Reply reply) {
    if (!(reply.body() instanceof Stream(var writer))) {
      begin();
      end();
      return reply;
    }
    return new Reply(
        reply.status(),
        reply.headers(),
        new Stream(
            out -> {
              begin();
              try {
                writer.write(out);
              } finally {
                end();
              }
            }));
  }

  private synchronized void begin() {
    underWay++;
  }

  private synchronized void end() {
    underWay--;
    lastEndNanos = System.nanoTime();
    notifyAll();
  }

  private void watch() {
    if (awaitIdle()) {
      onIdle.run();
    }
  }

  /// @return whether it came to that before [#stop]
  private synchronized boolean awaitIdle() {
    try {
      while (!stopped) {
        Duration left = limit.minusNanos(System.nanoTime() - lastEndNanos);
        if (underWay == 0 && !left.isPositive()) {
          return true;
        }
        if (underWay > 0) {
          wait();
        } else {
          wait(Math.max(1, left.toMillis()));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}

package dev.mlintern.mcp;

import dev.mlintern.tools.Progress;
import java.time.Duration;
import java.util.OptionalDouble;

/// Progress of one call as notifications: at most one a second, always growing, never after the
/// answer, never waiting for a slow client.
final class ProgressSender implements Progress {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final WireId token;
  private final Call call;
  private final Outbox outbox;
  private double lastDone = Double.NEGATIVE_INFINITY;
  private long lastNanos;
  private boolean any;

  ProgressSender(WireId token, Call call, Outbox outbox) {
    this.token = token;
    this.call = call;
    this.outbox = outbox;
  }

  @Override
  public synchronized void report(double done, OptionalDouble total, String message) {
    long now = System.nanoTime();
    boolean tooSoon = any && now - lastNanos < INTERVAL_NANOS;
    if (tooSoon || !Double.isFinite(done) || done <= lastDone) {
      return;
    }
    any = true;
    lastNanos = now;
    lastDone = done;
    call.whileRunning(() -> outbox.offer(Replies.progress(token, done, total, message)));
  }
}

package dev.mlintern.mcp;

import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.time.Duration;
import java.util.Optional;

/// What is still done when the input has ended: answers on their way are sent, calls that only wait
/// are broken off at once, a call that may be changing something gets time to finish.
final class Farewell {
  /// The longest wait in which nothing at all gets done: for a call that may be changing something,
  /// for a client that has stopped reading.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// How long we wait for the next answer: 15 polls of 5 ms, each of which also waits its turn
  /// among the calls. On a busy machine, where calls are slow, so are the polls.
  private static final int MOST_QUIET_POLLS = 15;

  private static final Duration POLL = Duration.ofMillis(5);

  /// Processor time that shows a call at work (the first one compiles schemas); waiting takes far
  /// less. Two ticks of the clock the system counts with: one may be any moment's.
  private static final Duration WORK = Duration.ofMillis(20);

  private final Calls calls;
  private final Outbox outbox;
  private long seen;
  private long deadline;

  Farewell(Calls calls, Outbox outbox) {
    this.calls = calls;
    this.outbox = outbox;
    this.seen = progress();
    this.deadline = inFuture(PATIENCE);
  }

  void run() throws InterruptedException {
    awaitAnswers();
    for (Call call : calls.running()) {
      if (call.end()) {
        call.interrupt();
        outbox.offer(
            Replies.error(
                Optional.of(call.id()),
                ErrorCodes.INTERNAL_ERROR,
                "Broken off: the input has ended and the server leaves"));
      }
    }
    while (!outbox.isEmpty() && hasTime()) {
      Thread.sleep(Duration.ofMillis(1));
      hasProgressed();
    }
  }

  private void awaitAnswers() throws InterruptedException {
    int quiet = 0;
    Duration busy = processorTime();
    while (!calls.running().isEmpty() && hasTime()) {
      Thread.sleep(POLL);
      takeTurn();
      quiet++;
      boolean isAtWork = processorTime().minus(busy).compareTo(WORK) >= 0;
      if (hasProgressed() || isAtWork) {
        quiet = 0;
        busy = processorTime();
      }
      if (quiet >= MOST_QUIET_POLLS && mayLeave()) {
        return;
      }
    }
  }

  /// Waits until a new virtual thread has run: those that could run before have had their turn.
  private void takeTurn() throws InterruptedException {
    Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    Thread.ofVirtual().start(() -> {}).join(left);
  }

  private boolean hasTime() {
    return System.nanoTime() < deadline;
  }

  private boolean hasProgressed() {
    long now = progress();
    if (now == seen) {
      return false;
    }
    seen = now;
    deadline = inFuture(PATIENCE);
    return true;
  }

  private long progress() {
    return calls.ended() + outbox.written();
  }

  private boolean mayLeave() {
    return outbox.isEmpty() && calls.running().stream().noneMatch(Call::mayWrite);
  }

  private static long inFuture(Duration time) {
    return System.nanoTime() + time.toNanos();
  }

  private static Duration processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}

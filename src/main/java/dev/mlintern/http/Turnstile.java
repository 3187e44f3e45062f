package dev.mlintern.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/// Lets a bounded number of requests through at a time, first come first served; unlike a
/// semaphore, a cancelled call stops waiting at once.
final class Turnstile {
  private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
  private int free;

  Turnstile(int places) {
    this.free = places;
  }

  /// Waits for a place; the caller must [#leave].
  ///
  /// @throws TimeoutException when the call's time ended first
  void enter(CallScope scope) throws TimeoutException {
    CompletableFuture<Void> turn = new CompletableFuture<>();
    synchronized (this) {
      if (free > 0) {
        free--;
        return;
      }
      waiting.add(turn);
    }
    boolean entered = false;
    try {
      scope.await(turn, Duration.ofDays(1));
      entered = true;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      if (!entered) {
        giveUp(turn);
      }
    }
  }

  /// Gives the place to whoever has waited longest.
  void leave() {
    CompletableFuture<Void> next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        free++;
        return;
      }
    }
    next.complete(null);
  }

  private void giveUp(CompletableFuture<Void> turn) {
    boolean wasWaiting;
    synchronized (this) {
      wasWaiting = waiting.remove(turn);
    }
    // The place came in the very moment of giving up: pass it on.
    if (!wasWaiting) {
      leave();
    }
  }
}

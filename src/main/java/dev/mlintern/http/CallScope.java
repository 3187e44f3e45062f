package dev.mlintern.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The life of one tool call as the network sees it: a deadline and a cancellation.
///
/// Every blocking thing registers how to stop it; [#cancel] stops them all, once. Thread-safe.
public final class CallScope {
  private final long deadlineNanos;
  private final Cancellation cancellation;

  private CallScope(Duration timeLimit, Cancellation cancellation) {
    this.deadlineNanos = System.nanoTime() + timeLimit.toNanos();
    this.cancellation = cancellation;
  }

  /// A scope that ends after `timeLimit` from now.
  public static CallScope lasting(Duration timeLimit) {
    return new CallScope(timeLimit, new Cancellation());
  }

  /// A part of this call with a deadline of its own, never later than this one's: one source of
  /// several must not use up the time of the others. Cancelled together with this scope.
  public CallScope atMost(Duration timeLimit) {
    Duration left = remaining();
    return new CallScope(timeLimit.compareTo(left) < 0 ? timeLimit : left, cancellation);
  }

  /// Time left; never negative.
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
  }

  public boolean isExpired() {
    return remaining().isZero();
  }

  public boolean isCancelled() {
    synchronized (cancellation) {
      return cancellation.happened;
    }
  }

  /// Throws if the call was cancelled.
  public void throwIfCancelled() {
    if (isCancelled()) {
      throw new CancellationException("the call was cancelled");
    }
  }

  /// Runs `action` when the call is cancelled; at once if it already is.
  ///
  /// @return closes the registration when the guarded work is over
  public Registration onCancel(Runnable action) {
    synchronized (cancellation) {
      if (!cancellation.happened) {
        cancellation.actions.add(action);
        return () -> forget(action);
      }
    }
    action.run();
    return () -> {};
  }

  /// Waits; returns early only by throwing.
  ///
  /// @throws CancellationException when the call is cancelled, or this thread interrupted
  public void pause(Duration time) {
    var cancelled = new CountDownLatch(1);
    try (Registration _ = onCancel(cancelled::countDown)) {
      cancelled.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      throw interrupted();
    }
    throwIfCancelled();
  }

  /// Waits for somebody else's work.
  ///
  /// @throws ExecutionException when that work failed
  /// @throws TimeoutException when it took longer than `limit` or the time left
  /// @throws CancellationException when the call is cancelled, or this thread interrupted
  <T> T await(CompletableFuture<T> work, Duration limit)
      throws ExecutionException, TimeoutException {
    var either = new CompletableFuture<T>();
    work.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            either.complete(value);
          } else {
            either.completeExceptionally(failure);
          }
        });
    long nanos = Math.min(limit.toNanos(), remaining().toNanos());
    try (Registration _ = onCancel(() -> either.cancel(false))) {
      return either.get(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      throw interrupted();
    } catch (CancellationException e) {
      throwIfCancelled();
      throw new ExecutionException(e);
    }
  }

  /// The exception for an interrupted thread, whose mark stays set.
  static CancellationException interrupted() {
    Thread.currentThread().interrupt();
    return new CancellationException("the call was interrupted");
  }

  /// Cancels the call: runs every registered action once.
  public void cancel() {
    List<Runnable> actions;
    synchronized (cancellation) {
      if (cancellation.happened) {
        return;
      }
      cancellation.happened = true;
      actions = List.copyOf(cancellation.actions);
      cancellation.actions.clear();
    }
    actions.forEach(Runnable::run);
  }

  private void forget(Runnable action) {
    synchronized (cancellation) {
      cancellation.actions.remove(action);
    }
  }

  /// What the parts of a call share; guarded by itself.
  private static final class Cancellation {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean happened;
  }

  /// A registration to close when the guarded work is over.
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}

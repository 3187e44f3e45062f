package dev.mlintern.tools;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Parts of one call that run at the same time, each on a virtual thread of its own.
///
/// Closing interrupts what is still running: a call that has its answer, or failed, leaves nothing
/// behind.
public final class Subtasks implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Starts one part.
  public <T> Subtask<T> start(Callable<T> work) {
    return new Subtask<>(threads.submit(work));
  }

  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }

  /// How one part ended. A cancelled call is no outcome: it is thrown.
  public sealed interface Outcome<T> {
    /// It has a result.
    record Done<T>(T value) implements Outcome<T> {}

    /// It failed; the others are not touched by that.
    record Failed<T>(RuntimeException cause) implements Outcome<T> {}

    /// The result, if there is one.
    default Optional<T> result() {
      return this instanceof Done<T>(T value) ? Optional.of(value) : Optional.empty();
    }
  }

  /// A started part.
  public static final class Subtask<T> {
    private final Future<T> future;

    private Subtask(Future<T> future) {
      this.future = future;
    }

    /// Waits for the result; throws what the part threw.
    public T join() throws InterruptedException {
      return switch (outcome()) {
        case Outcome.Done<T>(T value) -> value;
        case Outcome.Failed<T>(RuntimeException cause) -> throw cause;
      };
    }

    /// Waits for the end, good or bad.
    public Outcome<T> outcome() throws InterruptedException {
      try {
        return new Outcome.Done<>(future.get());
      } catch (ExecutionException e) {
        return failed(e.getCause());
      }
    }

    /// Waits at most `limit`; empty if the part is still running then.
    public Optional<Outcome<T>> outcomeWithin(Duration limit) throws InterruptedException {
      try {
        return Optional.of(new Outcome.Done<>(future.get(limit.toNanos(), TimeUnit.NANOSECONDS)));
      } catch (TimeoutException _) {
        return Optional.empty();
      } catch (ExecutionException e) {
        return Optional.of(failed(e.getCause()));
      }
    }

    private static <T> Outcome<T> failed(Throwable cause) throws InterruptedException {
      return switch (cause) {
        case CancellationException cancelled -> throw cancelled;
        case RuntimeException failure -> new Outcome.Failed<>(failure);
        case Error error -> throw error;
        case InterruptedException interrupted -> throw interrupted;
        default -> new Outcome.Failed<>(new IllegalStateException(cause));
      };
    }
  }
}

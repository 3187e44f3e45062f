package dev.mlintern.localhub.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Does disk work for several things at once.
final class Parallel {
  private static final int AT_ONCE = 16;

  private Parallel() {}

  @FunctionalInterface
  interface Work<T> {
    void on(T item) throws IOException;
  }

  /// Waits for all; the first failure is thrown when everything has ended.
  static <T> void forEach(List<T> items, Work<T> work) throws IOException {
    var turns = new Semaphore(AT_ONCE);
    List<Future<?>> ends = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (T item : items) {
        ends.add(
            threads.submit(
                () -> {
                  turns.acquire();
                  try {
                    work.on(item);
                  } finally {
                    turns.release();
                  }
                  return null;
                }));
      }
    }
    for (Future<?> end : ends) {
      try {
        end.get();
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case IOException failure -> throw failure;
          case RuntimeException failure -> throw failure;
          default -> throw new IllegalStateException(e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while writing", e);
      }
    }
  }
}

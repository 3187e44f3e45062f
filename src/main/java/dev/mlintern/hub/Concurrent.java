package dev.mlintern.hub;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Does the same with each of many things, some at a time, each on a virtual thread of its own. The
/// first failure stops what is under way and is thrown.
final class Concurrent {
  private Concurrent() {}

  /// Work that reads files and talks to the network.
  @FunctionalInterface
  interface Work<T> {
    void on(T item) throws IOException;
  }

  static <T> void forEach(List<T> items, int atATime, Work<T> work) throws IOException {
    if (items.size() == 1) {
      work.on(items.getFirst());
      return;
    }
    var places = new Semaphore(atATime);
    try (Threads threads = new Threads()) {
      var ends = new ExecutorCompletionService<Void>(threads.pool);
      for (T item : items) {
        ends.submit(
            () -> {
              places.acquire();
              try {
                work.on(item);
              } finally {
                places.release();
              }
              return null;
            });
      }
      for (int left = items.size(); left > 0; left--) {
        ends.take().get();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the call was interrupted");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        default -> throw new IOException(e.getCause());
      }
    }
  }

  private static final class Threads implements AutoCloseable {
    private final ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();

    @Override
    public void close() {
      pool.shutdownNow();
      pool.close();
    }
  }
}

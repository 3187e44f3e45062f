package dev.mlintern.tools;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Does bookkeeping to its end even in a thread that has been interrupted: a cancelled call's file
/// operations would break off, and with them the record of what it spent.
public final class LedgerThread {
  private LedgerThread() {}

  /// Work with the state folder.
  @FunctionalInterface
  public interface Bookkeeping<T> {
    T call() throws IOException;
  }

  /// Runs it in a thread of its own and waits; an interrupt is kept for afterwards.
  public static <T> T call(Bookkeeping<T> bookkeeping) throws IOException {
    var task = new FutureTask<T>(bookkeeping::call);
    Thread.ofVirtual().name("ledger").start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      return rethrown(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static <T> T rethrown(Throwable cause) throws IOException {
    switch (cause) {
      case IOException io -> throw io;
      case RuntimeException runtime -> throw runtime;
      case Error error -> throw error;
      default -> throw new IllegalStateException(cause);
    }
  }
}

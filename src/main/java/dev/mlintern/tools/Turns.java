package dev.mlintern.tools;

import dev.mlintern.http.CallScope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Work on the same thing, one after the other: calls come side by side, and what one looked at
/// must still be so when it changes it. Thread-safe.
public final class Turns {
  private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();

  /// What is done in a turn.
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T done() throws E;
  }

  /// @param thing what there is one turn of at a time
  /// @param late what to say when the turn does not come in the time of the scope
  /// @throws ToolFailure with that
  public <T, E extends Exception> T take(
      String thing, CallScope scope, String late, Work<T, E> work) throws E, InterruptedException {
    ReentrantLock turn = turns.computeIfAbsent(thing, _ -> new ReentrantLock(true));
    if (!turn.tryLock(scope.remaining().toMillis(), TimeUnit.MILLISECONDS)) {
      throw new ToolFailure(late);
    }
    try {
      return work.done();
    } finally {
      turn.unlock();
    }
  }
}

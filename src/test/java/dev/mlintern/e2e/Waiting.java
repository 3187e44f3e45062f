package dev.mlintern.e2e;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Waiting for something another process does, with a bound that only a broken run reaches.
public final class Waiting {
  private Waiting() {}

  public static <T> T until(
      Supplier<Optional<T>> look, Duration atMost, Supplier<String> description) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      Optional<T> seen = look.get();
      if (seen.isPresent()) {
        return seen.get();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not seen within " + atMost + ": " + description.get());
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting", e);
      }
    }
  }
}

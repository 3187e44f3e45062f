package dev.mlintern.mcp;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Gives memory back after calls that needed much.
///
/// The serial collector lets the old generation grow to the limit of the heap, a quarter of the
/// machine, before it first looks for garbage there. A server that lives as long as an editor would
/// only ever grow. So the heap is collected when calls have made it grow by a good part.
final class Housekeeping {
  private static final long LEAST_GROWTH_BYTES = 10L << 20;

  /// While it runs, nobody starts it again.
  private static final long RUNNING = Long.MAX_VALUE;

  private final LongSupplier heapBytes;
  private final Runnable collection;
  private final AtomicLong sizeWhenTidy;

  Housekeeping() {
    this(Runtime.getRuntime()::totalMemory, System::gc);
  }

  Housekeeping(LongSupplier heapBytes, Runnable collection) {
    this.heapBytes = heapBytes;
    this.collection = collection;
    this.sizeWhenTidy = new AtomicLong(heapBytes.getAsLong());
  }

  /// To be called when a call has ended, by its own thread: a full collection takes some 30 ms.
  void afterCall() {
    long tidy = sizeWhenTidy.get();
    long growth = Math.max(LEAST_GROWTH_BYTES, tidy / 4);
    boolean isDue = tidy != RUNNING && heapBytes.getAsLong() - tidy >= growth;
    if (isDue && sizeWhenTidy.compareAndSet(tidy, RUNNING)) {
      collection.run();
      sizeWhenTidy.set(heapBytes.getAsLong());
    }
  }
}

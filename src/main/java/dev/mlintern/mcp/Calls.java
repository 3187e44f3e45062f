package dev.mlintern.mcp;

import dev.mlintern.tools.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// The calls in flight, by request id. An id is free again when its call has ended.
final class Calls {
  /// Memory a call takes besides its message: two virtual threads, and a result of ordinary size
  /// that waits for a client that does not read.
  private static final int BASE_KIB = 64;

  private final Map<WireId, Call> running = new ConcurrentHashMap<>();
  private final Semaphore room;
  private final int roomKib;
  private final AtomicLong ended = new AtomicLong();
  private final Housekeeping housekeeping = new Housekeeping();

  /// @param maxBytes what the messages of all calls in flight may take together
  Calls(long maxBytes) {
    this.roomKib = (int) Math.min(Integer.MAX_VALUE, maxBytes / 1024);
    this.room = new Semaphore(roomKib);
  }

  /// Starts a call, first waiting while those in flight take too much memory.
  ///
  /// @return empty, and nothing started, when a call with this id is in flight
  Optional<Call> start(WireId id, Tool tool, int messageBytes, Call.Work work)
      throws InterruptedException {
    int weight = Math.min(roomKib, BASE_KIB + 3 * (messageBytes / 1024));
    Call call =
        new Call(
            id,
            tool,
            self -> {
              try {
                work.run(self);
              } finally {
                remove(self);
                room.release(weight);
                housekeeping.afterCall();
              }
            });
    // An ended call may still be on its way out when the client, having its answer, reuses the id.
    Call holder = running.compute(id, (_, old) -> old == null || old.hasEnded() ? call : old);
    if (holder != call) {
      return Optional.empty();
    }
    room.acquire(weight);
    call.start();
    return Optional.of(call);
  }

  /// Cancels a call: it is interrupted and never answered. An id we do not know is none of our
  /// business: its call may just have ended.
  void cancel(WireId id) {
    Call call = running.get(id);
    if (call != null && call.end()) {
      remove(call);
      call.interrupt();
    }
  }

  List<Call> running() {
    return List.copyOf(running.values());
  }

  /// Calls that have ended so far.
  long ended() {
    return ended.get();
  }

  private void remove(Call call) {
    if (running.remove(call.id(), call)) {
      ended.incrementAndGet();
    }
  }
}

package dev.mlintern.mcp;

import dev.mlintern.tools.Tool;
import java.time.Duration;

/// One running `tools/call`. Ends exactly once: answered or cancelled, whichever is first.
final class Call {
  private final WireId id;
  private final Tool tool;
  private final Thread thread;
  private boolean ended;

  /// @param work what the call does on a virtual thread of its own
  Call(WireId id, Tool tool, Work work) {
    this.id = id;
    this.tool = tool;
    this.thread = Thread.ofVirtual().name("call-" + id.value()).unstarted(() -> work.run(this));
  }

  /// What a call does.
  @FunctionalInterface
  interface Work {
    void run(Call call);
  }

  WireId id() {
    return id;
  }

  void start() {
    thread.start();
  }

  /// Whether breaking it off could leave something half done.
  boolean mayWrite() {
    return !tool.spec().isReadOnly();
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /// Claims the one answer of the call.
  ///
  /// @return whether the caller may send it
  synchronized boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    return true;
  }

  /// Does something that must not happen after the end, such as a notification.
  synchronized void whileRunning(Runnable action) {
    if (!ended) {
      action.run();
    }
  }

  /// Waits until its thread has ended.
  void join(Duration atMost) throws InterruptedException {
    thread.join(atMost);
  }

  /// Breaks it off, even before it began. The thread is interrupted; what it does upstream ends
  /// with it.
  void interrupt() {
    thread.interrupt();
  }
}

package dev.mlintern.mcp;

import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The MCP server over standard input and output: one message a line, UTF-8.
///
/// Lives until the input ends, the output breaks, the parent process dies or [#stop] is called.
public final class McpDoor {
  private final InputStream in;
  private final Outbox outbox;
  private final Calls calls;
  private final Session session;
  private final CountDownLatch ended = new CountDownLatch(1);
  private Runnable onLeaving = () -> {};

  public McpDoor(InputStream in, OutputStream out, ToolRunner runner, ServerInfo info) {
    this.in = in;
    long memory = Runtime.getRuntime().maxMemory();
    this.outbox = new Outbox(out, memory / 8, ended::countDown);
    this.calls = new Calls(memory / 4);
    this.session = new Session(runner, info, outbox, calls);
  }

  /// Serves until the end. The caller is expected to end the process: threads may be left behind
  /// in reads and in tools that do not heed interruption.
  public void serve() throws InterruptedException {
    outbox.start();
    // A platform thread: a virtual one would hold its carrier while it waits for input.
    Thread.ofPlatform().daemon().name("mcp-reader").start(this::read);
    ended.await();
    Thread.ofPlatform().daemon().name("mcp-leaving").start(onLeaving);
    new Farewell(calls, outbox).run();
  }

  /// Also ends when the parent process does.
  public McpDoor endingWithParent() {
    ParentWatch.start(ended::countDown);
    return this;
  }

  /// Does something beside the last answers, such as getting ready to end the process.
  public McpDoor onLeaving(Runnable action) {
    onLeaving = action;
    return this;
  }

  /// Breaks off every call, then waits shortly for those that may be changing something to unwind.
  /// For signals: the process is about to end whatever we do.
  public void stop(Duration patience) throws InterruptedException {
    List<Call> running = calls.running();
    running.forEach(call -> calls.cancel(call.id()));
    long deadline = System.nanoTime() + patience.toNanos();
    for (Call call : running) {
      if (call.mayWrite()) {
        call.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      }
    }
  }

  private void read() {
    var lines = new LineReader(in, Json.MAX_LINE_BYTES);
    try {
      while (receive(lines)) {
        // On to the next line.
      }
    } catch (IOException | InterruptedException _) {
      // No more input either way.
    } finally {
      ended.countDown();
    }
  }

  /// @return whether there may be another line
  private boolean receive(LineReader lines) throws IOException, InterruptedException {
    try {
      // No pattern switch: its bootstrap is not in the AOT cache and costs 20 ms of every start.
      LineReader.Line line = lines.next();
      if (line instanceof LineReader.Line.End) {
        return false;
      }
      if (line instanceof LineReader.Line.Text(byte[] bytes)) {
        receive(bytes);
      } else {
        session.refuseTooLong();
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      Faults.log("reading a message", e);
      outbox.put(Faults.answer(Optional.empty()));
    }
    return true;
  }

  private void receive(byte[] line) throws InterruptedException {
    if (!isBlank(line)) {
      session.receive(line);
    }
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}

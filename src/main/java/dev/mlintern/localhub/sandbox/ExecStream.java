package dev.mlintern.localhub.sandbox;

import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The answer to `exec`: one JSON event a line, as the process goes, the exit last. When nobody
/// reads any more, the process is killed, unless it has asked to outlive that.
final class ExecStream {
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

  /// How long output is still read after the exit: a child left behind may hold it open for ever.
  private static final Duration LAST_WORDS = Duration.ofMillis(200);

  private static final int CHUNK_CHARS = 8 << 10;
  private static final int FIRST_SIGNAL_CODE = 128;

  /// Reading a pipe holds on to the thread under a virtual one, of which there are only as many as
  /// cores.
  private static final ExecutorService PIPES =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("sandbox-pipe-", 0).factory());

  private final SandboxProcess process;
  private final Optional<Duration> timeLimit;
  private final OutputStream out;
  private final CountDownLatch silent = new CountDownLatch(2);
  private boolean open = true;

  ExecStream(SandboxProcess process, Optional<Duration> timeLimit, OutputStream out) {
    this.process = process;
    this.timeLimit = timeLimit;
    this.out = out;
  }

  void run(Optional<String> input) throws IOException {
    long start = System.nanoTime();
    if (input.isPresent()) {
      PIPES.execute(() -> feed(input.get()));
    } else {
      feed("");
    }
    PIPES.execute(() -> forward("stdout", process.output()));
    PIPES.execute(() -> forward("stderr", process.errors()));
    try {
      boolean timedOut = !awaitEnd(start);
      if (timedOut) {
        process.kill();
      }
      int code = process.await();
      boolean complete = silent.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
      if (!complete) {
        process.output().close();
        process.errors().close();
      }
      exit(code, timedOut, Duration.ofNanos(System.nanoTime() - start));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      process.abandon();
    } catch (IOException e) {
      process.abandon();
      throw e;
    }
  }

  private boolean awaitEnd(long start) throws InterruptedException, IOException {
    while (true) {
      Duration patience = SIGN_OF_LIFE;
      if (timeLimit.isPresent()) {
        Duration left = timeLimit.get().minusNanos(System.nanoTime() - start);
        if (!left.isPositive()) {
          return false;
        }
        patience = left.compareTo(patience) < 0 ? left : patience;
      }
      if (process.await(patience)) {
        return true;
      }
      if (patience.equals(SIGN_OF_LIFE)) {
        send(event("ping").build());
      }
    }
  }

  private void exit(int code, boolean timedOut, Duration took) throws IOException {
    // The system's way to say "ended by a signal" through Java.
    JsonValue signal =
        code > FIRST_SIGNAL_CODE
            ? new JsonString(Integer.toString(code - FIRST_SIGNAL_CODE))
            : JsonNull.INSTANCE;
    send(
        event("exit")
            .put("exit_code", code)
            .put("signal", signal)
            .put("timed_out", timedOut)
            .put("duration_ms", took.toMillis())
            .build());
    synchronized (this) {
      open = false;
    }
  }

  private void forward(String name, InputStream in) {
    // Decodes across chunk borders; what is no text becomes U+FFFD, as JSON cannot carry it.
    try (var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      char[] chunk = new char[CHUNK_CHARS];
      for (int n = reader.read(chunk); n >= 0; n = reader.read(chunk)) {
        send(event(name).put("data", new String(chunk, 0, n)).build());
      }
    } catch (IOException _) {
      // The reader of the answer is gone, or the output was closed over a child that holds it.
    } finally {
      silent.countDown();
    }
  }

  private void feed(String input) {
    try (OutputStream stdin = process.input()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // It did not want to read it all.
    }
  }

  private static JsonObject.Builder event(String name) {
    return JsonObject.builder().put("event", name);
  }

  private synchronized void send(JsonObject event) throws IOException {
    if (open) {
      out.write((event.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }
}

import com.sun.net.httpserver.HttpServer;
import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.hub.jobs.LogEvent;
import dev.mlintern.hub.jobs.LogStream;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.jobs.LogDigest;
import dev.mlintern.tools.jobs.LogExcerpt;
import dev.mlintern.tools.jobs.LogWindow;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// What following the log of a long training costs: a stand-in Hub sends it as server-sent events,
/// the real client reads it, the real digest keeps what a reader needs. And how soon the Hub hears
/// that a call was cancelled.
///
///     java -Xmx48m -cp target/ml-intern.jar bench/LogStreaming.java [lines]
///
/// The log is made line by line while it is sent. With 48 MB of heap any length must pass.
public final class LogStreaming {
  private static final JobRef JOB = new JobRef("bench", "0123456789abcdef01234567");
  private static final AtomicLong LINES = new AtomicLong(20_000);
  private static final Semaphore LOST = new Semaphore(0);

  private LogStreaming() {}

  public static void main(String[] args) throws Exception {
    long lines = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/api/jobs/bench/" + JOB.id() + "/logs",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          try (var out = new BufferedOutputStream(exchange.getResponseBody(), 1 << 16)) {
            send(out, LINES.get());
          } catch (IOException _) {
            LOST.release();
          }
        });
    server.start();
    Settings settings =
        Settings.of(
            Map.of(
                "HF_ENDPOINT",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "HF_TOKEN",
                "bench"),
            Path.of("no-such-home"));
    try (HttpStack http = HttpStack.create(settings, HubCredentials.of(settings))) {
      HubJobs jobs = new HubJobs(HubClient.create(settings, http));
      follow(jobs, 20_000);
      follow(jobs, lines);
      stopping(jobs);
    }
    server.stop(0);
  }

  /// Reads the whole log as `hf_jobs` does, and says what it took.
  private static void follow(HubJobs jobs, long lines) throws InterruptedException {
    LINES.set(lines);
    var digest = new LogDigest(LogWindow.last(100, 8_000), 0);
    long begun = System.nanoTime();
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long highest = 0;
    try (LogStream log = jobs.logs(JOB, 0, CallScope.lasting(Duration.ofMinutes(10)))) {
      while (log.next(Duration.ofSeconds(30)) instanceof LogEvent.Line line) {
        digest.add(line);
        if (line.number() % 50_000 == 0) {
          highest = Math.max(highest, liveHeap());
        }
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    double digesting = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
    LogExcerpt excerpt = digest.excerpt();
    if (excerpt.read() != lines || !excerpt.text().endsWith("line " + (lines - 1))) {
      throw new IllegalStateException("lines were lost: " + excerpt.summary());
    }
    System.out.printf(
        "%,d lines in %.1f s (digest %.1f s of processor time), live heap at most %.1f MB, "
            + "resident %s; answer %,d characters%n",
        lines, seconds, digesting, highest / 1e6, resident(), excerpt.text().length());
  }

  /// From the moment a call lets go of a log to the moment the Hub loses the connection.
  private static void stopping(HubJobs jobs) throws InterruptedException {
    LINES.set(Long.MAX_VALUE);
    double[] millis = new double[20];
    for (int i = 0; i < millis.length; i++) {
      CallScope scope = CallScope.lasting(Duration.ofMinutes(1));
      try (LogStream log = jobs.logs(JOB, 0, scope)) {
        log.next(Duration.ofSeconds(30));
        LOST.drainPermits();
        long begun = System.nanoTime();
        scope.cancel();
        LOST.acquire();
        millis[i] = (System.nanoTime() - begun) / 1e6;
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        "a cancelled call lets the Hub's connection go after %.0f ms (median of 20), %.0f ms at"
            + " most%n",
        millis[10], millis[19]);
  }

  /// Losses on the training log: bars, repeats, colours, and lines that are all different.
  private static void send(OutputStream out, long lines) throws IOException {
    for (long i = 0; i < lines; i++) {
      String text =
          switch ((int) (i % 5)) {
            case 0 -> (i / 10_000) % 100 + "%|█▏   | " + i + "/9999999 [00:01<00:09,  1.00it/s]";
            case 1 -> "\\u001b[33mUserWarning: the same again\\u001b[0m";
            case 2 -> "UserWarning: the same again";
            default -> "{'loss': " + i % 977 / 100.0 + ", 'grad_norm': 0.3} line " + i;
          };
      String shown = i == lines - 1 ? "line " + i : text;
      out.write(
          ("data: {\"data\":\"" + shown + "\",\"timestamp\":\"2026-11-27T03:00:00.000Z\"}\n\n")
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  private static long liveHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static String resident() {
    try (var status = Files.lines(Path.of("/proc/self/status"))) {
      return status
          .filter(line -> line.startsWith("VmRSS"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB")
          .findFirst()
          .orElse("unknown");
    } catch (IOException _) {
      return "unknown";
    }
  }
}

import com.sun.net.httpserver.HttpServer;
import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoQuery;
import dev.mlintern.hub.RepoType;
import dev.mlintern.settings.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/// What the HTTP stack and the Hub client add to bare OkHttp against a server in the same process:
/// latency of one search after another, and searches a second with 64 in flight. No answer is
/// served from the cache.
///
///     java -cp target/ml-intern.jar bench/HttpOverhead.java
public final class HttpOverhead {
  private static final byte[] BODY =
      ("[" + "{\"id\":\"a/b\",\"likes\":1,\"tags\":[\"x\",\"y\"]},".repeat(200) + "{}]").getBytes();

  public static void main(String[] args) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("RateLimit", "\"api\";r=489;t=189");
          exchange.sendResponseHeaders(200, BODY.length);
          exchange.getResponseBody().write(BODY);
          exchange.close();
        });
    server.start();
    String base = "http://127.0.0.1:" + server.getAddress().getPort();
    Settings settings =
        Settings.of(Map.of("HF_ENDPOINT", base, "HF_TOKEN", "bench"), Path.of("no-such-home"));
    var count = new AtomicInteger();
    var bare = new OkHttpClient();
    Callable<?> okhttp =
        () -> {
          String url = base + "/api/models?search=" + count.incrementAndGet();
          try (Response r = bare.newCall(new Request.Builder().url(url).build()).execute()) {
            return r.body().bytes();
          }
        };
    try (HttpStack http = HttpStack.create(settings, HubCredentials.of(settings))) {
      var repos = new HubRepos(HubClient.create(settings, http));
      Callable<?> hub =
          () ->
              repos.list(
                  RepoType.MODEL,
                  RepoQuery.ALL.withSearch(Integer.toString(count.incrementAndGet())),
                  CallScope.lasting(Duration.ofSeconds(45)));
      for (int round = 1; round <= 3; round++) {
        latency("bare OkHttp", okhttp);
        latency("Hub client", hub);
        throughput("bare OkHttp", okhttp);
        throughput("Hub client", hub);
      }
    }
    System.exit(0);
  }

  private static void latency(String name, Callable<?> call) throws Exception {
    for (int i = 0; i < 300; i++) {
      call.call();
    }
    long[] nanos = new long[1000];
    for (int i = 0; i < nanos.length; i++) {
      long start = System.nanoTime();
      call.call();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%-12s median %.2f ms, p99 %.2f ms%n", name, nanos[500] / 1e6, nanos[990] / 1e6);
  }

  private static void throughput(String name, Callable<?> call) throws Exception {
    int total = 8000;
    var left = new AtomicInteger(total);
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                while (left.getAndDecrement() > 0) {
                  try {
                    call.call();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.printf(
        "%-12s %.0f/s with 64 in flight%n", name, total / ((System.nanoTime() - start) / 1e9));
  }
}

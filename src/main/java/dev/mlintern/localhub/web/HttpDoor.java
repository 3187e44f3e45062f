package dev.mlintern.localhub.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Listens on loopback and carries calls to the router, one virtual thread each.
public final class HttpDoor implements AutoCloseable {
  private static final Duration STOP_GRACE = Duration.ofSeconds(5);

  static {
    // The JDK's server leaves Nagle's algorithm on, which costs 40 ms a small answer.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final Phaser inFlight = new Phaser(1);
  private volatile boolean closing;

  private HttpDoor(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /// @param port 0 for any free one
  public static HttpDoor open(int port, Router router) throws IOException {
    var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    HttpServer server = HttpServer.create(address, 0);
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("localhub-", 0).factory());
    server.setExecutor(threads);
    var door = new HttpDoor(server, threads);
    server.createContext("/", exchange -> door.serve(exchange, router));
    server.start();
    return door;
  }

  /// `http://127.0.0.1:<port>`
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void serve(HttpExchange exchange, Router router) throws IOException {
    inFlight.register();
    try (exchange) {
      if (closing) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      new Exchange(exchange, endpoint()).answer(router);
    } finally {
      inFlight.arriveAndDeregister();
    }
  }

  /// Answers what is in flight, for at most five seconds, and stops.
  @Override
  public void close() {
    closing = true;
    int phase = inFlight.arriveAndDeregister();
    try {
      inFlight.awaitAdvanceInterruptibly(phase, STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException _) {
      // What still runs after the grace period is cut off below.
    }
    server.stop(0);
    threads.shutdownNow();
  }
}

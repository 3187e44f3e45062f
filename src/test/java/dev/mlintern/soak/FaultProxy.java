package dev.mlintern.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// An HTTP/1.1 proxy on loopback in front of an embedded Hub and the sandboxes it runs, which does
/// to each exchange what its plan says. Streams pass as they come.
public final class FaultProxy implements AutoCloseable {
  private static final int DELAY_MILLIS = 250;
  private static final int DROP_MILLIS = 20;
  private static final int MOST_DROPS = 50;
  private static final int LORIS_MILLIS = 100;
  private static final String SIGN_IN = "<!DOCTYPE html><title>Sign in to this network</title>";

  private final ServerSocket socket;
  private final Upstream upstream;
  private final FaultPlan plan;
  private final URI elsewhere;
  private final Map<Fault, AtomicLong> done = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Consumer<HttpIn>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean calm = new AtomicBoolean();

  private FaultProxy(ServerSocket socket, URI hub, FaultPlan plan, URI elsewhere) {
    this.socket = socket;
    this.upstream = new Upstream(hub, endpointOf(socket));
    this.plan = plan;
    this.elsewhere = elsewhere;
    Thread.ofVirtual().start(this::accept);
  }

  /// @param elsewhere another host, for [Fault#ELSEWHERE]
  public static FaultProxy before(URI hub, FaultPlan plan, URI elsewhere) throws IOException {
    var socket = new ServerSocket(0, 500, InetAddress.ofLiteral("127.0.0.1"));
    return new FaultProxy(socket, hub, plan, elsewhere);
  }

  /// Everybody who listens hears every request from now on.
  public FaultProxy heardBy(Consumer<HttpIn> listener) {
    listeners.add(listener);
    return this;
  }

  /// What `HF_ENDPOINT` should be.
  public URI endpoint() {
    return endpointOf(socket);
  }

  /// No faults from now on.
  void calmDown() {
    calm.set(true);
  }

  /// How many exchanges met which fault.
  Map<Fault, Long> done() {
    var counts = new TreeMap<Fault, Long>();
    done.forEach((fault, count) -> counts.put(fault, count.get()));
    return counts;
  }

  private static URI endpointOf(ServerSocket socket) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      var in = new BufferedInputStream(client.getInputStream());
      var out = new HttpOut(client.getOutputStream());
      boolean goesOn = true;
      while (goesOn) {
        var request = HttpIn.read(in);
        if (request.isEmpty()) {
          return;
        }
        HttpIn heard = request.get();
        listeners.forEach(listener -> listener.accept(heard));
        Fault fault =
            calm.get() ? Fault.NONE : plan.next(request.get().method(), path(request.get()));
        done.computeIfAbsent(fault, _ -> new AtomicLong()).incrementAndGet();
        goesOn = fault.reachesHub() ? carry(request.get(), fault, out) : refuse(fault, in, out);
      }
    } catch (IOException _) {
      // The client, or the Hub, went away: so does this connection.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private static String path(HttpIn request) {
    return Upstream.withoutPort(request.path());
  }

  /// @return whether the connection can be used again
  private boolean carry(HttpIn request, Fault fault, HttpOut out)
      throws IOException, InterruptedException {
    if (fault == Fault.DELAY) {
      Thread.sleep(DELAY_MILLIS);
    }
    try (Upstream.Answer answer = upstream.send(request)) {
      switch (fault) {
        case CUT_AFTER -> answer.whole();
        case BROKEN_AFTER -> {
          answer.whole();
          out.answer(500, "application/json", "{\"error\":\"Internal Error\"}");
          return true;
        }
        case PAGE -> {
          answer.whole();
          out.answer(200, "text/html", SIGN_IN);
          return true;
        }
        case GARBAGE -> {
          answer.whole();
          out.raw("\u0000\u0001\u00ff SSH-2.0-\r\n\r\n".getBytes(ISO_8859_1));
        }
        case LORIS -> {
          answer.whole();
          out.raw("HTTP/1.1 200 OK\r\nX-".getBytes(ISO_8859_1));
          while (true) {
            Thread.sleep(LORIS_MILLIS);
            out.raw(new byte[] {'a'});
          }
        }
        case CUT_MIDWAY -> out.half(answer);
        case TRICKLE -> {
          out.inDrops(answer, MOST_DROPS, DROP_MILLIS);
          return true;
        }
        default -> {
          out.relay(answer);
          return true;
        }
      }
      return false;
    }
  }

  private boolean refuse(Fault fault, BufferedInputStream in, HttpOut out) throws IOException {
    switch (fault) {
      case LIMITED ->
          out.answer(
              429,
              "application/json",
              "{\"error\":\"Too many requests\"}",
              "Retry-After: 1",
              "RateLimit: \"api\";r=0;t=1");
      case UNAVAILABLE -> out.answer(503, "text/html", "<h1>Service unavailable</h1>");
      case BROKEN -> out.answer(500, "application/json", "{\"error\":\"Internal Error\"}");
      case ELSEWHERE ->
          out.answer(307, "text/plain", "Moved", "Location: " + elsewhere + "/elsewhere");
      case PORTAL -> out.answer(200, "text/html", SIGN_IN);
      case STALL -> {
        while (in.read() >= 0) {
          // Until the client has had enough.
        }
        return false;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket client : open) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    upstream.close();
  }
}

package dev.mlintern.localhub;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.ByteString;

/// A network in front of an embedded Hub that can fail: every call goes through, unless the fault
/// of the moment has another answer, or eats the Hub's one.
public final class RelayedHub implements AutoCloseable {
  /// What happens to a call.
  @FunctionalInterface
  public interface Fault {
    Fault NONE = (_, _) -> Optional.empty();

    /// @param relay carries the call out at the Hub and gives its answer
    /// @return the answer instead of the Hub's; empty lets the call through
    Optional<MockResponse> on(RecordedRequest request, Supplier<MockResponse> relay);
  }

  private static final Set<String> HOP =
      Set.of("connection", "content-length", "host", "transfer-encoding", "expect", "upgrade");

  private final HttpClient client = HttpClient.newHttpClient();
  private final MockWebServer server = new MockWebServer();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final URI hub;
  private volatile Fault fault = Fault.NONE;

  private RelayedHub(URI hub) throws IOException {
    this.hub = hub;
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            calls.add(request.getMethod() + " " + request.getTarget());
            return fault.on(request, () -> relay(request)).orElseGet(() -> relay(request));
          }
        });
    server.start(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  public static RelayedHub before(EmbeddedHub hub) throws IOException {
    return new RelayedHub(hub.endpoint());
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /// From the next call on.
  public void set(Fault next) {
    fault = next;
  }

  /// `METHOD target` of every call so far.
  public List<String> calls() {
    return List.copyOf(calls);
  }

  private MockResponse relay(RecordedRequest request) {
    ByteString body = Optional.ofNullable(request.getBody()).orElse(ByteString.EMPTY);
    var relayed =
        HttpRequest.newBuilder(URI.create(hub + request.getTarget()))
            .method(
                request.getMethod(),
                body.size() == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
    request
        .getHeaders()
        .forEach(
            header -> {
              if (!HOP.contains(header.getFirst().toLowerCase(Locale.ROOT))
                  && !header.getFirst().equalsIgnoreCase("Accept-Encoding")) {
                relayed.header(header.getFirst(), header.getSecond());
              }
            });
    try {
      return answer(client.send(relayed.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private MockResponse answer(HttpResponse<byte[]> answer) {
    var relayed = new MockResponse.Builder().code(answer.statusCode());
    HttpHeaders headers = answer.headers();
    headers
        .map()
        .forEach(
            (name, values) -> {
              if (!HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> relayed.addHeader(name, here(value)));
              }
            });
    byte[] body = answer.body();
    if (headers.firstValue("Content-Type").orElse("").contains("json")) {
      body = here(new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }
    if (answer.request().method().equals("HEAD")) {
      headers.firstValue("Content-Length").ifPresent(l -> relayed.setHeader("Content-Length", l));
    } else {
      relayed.body(new Buffer().write(body));
    }
    return relayed.build();
  }

  /// The Hub's own addresses lead through here.
  private String here(String text) {
    return text.replace(hub.toString(), endpoint());
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}

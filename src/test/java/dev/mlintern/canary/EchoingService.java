package dev.mlintern.canary;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import tools.jackson.databind.json.JsonMapper;

/// A service that says back whatever it was told, headers and all, as careless ones do in errors.
final class EchoingService implements AutoCloseable {
  private static final List<Integer> STATUSES = List.of(401, 200, 422, 404, 500);

  private final MockWebServer server = new MockWebServer();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();

  EchoingService() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            var told = new StringBuilder(request.getRequestLine());
            // Their own text hides credentials.
            request
                .getHeaders()
                .forEach(
                    header ->
                        told.append('\n')
                            .append(header.getFirst())
                            .append(": ")
                            .append(header.getSecond()));
            received.add(told.toString());
            var body = JsonMapper.shared().createObjectNode();
            body.put("message", "not understood: " + told);
            body.put("error", "not understood: " + told.toString().replace('\n', ' '));
            return new MockResponse.Builder()
                .code(STATUSES.get(answered.getAndIncrement() % STATUSES.size()))
                .setHeader("Content-Type", "application/json")
                .body(body.toString())
                .build();
          }
        });
    server.start(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  String address() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /// Request lines and headers.
  List<String> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    server.close();
  }
}

package dev.mlintern.tools.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;

/// What stands before a real sandbox: everything is carried out, and answers get lost as a test
/// says.
final class Gateway extends Dispatcher implements AutoCloseable {
  private final MockWebServer server = new MockWebServer();
  private final OkHttpClient client =
      new OkHttpClient.Builder().readTimeout(Duration.ofMinutes(1)).build();
  private volatile HttpUrl sandbox;

  /// Bytes of all answers so far.
  final AtomicLong answered = new AtomicLong();

  /// The answer to a request instead of its own, which was carried out.
  volatile Function<RecordedRequest, Optional<MockResponse>> instead = _ -> Optional.empty();

  /// Whether a request never reaches the sandbox.
  volatile Function<RecordedRequest, Optional<MockResponse>> before = _ -> Optional.empty();

  Gateway() throws IOException {
    server.setDispatcher(this);
    server.start();
  }

  /// The way to a sandbox that leads through here.
  HttpUrl to(HttpUrl address) {
    sandbox = address;
    return server.url("/");
  }

  static MockResponse cut() {
    return new MockResponse.Builder().onRequestBody(new SocketEffect.CloseSocket()).build();
  }

  static MockResponse page(int status) {
    return new MockResponse.Builder().code(status).body("<html>gateway</html>").build();
  }

  static boolean isWrite(RecordedRequest request) {
    return request.getMethod().equals("PUT");
  }

  static boolean isExec(RecordedRequest request) {
    return request.getTarget().startsWith("/v1/exec");
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    return before
        .apply(request)
        .orElseGet(
            () -> {
              MockResponse own = carriedOut(request);
              return instead.apply(request).orElse(own);
            });
  }

  private MockResponse carriedOut(RecordedRequest request) {
    boolean bodiless = request.getMethod().equals("GET");
    var wire =
        new Request.Builder()
            .url(sandbox.resolve(request.getTarget()))
            .header("X-Sandbox-Token", request.getHeaders().get("X-Sandbox-Token"))
            .method(
                request.getMethod(),
                bodiless ? null : RequestBody.create(request.getBody().toByteArray(), null));
    try (Response response = client.newCall(wire.build()).execute()) {
      byte[] body = response.body().bytes();
      answered.addAndGet(body.length);
      return new MockResponse.Builder()
          .code(response.code())
          .setHeader("Content-Type", response.header("Content-Type", "text/plain"))
          .body(new Buffer().write(body))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}

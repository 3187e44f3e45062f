package dev.mlintern.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/// The Hub behind a proxy, and its sandboxes, which listen on ports of their own: their addresses
/// become `/~port/…` of the proxy. Every request is sent once, on a connection of its own.
final class Upstream {
  private static final Set<String> HOP =
      Set.of(
          "connection",
          "content-length",
          "host",
          "transfer-encoding",
          "expect",
          "upgrade",
          "keep-alive",
          "accept-encoding");

  private static final Pattern PORT = Pattern.compile("/~(\\d+)(/.*)");
  private static final Pattern SANDBOX =
      Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)(?=/[0-9a-f]{24}--)");

  private final URI hub;
  private final URI proxy;
  private final OkHttpClient client =
      new OkHttpClient.Builder()
          .proxy(Proxy.NO_PROXY)
          .retryOnConnectionFailure(false)
          .followRedirects(false)
          .connectionPool(new ConnectionPool(0, 1, TimeUnit.NANOSECONDS))
          .readTimeout(Duration.ZERO)
          .writeTimeout(Duration.ZERO)
          .build();

  Upstream(URI hub, URI proxy) {
    this.hub = hub;
    this.proxy = proxy;
  }

  /// The same for whatever port a sandbox got.
  static String withoutPort(String path) {
    return PORT.matcher(path).replaceFirst("/~$2");
  }

  Answer send(HttpIn request) throws IOException {
    Matcher sandbox = PORT.matcher(request.target());
    String url =
        sandbox.matches()
            ? "http://127.0.0.1:" + sandbox.group(1) + sandbox.group(2)
            : hub + request.target();
    boolean hasBody =
        request.body().length > 0 || Set.of("POST", "PUT", "PATCH").contains(request.method());
    var sent =
        new Request.Builder()
            .url(url)
            .method(request.method(), hasBody ? RequestBody.create(request.body(), null) : null)
            .header("Accept-Encoding", "identity")
            .header("Connection", "close");
    for (HttpIn.Header header : request.headers()) {
      if (!HOP.contains(header.name().toLowerCase(Locale.ROOT))) {
        sent.addHeader(header.name(), header.value());
      }
    }
    return new Answer(client.newCall(sent.build()).execute());
  }

  void close() {
    client.dispatcher().executorService().shutdown();
  }

  private String here(String text) {
    return SANDBOX
        .matcher(text)
        .replaceAll(proxy + "/~$1")
        .replace(hub.toString(), proxy.toString());
  }

  /// What the Hub says, its own addresses leading through the proxy.
  final class Answer implements AutoCloseable {
    private final Response response;

    private Answer(Response response) {
      this.response = response;
    }

    /// Whether the answer comes bit by bit, without a length.
    boolean streams() {
      return response.header("Content-Length") == null && !isJson() && hasBody();
    }

    InputStream body() {
      return response.body().byteStream();
    }

    byte[] whole() throws IOException {
      byte[] bytes = response.body().bytes();
      return isJson() ? here(new String(bytes, UTF_8)).getBytes(UTF_8) : bytes;
    }

    /// Status line and headers, but those about length.
    String head() {
      var head = new StringBuilder("HTTP/1.1 " + response.code() + " -\r\n");
      response
          .headers()
          .forEach(
              header -> {
                if (!HOP.contains(header.getFirst().toLowerCase(Locale.ROOT))) {
                  head.append(header.getFirst()).append(": ");
                  head.append(here(header.getSecond())).append("\r\n");
                }
              });
      return head.toString();
    }

    /// The header line about length that fits this answer.
    String length(int bytes) {
      if (response.request().method().equals("HEAD")) {
        String length = response.header("Content-Length");
        return length == null ? "" : "Content-Length: " + length + "\r\n";
      }
      return hasBody() ? "Content-Length: " + bytes + "\r\n" : "";
    }

    private boolean hasBody() {
      return response.code() != 204
          && response.code() != 304
          && !response.request().method().equals("HEAD");
    }

    private boolean isJson() {
      return response.header("Content-Type", "").contains("application/json");
    }

    @Override
    public void close() {
      response.close();
    }
  }
}

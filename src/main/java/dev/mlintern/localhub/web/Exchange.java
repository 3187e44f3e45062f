package dev.mlintern.localhub.web;

import com.sun.net.httpserver.HttpExchange;
import dev.mlintern.localhub.web.Reply.Bytes;
import dev.mlintern.localhub.web.Reply.FileSlice;
import dev.mlintern.localhub.web.Reply.Header;
import dev.mlintern.localhub.web.Reply.Stream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One call on the wire: reads the request, writes the reply with the headers every answer of the
/// Hub carries.
final class Exchange {
  private static final System.Logger LOG = System.getLogger(Exchange.class.getName());
  private static final int COPY_BYTES = 64 << 10;

  private final HttpExchange http;
  private final URI listening;

  Exchange(HttpExchange http, URI listening) {
    this.http = http;
    this.listening = listening;
  }

  void answer(Router router) throws IOException {
    if (!isForThisMachine(http.getRequestHeaders().getFirst("Host"))) {
      send(HubError.of(421, "This Hub serves 127.0.0.1 and localhost only").reply(false));
      return;
    }
    boolean textErrors = isFilePath(http.getRequestURI().getRawPath());
    Reply reply;
    try {
      Request request = request();
      reply = notModified(request, router.route(request).handle(request));
    } catch (HubError e) {
      reply = e.reply(textErrors);
    } catch (Redirection e) {
      reply = e.reply();
    } catch (RuntimeException | IOException e) {
      LOG.log(Level.ERROR, http.getRequestMethod() + " " + http.getRequestURI().getRawPath(), e);
      reply =
          HubError.of(500, "Internal error of the embedded Hub; what it printed says more")
              .reply(textErrors);
    }
    send(reply);
  }

  /// A web page whose name was made to lead here must not be served: it would count as this host.
  private static boolean isForThisMachine(String host) {
    return host == null || host.matches("(?i)(localhost|127\\.0\\.0\\.1)(:\\d+)?");
  }

  private static boolean isFilePath(String rawPath) {
    return rawPath != null
        && !rawPath.startsWith("/api/")
        && (rawPath.contains("/resolve/") || rawPath.contains("/raw/"));
  }

  private Request request() {
    Map<String, String> headers = new HashMap<>();
    http.getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    URI uri = http.getRequestURI();
    String rawQuery = Optional.ofNullable(uri.getRawQuery()).orElse("");
    return new Request(
        http.getRequestMethod(),
        uri.getRawPath(),
        rawQuery,
        Map.of(),
        Query.parse(rawQuery),
        headers,
        http.getRequestBody(),
        callersEndpoint(headers.get("host")));
  }

  /// Addresses in answers carry the host name the caller used (`localhost` or `127.0.0.1`), as long
  /// as that is this machine: a foreign `Host` header must not steer a client elsewhere.
  private URI callersEndpoint(String host) {
    int port = listening.getPort();
    return host != null && host.equalsIgnoreCase("localhost:" + port)
        ? URI.create("http://localhost:" + port)
        : listening;
  }

  private static Reply notModified(Request request, Reply reply) {
    Optional<String> known = request.header("if-none-match");
    if (known.isEmpty() || reply.status() != 200) {
      return reply;
    }
    Optional<String> etag =
        reply.headers().stream()
            .filter(header -> header.name().equals("ETag"))
            .map(Header::value)
            .findFirst();
    boolean same = etag.isPresent() && List.of(known.get().split("\\s*,\\s*")).contains(etag.get());
    return same ? new Reply(304, reply.headers(), new Bytes(new byte[0])) : reply;
  }

  private void send(Reply reply) throws IOException {
    var out = http.getResponseHeaders();
    reply.headers().forEach(header -> out.add(header.name(), header.value()));
    commonHeaders();
    boolean noBody = http.getRequestMethod().equals("HEAD") || reply.status() == 304;
    long length =
        switch (reply.body()) {
          case Bytes(var bytes) -> bytes.length;
          case FileSlice slice -> slice.length();
          case Stream _ -> -1;
        };
    if (noBody) {
      if (length >= 0 && reply.status() != 304) {
        out.set("Content-Length", Long.toString(length));
      }
      http.sendResponseHeaders(reply.status(), -1);
      return;
    }
    // The JDK's server reads 0 as "chunked" and -1 as "no body".
    http.sendResponseHeaders(reply.status(), length > 0 ? length : length == 0 ? -1 : 0);
    if (length != 0) {
      try (OutputStream body = http.getResponseBody()) {
        write(reply, body);
      }
    }
  }

  private static void write(Reply reply, OutputStream out) throws IOException {
    switch (reply.body()) {
      case Bytes(var bytes) -> out.write(bytes);
      case FileSlice slice -> copy(slice, out);
      case Stream(var writer) -> writer.write(out);
    }
  }

  private static void copy(FileSlice slice, OutputStream out) throws IOException {
    try (var channel = FileChannel.open(slice.file())) {
      channel.position(slice.offset());
      var target = Channels.newChannel(out);
      var buffer = ByteBuffer.allocate(COPY_BYTES);
      long left = slice.length();
      while (left > 0) {
        buffer.clear().limit((int) Math.min(left, buffer.capacity()));
        if (channel.read(buffer) < 0) {
          throw new IOException("the stored file is shorter than it was: " + slice.file());
        }
        left -= buffer.flip().remaining();
        target.write(buffer);
      }
    }
  }

  private void commonHeaders() {
    var out = http.getResponseHeaders();
    Optional<String> trace =
        Optional.ofNullable(http.getRequestHeaders().getFirst("X-Amzn-Trace-Id"))
            .or(() -> Optional.ofNullable(http.getRequestHeaders().getFirst("X-Request-Id")));
    out.set("X-Request-Id", RequestIds.next(trace));
    out.set("X-Powered-By", "huggingface-moon");
    RateLimitHeaders.put(out, http.getRequestURI().getRawPath());
    out.set("Referrer-Policy", "strict-origin-when-cross-origin");
    out.set(
        "Access-Control-Expose-Headers",
        "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,"
            + "Accept-Ranges,Content-Range");
    if (!out.containsKey("Vary")) {
      out.set("Vary", "Origin");
    }
  }
}

package dev.mlintern.http;

import dev.mlintern.http.HttpRequest.Origin;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;

/// A real server with scripted answers, and a stack that talks to it.
final class Upstream implements AutoCloseable {
  final MockWebServer server = new MockWebServer();
  final CallScope scope = CallScope.lasting(Duration.ofSeconds(20));

  /// The stack's clock; moves only when told to.
  Instant now = Instant.parse("2026-05-01T12:00:00Z");

  private HttpStack stack;

  private Upstream(InetAddress address) {
    try {
      server.start(address, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stack = stack(Map.of());
  }

  static Upstream start() {
    return start("127.0.0.1");
  }

  static Upstream start(String address) {
    return new Upstream(InetAddress.ofLiteral(address));
  }

  HttpStack stack() {
    return stack;
  }

  Upstream with(Map<String, String> environment, Credentials... credentials) {
    stack.close();
    stack = HttpStack.create(settings(environment), List.of(credentials), surroundings());
    return this;
  }

  Surroundings surroundings() {
    InstantSource clock = () -> now;
    return new Surroundings(
        clock, NameLookup.SYSTEM, PublicAddresses::contains, new BackOff(Duration.ofMillis(5)));
  }

  static Settings settings(Map<String, String> environment) {
    return Settings.of(environment, Path.of("no-such-home"));
  }

  private HttpStack stack(Map<String, String> environment) {
    return HttpStack.create(settings(environment), List.of(), surroundings());
  }

  HttpUrl url(String path) {
    return HttpUrl.get("http://" + host() + ":" + server.getPort() + path);
  }

  String host() {
    return server.getSocketAddress().getAddress().getHostAddress();
  }

  HttpReply get(String path) {
    return stack.send(HttpRequest.get(url(path)), scope);
  }

  HttpReply getAsModel(String path) {
    return stack.send(HttpRequest.get(url(path)).withOrigin(Origin.MODEL), scope);
  }

  void answer(String body, String... headers) {
    answer(200, body, headers);
  }

  void answer(int code, String body, String... headers) {
    MockResponse.Builder response = new MockResponse.Builder().code(code).body(body);
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
    }
    server.enqueue(response.build());
  }

  /// The next request that arrived.
  RecordedRequest request() throws InterruptedException {
    RecordedRequest request = server.takeRequest(5, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request arrived");
    }
    return request;
  }

  String header(String name) throws InterruptedException {
    return request().getHeaders().get(name);
  }

  @Override
  public void close() {
    stack.close();
    server.close();
  }
}

package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Dead and endless upstreams.
@Timeout(20)
class TimeLimitTest {
  private final Upstream upstream = Upstream.start();

  @AfterEach
  void stop() {
    upstream.close();
  }

  @Test
  void an_upstream_that_never_answers_ends_with_the_call() {
    stall();
    CallScope scope = CallScope.lasting(Duration.ofMillis(300));

    assertThatThrownBy(() -> upstream.stack().send(HttpRequest.get(upstream.url("/dead")), scope))
        .isInstanceOf(HttpFailure.TimedOut.class)
        .hasMessageContaining("/dead")
        .hasMessageContaining("this call's time");
  }

  @Test
  void silence_longer_than_the_request_bears_is_tried_again() {
    stall();
    upstream.answer("awake");
    HttpRequest request =
        HttpRequest.get(upstream.url("/")).withReadTimeout(Duration.ofMillis(200));

    assertThat(upstream.stack().send(request, upstream.scope).text()).isEqualTo("awake");
  }

  @Test
  void a_body_that_drips_for_ever_ends_with_the_requests_time_limit() {
    drip();
    drip();
    drip();
    HttpRequest request = HttpRequest.get(upstream.url("/")).withTimeLimit(Duration.ofMillis(300));
    CallScope scope = CallScope.lasting(Duration.ofMillis(800));

    assertThatThrownBy(() -> upstream.stack().send(request, scope))
        .isInstanceOf(HttpFailure.TimedOut.class);
  }

  @Test
  void a_stream_outlives_the_time_limit_of_whole_answers() throws Exception {
    upstream.server.enqueue(
        new MockResponse.Builder()
            .body("tick tick tick tick ")
            .throttleBody(5, 150, TimeUnit.MILLISECONDS)
            .build());
    HttpRequest request = HttpRequest.get(upstream.url("/")).withTimeLimit(Duration.ofMillis(200));

    try (Response response = upstream.stack().open(request, upstream.scope)) {
      assertThat(response.body().string()).isEqualTo("tick tick tick tick ");
    }
  }

  @Test
  void a_stream_ends_with_its_scope() {
    drip();
    HttpRequest request = HttpRequest.get(upstream.url("/"));
    CallScope scope = CallScope.lasting(Duration.ofMillis(400));

    assertThatThrownBy(
            () -> {
              try (Response response = upstream.stack().open(request, scope)) {
                response.body().bytes();
              } catch (IOException e) {
                throw upstream.stack().failure(request, scope, e);
              }
            })
        .isInstanceOf(HttpFailure.TimedOut.class);
  }

  @Test
  void a_server_that_does_not_even_accept_is_reported() throws IOException {
    int closedPort;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = socket.getLocalPort();
    }
    HttpRequest request = HttpRequest.get(HttpUrl.get("http://127.0.0.1:" + closedPort + "/"));

    assertThatThrownBy(() -> upstream.stack().send(request, upstream.scope))
        .isInstanceOf(HttpFailure.Network.class)
        .hasMessageContaining("cannot connect");
  }

  @Test
  void a_name_server_that_hangs_does_not_hold_the_call() {
    Surroundings usual = upstream.surroundings();
    NameLookup hanging =
        host -> {
          try {
            Thread.sleep(60_000);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          throw new IOException("unreachable: " + host);
        };
    var surroundings = new Surroundings(usual.clock(), hanging, usual.isPublic(), usual.backOff());
    CallScope scope = CallScope.lasting(Duration.ofMillis(300));
    HttpRequest request = HttpRequest.get(HttpUrl.get("http://hub.example/"));

    try (HttpStack stack =
        HttpStack.create(
            Upstream.settings(java.util.Map.of()), java.util.List.of(), surroundings)) {
      assertThatThrownBy(() -> stack.send(request, scope)).isInstanceOf(HttpFailure.TimedOut.class);
    }
  }

  private void stall() {
    upstream.server.enqueue(
        new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
  }

  private void drip() {
    upstream.server.enqueue(
        new MockResponse.Builder()
            .body("x".repeat(10_000))
            .throttleBody(1, 50, TimeUnit.MILLISECONDS)
            .build());
  }
}

package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {
  private final Upstream upstream = Upstream.start();

  @AfterEach
  void stop() {
    upstream.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
  void a_passing_trouble_is_tried_again(int status) {
    upstream.answer(status, "busy");
    upstream.answer("fine");

    assertThat(upstream.get("/").text()).isEqualTo("fine");
  }

  @Test
  void the_third_answer_is_the_last_word() {
    for (int i = 0; i < 4; i++) {
      upstream.answer(503, "busy");
    }

    assertThat(upstream.get("/").status()).isEqualTo(503);
    assertThat(upstream.server.getRequestCount()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 409, 416, 422, 501})
  void a_verdict_is_not_asked_for_twice(int status) {
    upstream.answer(status, "no");

    assertThat(upstream.get("/").status()).isEqualTo(status);
    assertThat(upstream.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void a_500_that_names_its_error_is_a_verdict() {
    upstream.answer(500, "{}", "X-Error-Code", "StreamingRowsError");
    assertThat(upstream.get("/").status()).isEqualTo(500);

    upstream.answer(500, "{}");
    upstream.answer("recovered");
    assertThat(upstream.get("/").text()).isEqualTo("recovered");
    assertThat(upstream.server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void a_cut_connection_is_tried_again_even_in_the_middle_of_the_body() {
    upstream.server.enqueue(
        new MockResponse.Builder().onRequestStart(new SocketEffect.CloseSocket()).build());
    upstream.server.enqueue(
        new MockResponse.Builder()
            .body("x".repeat(100_000))
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
    upstream.answer("whole");

    assertThat(upstream.get("/").text()).isEqualTo("whole");
  }

  @Test
  void a_write_is_never_repeated() {
    upstream.answer(503, "busy", "Retry-After", "0");
    HttpRequest write =
        HttpRequest.post(upstream.url("/commit"), RequestBody.create("x".getBytes()));

    assertThat(upstream.stack().send(write, upstream.scope).status()).isEqualTo(503);

    upstream.server.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
    assertThatThrownBy(() -> upstream.stack().send(write, upstream.scope))
        .isInstanceOf(HttpFailure.Network.class)
        .hasMessageContaining("It may have been carried out all the same");
    assertThat(upstream.server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void a_write_that_never_left_is_not_called_perhaps_carried_out() throws Exception {
    int closed;
    try (var socket = new java.net.ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    HttpRequest write =
        HttpRequest.post(
            HttpUrl.get("http://127.0.0.1:" + closed + "/commit"),
            RequestBody.create("x".getBytes()));

    assertThatThrownBy(() -> upstream.stack().send(write, upstream.scope))
        .isInstanceOf(HttpFailure.Network.class)
        .hasMessageContaining("cannot connect")
        .message()
        .doesNotContain("carried out");
  }

  @Test
  void a_delete_that_broke_is_not_repeated_either() {
    upstream.answer("warm the connection up");
    upstream.get("/");
    upstream.server.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
    HttpRequest delete = HttpRequest.of("DELETE", upstream.url("/x"), java.util.Optional.empty());

    assertThatThrownBy(() -> upstream.stack().send(delete, upstream.scope))
        .isInstanceOf(HttpFailure.Network.class);
    assertThat(upstream.server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void a_post_that_only_asks_may_be_repeated() {
    upstream.answer(502, "");
    upstream.answer("answer");
    HttpRequest question =
        HttpRequest.post(upstream.url("/batch"), RequestBody.create("x".getBytes()))
            .withIdempotent(true);

    assertThat(upstream.stack().send(question, upstream.scope).text()).isEqualTo("answer");
  }

  @Test
  void an_open_answer_is_tried_again_before_it_is_handed_over() throws Exception {
    upstream.answer(503, "busy");
    upstream.answer("stream");

    try (Response response =
        upstream.stack().open(HttpRequest.get(upstream.url("/")), upstream.scope)) {
      assertThat(response.body().string()).isEqualTo("stream");
    }
  }

  @Test
  void a_wait_that_does_not_fit_fails_at_once_with_the_seconds() {
    upstream.answer(
        429,
        "",
        "RateLimit",
        "\"api\";r=0;t=188",
        "X-Error-Message",
        "We had to rate limit you, you hit the quota");

    assertThatThrownBy(() -> upstream.get("/api/models"))
        .asInstanceOf(InstanceOfAssertFactories.type(HttpFailure.RateLimited.class))
        .satisfies(
            e -> {
              assertThat(e.waitTime()).isEqualTo(Duration.ofSeconds(189));
              assertThat(e.getMessage()).contains("189 s").contains("you hit the quota");
            });
    assertThat(upstream.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void a_retry_after_date_counts_too() {
    upstream.answer(503, "", "Retry-After", "Fri, 01 May 2026 12:02:00 GMT");

    assertThatThrownBy(() -> upstream.get("/"))
        .asInstanceOf(InstanceOfAssertFactories.type(HttpFailure.RateLimited.class))
        .extracting(HttpFailure.RateLimited::waitTime)
        .isEqualTo(Duration.ofSeconds(120));
  }

  @Test
  void a_short_wait_is_waited_for() {
    upstream.answer(429, "", "Retry-After", "1");
    upstream.answer("fine");
    long start = System.nanoTime();

    assertThat(upstream.get("/").text()).isEqualTo("fine");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
  }

  @Test
  void a_429_with_room_left_in_the_window_is_not_repeated() {
    upstream.answer(429, "action limit", "RateLimit", "\"api\";r=99794;t=241");

    assertThat(upstream.get("/").status()).isEqualTo(429);
    assertThat(upstream.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void github_says_it_with_a_403_and_its_own_headers() {
    long reset = upstream.now.plusSeconds(600).getEpochSecond();
    upstream.answer(
        403, "", "x-ratelimit-remaining", "0", "x-ratelimit-reset", Long.toString(reset));

    assertThatThrownBy(() -> upstream.get("/search/code"))
        .asInstanceOf(InstanceOfAssertFactories.type(HttpFailure.RateLimited.class))
        .extracting(HttpFailure.RateLimited::waitTime)
        .isEqualTo(Duration.ofSeconds(601));
  }

  @Test
  void a_host_that_does_not_exist_is_named_once_and_clearly() {
    HttpRequest request = HttpRequest.get(okhttp3.HttpUrl.get("http://no-such-host.invalid/x"));

    assertThatThrownBy(() -> upstream.stack().send(request, upstream.scope))
        .isInstanceOf(HttpFailure.Network.class)
        .hasMessageContaining("no-such-host.invalid")
        .hasMessageContaining("cannot be resolved");
  }
}

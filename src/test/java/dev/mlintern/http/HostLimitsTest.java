package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HostLimitsTest {
  private static final HttpUrl FOREIGN = HttpUrl.get("https://export.arxiv.org/abs/1");
  private final CallScope scope = CallScope.lasting(Duration.ofSeconds(10));

  @Test
  void no_more_requests_than_allowed_are_under_way_at_one_host() throws Exception {
    var underWay = new AtomicInteger();
    var most = new AtomicInteger();
    try (Upstream upstream = Upstream.start()) {
      upstream.server.setDispatcher(
          new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              Thread.sleep(30);
              underWay.decrementAndGet();
              return new MockResponse.Builder().body("ok").build();
            }
          });
      List<CompletableFuture<HttpReply>> replies = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String path = "/" + i;
        replies.add(
            CompletableFuture.supplyAsync(
                () -> upstream.get(path), task -> Thread.startVirtualThread(task)));
      }
      for (CompletableFuture<HttpReply> reply : replies) {
        assertThat(reply.get(15, TimeUnit.SECONDS).isSuccessful()).isTrue();
      }
    }

    assertThat(most.get()).isLessThanOrEqualTo(HostLimits.OWN_PLACES).isGreaterThan(16);
  }

  @Test
  void the_place_is_free_again_when_an_open_answer_is_closed() {
    try (Upstream upstream = Upstream.start()) {
      for (int i = 0; i <= HostLimits.OWN_PLACES; i++) {
        upstream.answer("stream " + i);
      }
      List<Response> open = new ArrayList<>();
      HttpRequest request = HttpRequest.get(upstream.url("/"));
      for (int i = 0; i < HostLimits.OWN_PLACES; i++) {
        open.add(upstream.stack().open(request, scope));
      }

      CallScope hasty = CallScope.lasting(Duration.ofMillis(100));
      assertThatThrownBy(() -> upstream.stack().open(request, hasty))
          .isInstanceOf(HttpFailure.TimedOut.class)
          .hasMessageContaining("Too many requests to 127.0.0.1");
      open.getFirst().close();
      upstream.stack().open(request, scope).close();
      open.forEach(Response::close);
    }
  }

  @Test
  void a_cancelled_call_stops_waiting_and_its_place_is_not_lost() throws Exception {
    var limits = new HostLimits(List.of());
    List<Runnable> inside = new ArrayList<>();
    for (int i = 0; i < HostLimits.FOREIGN_PLACES; i++) {
      inside.add(limits.enter(FOREIGN, scope));
    }
    CallScope impatient = CallScope.lasting(Duration.ofSeconds(10));
    var outcome =
        CompletableFuture.supplyAsync(
            () -> limits.enter(FOREIGN, impatient), task -> Thread.startVirtualThread(task));
    Thread.sleep(50);

    impatient.cancel();

    assertThat(outcome.handle((_, failure) -> failure.getCause()).get(5, TimeUnit.SECONDS))
        .isInstanceOf(CancellationException.class);
    inside.forEach(Runnable::run);
    for (int i = 0; i < HostLimits.FOREIGN_PLACES; i++) {
      limits.enter(FOREIGN, CallScope.lasting(Duration.ofMillis(200)));
    }
  }

  @Test
  void a_pace_spaces_requests_out() {
    Pace pace = Pace.every(Duration.ofMillis(200), "arXiv");
    long start = System.nanoTime();

    for (int i = 0; i < 3; i++) {
      pace.await(scope);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(390));
  }

  @Test
  void a_turn_that_comes_too_late_fails_at_once_with_the_wait_and_is_not_reserved() {
    Pace pace = Pace.every(Duration.ofSeconds(3), "arXiv");
    pace.await(scope);
    CallScope hasty = CallScope.lasting(Duration.ofSeconds(1));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> pace.await(hasty))
          .isInstanceOfSatisfying(
              HttpFailure.RateLimited.class,
              e -> assertThat(e.waitTime()).isLessThanOrEqualTo(Duration.ofSeconds(3)))
          .hasMessageContaining("arXiv allows one request every 3 s");
    }
  }

  @Test
  void requests_of_one_pace_share_it_whatever_their_address() {
    try (Upstream upstream = Upstream.start()) {
      upstream.answer("one");
      Pace pace = Pace.every(Duration.ofMinutes(1), "arXiv");
      upstream.stack().send(HttpRequest.get(upstream.url("/a")).withPace(pace), scope);

      assertThatThrownBy(
              () ->
                  upstream.stack().send(HttpRequest.get(upstream.url("/b")).withPace(pace), scope))
          .isInstanceOf(HttpFailure.RateLimited.class);
      assertThat(upstream.server.getRequestCount()).isEqualTo(1);
    }
  }
}

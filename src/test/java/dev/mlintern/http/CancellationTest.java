package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(15)
class CancellationTest {
  private final Upstream upstream = Upstream.start();

  @AfterEach
  void stop() {
    upstream.close();
  }

  @Test
  void cancelling_breaks_off_a_request_that_waits_for_its_answer() throws Exception {
    stall();
    CompletableFuture<Throwable> outcome = outcomeOf(() -> upstream.get("/"));
    upstream.request();

    upstream.scope.cancel();

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
  }

  @Test
  void a_call_that_was_cancelled_sends_nothing_more() {
    upstream.scope.cancel();

    assertThatThrownBy(() -> upstream.get("/")).isInstanceOf(CancellationException.class);
    assertThat(upstream.server.getRequestCount()).isZero();
  }

  @Test
  void interrupting_a_virtual_thread_breaks_its_request_off_and_leaves_it_marked()
      throws Exception {
    stall();
    var outcome = new CompletableFuture<Throwable>();
    var marked = new AtomicBoolean();
    Thread thread =
        Thread.startVirtualThread(
            () -> {
              try {
                upstream.get("/");
              } catch (RuntimeException e) {
                marked.set(Thread.currentThread().isInterrupted());
                outcome.complete(e);
              }
            });
    upstream.request();

    thread.interrupt();

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    assertThat(marked).isTrue();
  }

  @Test
  void cancelling_ends_the_wait_before_another_attempt() throws Exception {
    upstream.answer(429, "", "Retry-After", "10");
    CompletableFuture<Throwable> outcome = outcomeOf(() -> upstream.get("/"));
    upstream.request();

    upstream.scope.cancel();

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    assertThat(upstream.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void cancelling_breaks_off_a_stream_that_is_being_read() throws Exception {
    upstream.server.enqueue(
        new MockResponse.Builder()
            .body("x".repeat(100_000))
            .throttleBody(1, 100, TimeUnit.MILLISECONDS)
            .build());
    HttpRequest request = HttpRequest.get(upstream.url("/"));
    var begun = new CountDownLatch(1);
    CompletableFuture<Throwable> outcome =
        outcomeOf(
            () -> {
              try (Response response = upstream.stack().open(request, upstream.scope)) {
                begun.countDown();
                response.body().bytes();
              } catch (IOException e) {
                throw upstream.stack().failure(request, upstream.scope, e);
              }
            });
    begun.await();

    upstream.scope.cancel();

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
  }

  /// To the end of it are three hours.
  @Test
  @Timeout(60)
  void closing_a_long_stream_early_does_not_drain_it() {
    upstream.server.enqueue(
        new MockResponse.Builder()
            .body("x".repeat(1_000_000))
            .throttleBody(100, 1, TimeUnit.SECONDS)
            .build());
    CallScope scope = CallScope.lasting(Duration.ofMinutes(5));

    upstream.stack().open(HttpRequest.get(upstream.url("/")), scope).close();
  }

  @Test
  void closing_the_stack_ends_what_is_under_way() throws Exception {
    stall();
    CompletableFuture<Throwable> outcome = outcomeOf(() -> upstream.get("/"));
    upstream.request();

    upstream.stack().close();

    assertThat(outcome.get(5, TimeUnit.SECONDS)).isInstanceOf(HttpFailure.class);
  }

  private static CompletableFuture<Throwable> outcomeOf(Runnable work) {
    var outcome = new CompletableFuture<Throwable>();
    Thread.startVirtualThread(
        () -> {
          try {
            work.run();
            outcome.complete(new AssertionError("it ended well"));
          } catch (RuntimeException e) {
            outcome.complete(e);
          }
        });
    return outcome;
  }

  private void stall() {
    upstream.server.enqueue(
        new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
  }
}

package dev.mlintern.http;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.Response;

/// The works behind [HttpStack]: cache around retry around single attempts.
final class Engine {
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private final Wire wire;
  private final Retry retry;
  private final ReplyCache cache;
  private volatile boolean closed;

  Engine(Settings settings, List<Credentials> credentials, Surroundings surroundings) {
    this.wire = new Wire(settings, credentials, surroundings);
    this.retry = new Retry(surroundings.backOff().first(), surroundings.clock());
    Optional<DiskReplies> disk =
        settings.flag(Setting.ML_INTERN_CACHE)
            ? Optional.of(
                new DiskReplies(
                    settings.stateDirectory().resolve("http-cache"), DiskReplies.MAX_BYTES))
            : Optional.empty();
    this.cache = new ReplyCache(new ReplyStore(ReplyStore.MAX_BYTES, disk), surroundings.clock());
  }

  HttpReply send(HttpRequest request, CallScope scope) {
    scope.throwIfCancelled();
    if (request.method().equals("GET") && request.cacheFor().isPositive()) {
      return cache.get(
          request,
          wire.credentialFor(request),
          scope,
          changed -> repeat(changed, scope, () -> whole(changed, scope)));
    }
    return repeat(request, scope, () -> whole(request, scope));
  }

  Response open(HttpRequest request, CallScope scope) {
    scope.throwIfCancelled();
    return repeat(request, scope, () -> begun(request, scope));
  }

  void close() {
    closed = true;
    wire.close();
  }

  private Answer<HttpReply> whole(HttpRequest request, CallScope scope) throws IOException {
    try (Response response = wire.send(request, scope, request.timeLimit())) {
      HttpReply reply = HttpReply.of(response, request.maxBytes());
      return new Answer<>(reply, reply.status(), reply.headers(), () -> {});
    }
  }

  private Answer<Response> begun(HttpRequest request, CallScope scope) throws IOException {
    Response response = wire.send(request, scope, FOR_EVER);
    return new Answer<>(response, response.code(), response.headers(), response::close);
  }

  private <T> T repeat(HttpRequest request, CallScope scope, Attempt<T> attempt) {
    try {
      for (int number = 1; ; number++) {
        long start = System.nanoTime();
        Duration wait;
        try {
          Answer<T> answer = attempt.run();
          Optional<Duration> again = afterAnswer(request, scope, number, answer);
          if (again.isEmpty()) {
            return answer.value();
          }
          answer.discard().run();
          wait = again.get();
        } catch (IOException e) {
          wait = afterFailure(request, scope, number, e, System.nanoTime() - start);
        }
        scope.pause(wait);
      }
    } finally {
      // A write, even one that seems to have failed, may have changed what the cache holds.
      if (request.isWrite()) {
        cache.forget(request);
      }
    }
  }

  private Duration afterFailure(
      HttpRequest request, CallScope scope, int number, IOException failure, long tookNanos) {
    if (closed || scope.isCancelled() || Thread.currentThread().isInterrupted()) {
      throw HttpFailures.of(request, scope, failure);
    }
    return retry
        .afterFailure(request, scope, number, failure, Duration.ofNanos(tookNanos))
        .orElseThrow(() -> HttpFailures.of(request, scope, failure));
  }

  private <T> Optional<Duration> afterAnswer(
      HttpRequest request, CallScope scope, int number, Answer<T> answer) {
    try {
      return retry.afterAnswer(request, scope, number, answer.status(), answer.headers());
    } catch (HttpFailure e) {
      answer.discard().run();
      throw e;
    }
  }

  /// One try at the request.
  @FunctionalInterface
  private interface Attempt<T> {
    Answer<T> run() throws IOException;
  }

  /// What came back, with what decides whether it is the last word.
  ///
  /// @param discard frees what the value holds, when it is not handed on
  private record Answer<T>(T value, int status, Headers headers, Runnable discard) {}
}

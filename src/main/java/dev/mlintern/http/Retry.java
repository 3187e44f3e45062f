package dev.mlintern.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLException;
import okhttp3.Headers;

/// Decides whether a failed attempt is made again, and after what wait: at most three attempts,
/// full-jitter back-off, idempotent requests only (spec tools-read §2.2, hub-api §4.5).
final class Retry {
  static final int MAX_ATTEMPTS = 3;
  private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
  private static final Duration MAX_BACK_OFF = Duration.ofSeconds(8);

  /// Less than this is not worth another attempt.
  private static final Duration SHORTEST_ATTEMPT = Duration.ofMillis(250);

  private final Duration firstBackOff;
  private final InstantSource clock;

  Retry(Duration firstBackOff, InstantSource clock) {
    this.firstBackOff = firstBackOff;
    this.clock = clock;
  }

  /// The wait before the next attempt, after an answer; empty when this answer is the last word.
  ///
  /// @param attempt number of the attempt that was answered, from 1
  /// @throws HttpFailure.RateLimited when the wait that was asked for does not fit into the scope
  Optional<Duration> afterAnswer(
      HttpRequest request, CallScope scope, int attempt, int status, Headers headers) {
    var limits = new RateLimitHeaders(headers, clock.instant());
    Optional<Duration> asked = limits.askedWait();
    boolean isLimited = status == 429 || (status == 403 && asked.isPresent());
    boolean isPassing = PASSING.contains(status) && !isPermanent(status, headers);
    if (!request.idempotent() || !(isPassing || isLimited)) {
      return Optional.empty();
    }
    if (isLimited && headers.get("Retry-After") == null && limits.hasRoomLeft()) {
      return Optional.empty();
    }
    if (asked.isPresent() && !fits(asked.get(), scope)) {
      throw rateLimited(request, status, headers, asked.get());
    }
    if (attempt >= MAX_ATTEMPTS) {
      return Optional.empty();
    }
    Duration backOff = backOff(attempt);
    Duration wait = asked.filter(time -> time.compareTo(backOff) > 0).orElse(backOff);
    return fits(wait, scope) ? Optional.of(wait) : Optional.empty();
  }

  /// The wait before the next attempt, after a failure to get an answer; empty to give up.
  ///
  /// An attempt that took long is made again only if it could take as long once more.
  Optional<Duration> afterFailure(
      HttpRequest request, CallScope scope, int attempt, IOException failure, Duration took) {
    boolean hopeless =
        failure instanceof UnknownHostException
            || (failure instanceof SSLException && !isCutConnection(failure));
    if (!request.idempotent() || hopeless || attempt >= MAX_ATTEMPTS) {
      return Optional.empty();
    }
    Duration needed = failure instanceof InterruptedIOException ? took : SHORTEST_ATTEMPT;
    Duration wait = backOff(attempt);
    return fits(wait.plus(needed), scope) ? Optional.of(wait) : Optional.empty();
  }

  /// A 500 that names its error is the application's verdict and not a mishap: the dataset viewer
  /// stores such results until the dataset changes (spec hub-api §10.3). Its `ResponseNotReady`
  /// takes seconds to clear, so its client asks again at a pace of its own.
  private static boolean isPermanent(int status, Headers headers) {
    return status == 500 && headers.get("X-Error-Code") != null;
  }

  private static boolean isCutConnection(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("closed") || message.contains("reset") || message.contains("EOF");
  }

  private static boolean fits(Duration wait, CallScope scope) {
    return wait.plus(SHORTEST_ATTEMPT).compareTo(scope.remaining()) < 0;
  }

  private Duration backOff(int attempt) {
    Duration most = firstBackOff.multipliedBy(1L << (attempt - 1));
    Duration capped = most.compareTo(MAX_BACK_OFF) > 0 ? MAX_BACK_OFF : most;
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(capped.toNanos() + 1));
  }

  private static HttpFailure.RateLimited rateLimited(
      HttpRequest request, int status, Headers headers, Duration wait) {
    String upstream = headers.get("X-Error-Message");
    String what = status == 503 ? " is busy (503" : " limits the rate of requests (" + status;
    return new HttpFailure.RateLimited(
        request.url().host()
            + what
            + (upstream == null ? "" : ": " + OneLine.of(upstream, 300))
            + "): try again in "
            + (wait.toMillis() + 999) / 1000
            + " s. That does not fit into this call's time.",
        wait,
        status);
  }
}

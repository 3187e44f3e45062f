package dev.mlintern.http;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Response;

/// Remembers which request windows are used up, so that nobody knocks before they open again
/// (spec hub-api §4.5). The interceptor learns from every answer; [#await] holds requests back.
final class Quotas implements Interceptor {
  /// No header may shut a host out for longer.
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Map<Window, Long> opensAtNanos = new ConcurrentHashMap<>();
  private final InstantSource clock;

  Quotas(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    Optional<Duration> wait =
        new RateLimitHeaders(response.headers(), clock.instant()).untilWindowEnds();
    if (wait.isPresent()) {
      Duration bounded = wait.get().compareTo(LONGEST) > 0 ? LONGEST : wait.get();
      boolean withCredential = CallContext.of(chain.request()).credentialSent();
      opensAtNanos.put(
          Window.of(chain.request().url(), withCredential), System.nanoTime() + bounded.toNanos());
    }
    return response;
  }

  /// Waits until the window for such requests is open.
  ///
  /// @throws HttpFailure.RateLimited when that is after the call's time is over
  void await(HttpUrl url, BooleanSupplier withCredential, CallScope scope) {
    if (opensAtNanos.isEmpty()) {
      return;
    }
    Window window = Window.of(url, withCredential.getAsBoolean());
    Long opensAt = opensAtNanos.get(window);
    if (opensAt == null) {
      return;
    }
    Duration wait = Duration.ofNanos(opensAt - System.nanoTime());
    if (!wait.isPositive()) {
      opensAtNanos.remove(window, opensAt);
      return;
    }
    if (wait.compareTo(scope.remaining()) >= 0) {
      throw new HttpFailure.RateLimited(
          url.host()
              + " has had all the requests it allows for now: try again in "
              + (wait.toMillis() + 999) / 1000
              + " s. Nothing was sent.",
          wait);
    }
    scope.pause(wait);
  }

  /// Requests that are counted together: on the Hub, API calls, file downloads and pages have
  /// windows of their own (spec hub-api §4.1), as GitHub's search has; the account and the bare
  /// address are counted apart.
  private record Window(String host, int port, String kind, boolean withCredential) {
    static Window of(HttpUrl url, boolean withCredential) {
      boolean isFile =
          url.pathSegments().contains("resolve") || url.encodedPath().contains("/resolve-cache/");
      String kind = isFile ? "resolve" : url.pathSegments().getFirst();
      return new Window(url.host(), url.port(), kind, withCredential);
    }
  }
}

package dev.mlintern.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import okhttp3.HttpUrl;

/// How many requests to one host and port may be under way at a time.
///
/// The Hub, this machine and what the user configured take as many as a busy client has calls in
/// flight; strangers get a polite number.
final class HostLimits {
  static final int OWN_PLACES = 64;
  static final int FOREIGN_PLACES = 16;

  private final Map<String, Turnstile> turnstiles = new ConcurrentHashMap<>();
  private final List<HttpUrl> configured;

  /// @param configured base addresses from the user's own settings
  HostLimits(List<HttpUrl> configured) {
    this.configured = List.copyOf(configured);
  }

  /// Waits for a place; run the result when the answer is closed.
  ///
  /// @throws HttpFailure.TimedOut when the call's time ended first
  Runnable enter(HttpUrl url, CallScope scope) {
    Turnstile turnstile =
        turnstiles.computeIfAbsent(
            url.host() + ":" + url.port(), _ -> new Turnstile(places(url.host())));
    try {
      turnstile.enter(scope);
    } catch (TimeoutException e) {
      throw new HttpFailure.TimedOut(
          "Too many requests to "
              + url.host()
              + " were under way for the whole time of this call; try again with fewer at a time.",
          e);
    }
    return turnstile::leave;
  }

  private int places(String host) {
    boolean isOwn =
        host.equals("huggingface.co")
            || host.endsWith(".huggingface.co")
            || LoopbackHosts.contains(host)
            || configured.stream().anyMatch(base -> base.host().equals(host));
    return isOwn ? OWN_PLACES : FOREIGN_PLACES;
  }
}

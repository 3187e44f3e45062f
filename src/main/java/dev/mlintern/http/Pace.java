package dev.mlintern.http;

import java.time.Duration;

/// How often requests of one kind may start: the limits a service publishes for its callers, e.g.
/// one request every three seconds for arXiv. Shared by all requests it holds for; thread-safe.
///
/// A client waits for its turn only as long as its call has time; a turn that comes later is not
/// reserved.
public final class Pace {
  /// No limit.
  public static final Pace NONE = new Pace("", 0);

  private final String name;
  private final long intervalNanos;
  private long nextTurnNanos = System.nanoTime();

  private Pace(String name, long intervalNanos) {
    this.name = name;
    this.intervalNanos = intervalNanos;
  }

  /// One start every `interval`.
  ///
  /// @param name the service, as a reader of an error message knows it
  public static Pace every(Duration interval, String name) {
    return new Pace(name, interval.toNanos());
  }

  /// Waits for the next turn.
  ///
  /// @throws HttpFailure.RateLimited when it comes after the call's time is over
  void await(CallScope scope) {
    if (intervalNanos > 0) {
      scope.pause(Duration.ofNanos(reserve(scope)));
    }
  }

  private synchronized long reserve(CallScope scope) {
    long now = System.nanoTime();
    long wait = Math.max(0, nextTurnNanos - now);
    if (wait > 0 && wait >= scope.remaining().toNanos()) {
      Duration asked = Duration.ofNanos(wait);
      throw new HttpFailure.RateLimited(
          name
              + " allows one request every "
              + seconds(Duration.ofNanos(intervalNanos))
              + " and others are waiting: try again in "
              + seconds(asked)
              + ".",
          asked);
    }
    nextTurnNanos = now + wait + intervalNanos;
    return wait;
  }

  private static String seconds(Duration time) {
    return Math.max(1, (time.toMillis() + 999) / 1000) + " s";
  }
}

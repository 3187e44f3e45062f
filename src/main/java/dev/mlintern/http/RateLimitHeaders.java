package dev.mlintern.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;

/// What an answer's headers say about when to come back: `Retry-After` (RFC 9110 §10.2.3), the
/// IETF draft's `RateLimit` as the Hub sends it (spec hub-api §4.2), and GitHub's
/// `x-ratelimit-*`.
final class RateLimitHeaders {
  private static final Pattern WINDOW =
      Pattern.compile("\"[^\"]*\"\\s*;\\s*r=(\\d{1,9})\\s*;\\s*t=(\\d{1,9})");

  /// Windows and clocks are in whole seconds: come back one later, as the official client does.
  private static final Duration ROUNDING = Duration.ofSeconds(1);

  private final Headers headers;
  private final Instant now;

  RateLimitHeaders(Headers headers, Instant now) {
    this.headers = headers;
    this.now = now;
  }

  /// The longest wait any of the headers asks for.
  Optional<Duration> askedWait() {
    return List.of(retryAfter(), usedUpWindow(), gitHubReset()).stream()
        .flatMap(Optional::stream)
        .max(Duration::compareTo);
  }

  /// The wait until the used-up window ends, whatever the answer's status.
  Optional<Duration> untilWindowEnds() {
    return usedUpWindow().or(this::gitHubReset);
  }

  /// Whether the request window has room left: a 429 is then about the action, not the number of
  /// requests, and asking again is pointless.
  boolean hasRoomLeft() {
    List<Window> windows = windows();
    return !windows.isEmpty() && windows.stream().allMatch(window -> window.left > 0);
  }

  private Optional<Duration> retryAfter() {
    String value = headers.get("Retry-After");
    if (value == null) {
      return Optional.empty();
    }
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private Optional<Duration> usedUpWindow() {
    return windows().stream()
        .filter(window -> window.left == 0)
        .map(window -> Duration.ofSeconds(window.secondsToReset).plus(ROUNDING))
        .max(Duration::compareTo);
  }

  private Optional<Duration> gitHubReset() {
    String reset = headers.get("x-ratelimit-reset");
    boolean usedUp = "0".equals(headers.get("x-ratelimit-remaining"));
    if (!usedUp || reset == null || !reset.matches("\\d{1,11}")) {
      return Optional.empty();
    }
    Instant at = Instant.ofEpochSecond(Long.parseLong(reset)).plus(ROUNDING);
    return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
  }

  private List<Window> windows() {
    var windows = new ArrayList<Window>();
    for (String value : headers.values("RateLimit")) {
      Matcher matcher = WINDOW.matcher(value);
      while (matcher.find()) {
        windows.add(new Window(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
      }
    }
    return windows;
  }

  private record Window(long left, long secondsToReset) {}
}

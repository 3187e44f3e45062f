package dev.mlintern.localhub.web;

import com.sun.net.httpserver.Headers;
import java.time.Instant;

/// `RateLimit` and `RateLimit-Policy` as the Hub sends them on every answer (spec hub-api §4). The
/// embedded Hub limits nobody, so the whole quota is always left.
final class RateLimitHeaders {
  private static final int WINDOW_SECONDS = 300;
  private static final int API_QUOTA = 1_000;
  private static final int RESOLVERS_QUOTA = 5_000;
  private static final int PAGES_QUOTA = 200;

  private RateLimitHeaders() {}

  static void put(Headers headers, String rawPath) {
    String bucket = "pages";
    int quota = PAGES_QUOTA;
    if (rawPath.startsWith("/api/")) {
      bucket = "api";
      quota = API_QUOTA;
    } else if (rawPath.contains("/resolve/")) {
      bucket = "resolvers";
      quota = RESOLVERS_QUOTA;
    }
    long left = WINDOW_SECONDS - Instant.now().getEpochSecond() % WINDOW_SECONDS;
    headers.set("RateLimit", "\"" + bucket + "\";r=" + quota + ";t=" + left);
    headers.set(
        "RateLimit-Policy",
        "\"fixed window\";\"" + bucket + "\";q=" + quota + ";w=" + WINDOW_SECONDS);
  }
}

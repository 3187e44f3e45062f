package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Corpus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;

/// Headers of a strange server ask for a wait that is not negative, or for none; they never fail.
public final class RateLimitHeadersFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-27T07:00:00Z");

  @Test
  void any_headers_ask_for_a_wait_or_for_none() {
    Campaign.against(RateLimitHeadersFuzzTest::fuzzerTestOneInput, corpus()).run(20_000);
  }

  public static Corpus corpus() {
    return Corpus.of(
            "Retry-After: 120",
            "Retry-After: Fri, 27 Nov 2026 07:28:00 GMT",
            "RateLimit: \"api\";r=0;t=271\nRateLimit-Policy: \"fixed window\";\"api\";q=500;w=300",
            "RateLimit: \"api\" ; r=3 ; t=9, \"pages\";r=0;t=60",
            "x-ratelimit-remaining: 0\nx-ratelimit-reset: 1795763000")
        .withWords(
            "Retry-After: ",
            "RateLimit: ",
            "\"a\";r=0;t=",
            "x-ratelimit-reset: ",
            "-",
            "999999999",
            "GMT",
            "Feb",
            "\n");
  }

  public static void fuzzerTestOneInput(byte[] input) {
    var headers = new Headers.Builder();
    for (String line : new String(input, StandardCharsets.UTF_8).split("\n")) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).matches("[A-Za-z-]+")) {
        headers.addUnsafeNonAscii(
            line.substring(0, colon),
            line.substring(colon + 1).strip().replaceAll("\\p{Cntrl}", "?"));
      }
    }
    var limits = new RateLimitHeaders(headers.build(), NOW);
    limits.askedWait().ifPresent(wait -> assertThat(wait).isGreaterThanOrEqualTo(Duration.ZERO));
    limits
        .untilWindowEnds()
        .ifPresent(wait -> assertThat(wait).isGreaterThanOrEqualTo(Duration.ZERO));
    if (limits.hasRoomLeft()) {
      assertThat(headers.build().values("RateLimit")).isNotEmpty();
    }
  }
}

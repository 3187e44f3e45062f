package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitHeadersTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Retry-After | 7 | 7",
        "Retry-After | 0 | 0",
        "Retry-After | Fri, 01 May 2026 12:00:30 GMT | 30",
        "Retry-After | Fri, 01 May 2026 11:00:00 GMT | 0",
        "RateLimit | \"api\";r=0;t=189 | 190",
        "RateLimit | \"api\"; r=0; t=5 | 6",
        "RateLimit | \"api\";r=9;t=5, \"resolvers\";r=0;t=20 | 21",
      })
  void each_way_of_asking_for_a_wait_is_understood(String name, String value, long seconds) {
    assertThat(headers(name, value).askedWait()).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "1.5", "99999999999", "Fri, 32 May 2026 12:00:00 GMT"})
  void what_is_not_understood_is_ignored(String value) {
    assertThat(headers("Retry-After", value).askedWait()).isEmpty();
    assertThat(headers("RateLimit", value).askedWait()).isEmpty();
  }

  @Test
  void the_longest_wait_wins() {
    Headers both = Headers.of("Retry-After", "30", "RateLimit", "\"api\";r=0;t=1");

    assertThat(new RateLimitHeaders(both, NOW).askedWait()).contains(Duration.ofSeconds(30));
  }

  @Test
  void github_counts_only_when_nothing_remains() {
    String reset = Long.toString(NOW.getEpochSecond() + 9);
    Headers some = Headers.of("x-ratelimit-remaining", "3", "x-ratelimit-reset", reset);
    Headers none = Headers.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", reset);

    assertThat(new RateLimitHeaders(some, NOW).askedWait()).isEmpty();
    assertThat(new RateLimitHeaders(none, NOW).askedWait()).contains(Duration.ofSeconds(10));
  }

  private static RateLimitHeaders headers(String name, String value) {
    return new RateLimitHeaders(Headers.of(name, value), NOW);
  }
}

package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilentRetryInterceptorTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"408, -", "408, 0", "503, 0", "503, -"})
  void okhttp_does_not_repeat_a_request_behind_our_back(int status, String retryAfter) {
    try (Upstream upstream = Upstream.start()) {
      upstream.answer(
          status,
          "",
          retryAfter == null ? new String[0] : new String[] {"Retry-After", retryAfter});
      HttpRequest write = HttpRequest.post(upstream.url("/"), RequestBody.create("x".getBytes()));

      assertThat(upstream.stack().send(write, upstream.scope).status()).isEqualTo(status);
      assertThat(upstream.server.getRequestCount()).isEqualTo(1);
    }
  }

  @Test
  void a_read_is_repeated_by_our_rules_alone() {
    try (Upstream upstream = Upstream.start()) {
      for (int i = 0; i < 6; i++) {
        upstream.answer(408, "");
      }

      assertThat(upstream.get("/").status()).isEqualTo(408);
      assertThat(upstream.server.getRequestCount()).isEqualTo(Retry.MAX_ATTEMPTS);
    }
  }
}

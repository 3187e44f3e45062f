package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UserAgentInterceptorTest {
  @Test
  void every_request_says_who_is_calling() throws Exception {
    try (Upstream upstream = Upstream.start()) {
      upstream.answer("ok");

      upstream.get("/");

      assertThat(upstream.header("User-Agent"))
          .matches("ml-intern/\\S+; java/25; okhttp/5\\.[0-9.]+");
    }
  }

  @Test
  void the_origin_somebody_set_is_appended_without_what_a_header_cannot_hold() throws Exception {
    try (Upstream upstream = Upstream.start()) {
      upstream.with(Map.of("HF_HUB_USER_AGENT_ORIGIN", "my \u00fc\ncourse"));
      upstream.answer("ok");

      upstream.get("/");

      assertThat(upstream.header("User-Agent")).endsWith("; origin/mycourse");
    }
  }
}

package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuotasTest {
  private final Upstream upstream = Upstream.start();

  @AfterEach
  void stop() {
    upstream.close();
  }

  @Test
  void after_the_last_request_of_a_window_nobody_knocks_until_it_opens() {
    upstream.answer("last one", "RateLimit", "\"api\";r=0;t=200");
    upstream.get("/api/models");

    assertThatThrownBy(() -> upstream.get("/api/datasets"))
        .isInstanceOf(HttpFailure.RateLimited.class)
        .hasMessageContaining("201 s")
        .hasMessageContaining("Nothing was sent");
    assertThat(upstream.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void files_have_a_window_of_their_own() {
    upstream.answer("last one", "RateLimit", "\"api\";r=0;t=200");
    upstream.get("/api/models");
    upstream.answer(307, "", "Location", "/api/resolve-cache/models/a/b/x");
    upstream.answer("bytes");

    assertThat(upstream.get("/a/b/resolve/main/x").text()).isEqualTo("bytes");
  }

  @Test
  void a_window_that_opens_soon_is_waited_for() {
    upstream.answer("last one", "RateLimit", "\"api\";r=0;t=0");
    upstream.get("/api/models");
    upstream.answer("next window");

    assertThat(upstream.get("/api/models").text()).isEqualTo("next window");
  }

  @Test
  void room_left_in_the_window_holds_nobody_back() {
    upstream.answer("one", "RateLimit", "\"api\";r=1;t=200");
    upstream.answer("two");

    upstream.get("/api/models");

    assertThat(upstream.get("/api/models").text()).isEqualTo("two");
  }
}

package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OfflineInterceptorTest {
  private final Upstream upstream = Upstream.start().with(Map.of("HF_HUB_OFFLINE", "1"));

  @AfterEach
  void stop() {
    upstream.close();
  }

  @Test
  void offline_nothing_leaves_the_machine_and_the_reason_is_said() {
    HttpRequest request = HttpRequest.get(HttpUrl.get("https://huggingface.co/api/models"));

    assertThatThrownBy(() -> upstream.stack().send(request, upstream.scope))
        .isInstanceOf(HttpFailure.Refused.class)
        .hasMessageContaining("HF_HUB_OFFLINE");
  }

  @Test
  void a_hub_on_this_machine_still_answers() {
    upstream.answer("local");

    assertThat(upstream.get("/").text()).isEqualTo("local");
  }

  @Test
  void no_redirect_leads_out() {
    upstream.answer(302, "", "Location", "http://example.com/");

    assertThatThrownBy(() -> upstream.get("/")).isInstanceOf(HttpFailure.Refused.class);
  }
}

package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SizeCapTest {
  private static final long HUGE = 200L << 20;

  private final Upstream upstream = Upstream.start();

  @AfterEach
  void stop() {
    upstream.close();
  }

  @Test
  void a_body_that_announces_too_much_is_not_read() {
    enqueueHuge(200, HUGE);

    assertThatThrownBy(() -> upstream.get("/huge"))
        .isInstanceOf(HttpFailure.TooLarge.class)
        .hasMessageContaining("/huge")
        .hasMessageContaining("10485760 bytes");
  }

  @Test
  void a_body_without_an_announced_length_is_read_up_to_the_cap_alone() {
    enqueueHuge(200, -1);

    assertThatThrownBy(() -> upstream.get("/")).isInstanceOf(HttpFailure.TooLarge.class);
  }

  @Test
  void a_small_gzip_that_unpacks_to_200_megabytes_is_cut_off() throws IOException {
    var packed = new Buffer();
    try (BufferedSink sink = Okio.buffer(new GzipSink(packed))) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 200; i++) {
        sink.write(zeros);
      }
    }
    assertThat(packed.size()).isLessThan(1 << 20);
    upstream.server.enqueue(
        new MockResponse.Builder().body(packed).addHeader("Content-Encoding", "gzip").build());

    assertThatThrownBy(() -> upstream.get("/")).isInstanceOf(HttpFailure.TooLarge.class);
  }

  @Test
  void a_huge_error_page_does_not_hide_the_status() {
    enqueueHuge(404, HUGE);

    HttpReply reply = upstream.get("/");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body().length).isLessThanOrEqualTo(64 << 10);
  }

  @Test
  void a_body_of_just_the_cap_is_fine_and_one_byte_more_is_not() {
    upstream.answer("12345");
    upstream.answer("123456");
    HttpRequest request = HttpRequest.get(upstream.url("/")).withMaxBytes(5);

    assertThat(upstream.stack().send(request, upstream.scope).text()).isEqualTo("12345");
    assertThatThrownBy(() -> upstream.stack().send(request, upstream.scope))
        .isInstanceOf(HttpFailure.TooLarge.class);
  }

  @Test
  void asking_for_the_headers_of_a_huge_file_is_no_trouble() {
    upstream.server.enqueue(
        new MockResponse.Builder().addHeader("Content-Length", Long.toString(HUGE)).build());

    HttpReply reply = upstream.stack().send(HttpRequest.head(upstream.url("/")), upstream.scope);

    assertThat(reply.headers().get("Content-Length")).isEqualTo(Long.toString(HUGE));
  }

  @Test
  void the_connection_survives_a_capped_answer() {
    enqueueHuge(200, HUGE);
    upstream.answer("next");
    assertThatThrownBy(() -> upstream.get("/")).isInstanceOf(HttpFailure.TooLarge.class);

    CallScope quick = CallScope.lasting(Duration.ofSeconds(5));
    assertThat(upstream.stack().send(HttpRequest.get(upstream.url("/")), quick).text())
        .isEqualTo("next");
  }

  private void enqueueHuge(int status, long announced) {
    MockResponse.Builder response =
        new MockResponse.Builder()
            .code(status)
            .body(
                new MockResponseBody() {
                  @Override
                  public long getContentLength() {
                    return announced;
                  }

                  @Override
                  public void writeTo(BufferedSink sink) throws IOException {
                    byte[] chunk = new byte[1 << 20];
                    for (long left = HUGE; left > 0; left -= chunk.length) {
                      sink.write(chunk);
                    }
                  }
                });
    upstream.server.enqueue(response.build());
  }
}

package dev.mlintern.tools.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Files of public repositories read without a token, from the host that does not count calls,
/// whole and out of order.
class RawHostTest {
  private final MockWebServer raw = new MockWebServer();
  private final MockWebServer elsewhere = new MockWebServer();
  private GitHubDouble github;

  @BeforeEach
  void start() throws Exception {
    raw.start();
    elsewhere.start();
    github = new GitHubDouble(Map.of("ML_INTERN_GITHUB_RAW", raw.url("/").toString()));
    github.commit("o/r", "HEAD").tree("o/r", "a.py|dir/|dir/b.py");
  }

  @AfterEach
  void stop() {
    github.close();
    raw.close();
    elsewhere.close();
  }

  @Test
  void a_file_is_read_there_at_the_commit_the_api_names() throws Exception {
    raw.enqueue(new MockResponse.Builder().body("x = 1\n").build());

    assertThat(read("a.py")).contains("1| x = 1").contains("o/r@0123456789 a.py");
    assertThat(raw.takeRequest().getTarget()).isEqualTo("/o/r/" + GitHubDouble.SHA + "/a.py");
    assertThat(github.requests).as("one counted call").hasSize(1);
  }

  @Test
  void a_folder_is_told_from_a_missing_file_by_the_tree() {
    raw.enqueue(new MockResponse.Builder().code(404).body("404: Not Found").build());

    assertThat(read("dir")).contains("is a folder with 1 entries").contains("b.py");
  }

  @Test
  void a_redirect_to_another_host_carries_nothing_there() throws Exception {
    String token = "t" + Long.toHexString(System.nanoTime());
    github.close();
    github = new GitHubDouble(Map.of("GITHUB_TOKEN", token));
    github
        .commit("o/r", "HEAD")
        .answers(
            "/repos/o/r/contents/a.py",
            new MockResponse.Builder()
                .code(302)
                .addHeader("Location", elsewhere.url("/taken").toString())
                .build());
    elsewhere.enqueue(new MockResponse.Builder().body("y = 2\n").build());

    assertThat(read("a.py")).contains("y = 2");
    assertThat(elsewhere.takeRequest().getHeaders().toString()).doesNotContain(token);
  }

  @Test
  void a_limit_is_told_with_the_wait() {
    raw.enqueue(
        new MockResponse.Builder()
            .code(429)
            .addHeader("Retry-After", "60")
            .body("slow down")
            .build());

    assertThat(error("a.py")).contains("HTTP 429", "60 s");
  }

  @Test
  void a_file_that_never_ends_or_unpacks_to_too_much_is_refused() throws IOException {
    raw.enqueue(
        new MockResponse.Builder().addHeader("Content-Encoding", "gzip").body(bomb()).build());
    raw.enqueue(
        new MockResponse.Builder()
            .addHeader("Content-Length", Long.toString(200L << 20))
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());

    assertThat(error("a.py")).contains("larger than");
    assertThat(error("dir/b.py")).containsAnyOf("larger than", "connection broke");
  }

  @Test
  void a_host_that_is_down_is_named() {
    raw.close();

    assertThat(error("a.py")).contains("cannot connect");
  }

  private String read(String path) {
    return github.read("{'repo':'o/r','path':'" + path + "'}");
  }

  private String error(String path) {
    return github.readError("{'repo':'o/r','path':'" + path + "'}");
  }

  private static Buffer bomb() throws IOException {
    var packed = new Buffer();
    try (BufferedSink sink = Okio.buffer(new GzipSink(packed))) {
      byte[] blanks = new byte[1 << 20];
      for (int i = 0; i < 50; i++) {
        sink.write(blanks);
      }
    }
    return packed;
  }
}

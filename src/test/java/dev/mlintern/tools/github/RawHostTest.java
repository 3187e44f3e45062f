package dev.mlintern.tools.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.BufferedSink;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"text/html; charset=utf-8", "TEXT/HTML", "application/xhtml+xml"})
  void a_web_page_is_neither_shown_nor_kept_as_the_file(String type) {
    raw.enqueue(page(type));
    raw.enqueue(new MockResponse.Builder().body("x = 1\n").build());

    assertThat(error("a.py"))
        .contains("HTTP 200", "a web page in place of the file", "GITHUB_TOKEN")
        .doesNotContain("Sign in");
    assertThat(read("a.py")).as("the next call").contains("1| x = 1");
    assertThat(read("a.py")).as("from the cache").contains("1| x = 1");
    assertThat(raw.getRequestCount()).isEqualTo(2);
  }

  @Test
  void a_web_page_is_no_file_where_the_api_serves_them_either() {
    github.close();
    github = new GitHubDouble(Map.of("GITHUB_TOKEN", "t" + Long.toHexString(System.nanoTime())));
    github.commit("o/r", "HEAD").answers("/repos/o/r/contents/a.html", page("text/html"));

    String refusal = error("a.html");
    github.file("o/r", "a.html", "<p>mine</p>");

    assertThat(refusal).contains("a web page in place of the file").doesNotContain("GITHUB_TOKEN");
    assertThat(read("a.html")).contains("1| <p>mine</p>");
  }

  @Test
  void html_is_read_as_plain_text_and_from_a_mirror_as_html() {
    github.tree("o/r", "a.html|b.html|c.html");
    raw.enqueue(
        new MockResponse.Builder()
            .addHeader("Content-Type", "text/plain; charset=utf-8")
            .body("<!DOCTYPE html>\n<p>a</p>\n")
            .build());
    raw.enqueue(page("text/html"));
    raw.enqueue(
        new MockResponse.Builder().code(302).addHeader("Location", raw.url("/login")).build());
    raw.enqueue(page("text/html"));

    assertThat(read("a.html")).contains("2| <p>a</p>");
    assertThat(read("b.html")).contains("Sign in");
    assertThat(error("c.html")).contains("a web page in place of the file");
  }

  @Test
  void a_web_page_in_place_of_the_commit_or_the_tree_is_not_kept() {
    github.answers("/repos/o/r/commits/HEAD", page("text/html"));
    assertThat(error("a.py")).contains("not a commit id");

    github
        .commit("o/r", "HEAD")
        .answers("/repos/o/r/git/trees/" + GitHubDouble.SHA, page("text/html"));
    raw.enqueue(new MockResponse.Builder().code(404).build());
    assertThat(error("dir")).contains("not JSON");

    github.tree("o/r", "dir/|dir/b.py");
    assertThat(read("dir")).contains("b.py");
  }

  @Test
  void a_file_the_host_has_lost_is_not_said_to_be_missing_from_the_repository() {
    raw.enqueue(new MockResponse.Builder().code(404).body("404: Not Found").build());

    assertThat(error("a.py")).contains("is in the repository at 0123456789", "answered 404");
  }

  @Test
  void a_host_that_never_answers_ends_with_the_call() {
    github.close();
    github =
        new GitHubDouble(
            Map.of("ML_INTERN_GITHUB_RAW", raw.url("/").toString()), Duration.ofSeconds(1));
    github.commit("o/r", "HEAD");
    raw.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());

    assertThat(error("a.py")).contains("/a.py", "this call's time");
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
    var endless = new Endless();
    raw.enqueue(new MockResponse.Builder().body(endless).build());

    assertThat(error("a.py")).contains("larger than");
    assertThat(error("dir/b.py")).containsAnyOf("larger than", "connection broke");
    assertThat(error("c.py")).contains("larger than", "20971520 bytes");
    assertThat(endless.written).as("bytes that went out").isLessThan(100L << 20);
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

  private static MockResponse page(String type) {
    return new MockResponse.Builder()
        .addHeader("Content-Type", type)
        .body("<!DOCTYPE html><title>Sign in</title><main><h1>Sign in</h1></main>")
        .build();
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

  /// 200 MB of unannounced length, made while it is sent.
  private static final class Endless implements MockResponseBody {
    private volatile long written;

    @Override
    public long getContentLength() {
      return -1;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      byte[] part = new byte[1 << 16];
      while (written < 200L << 20) {
        sink.write(part);
        written += part.length;
      }
    }
  }
}

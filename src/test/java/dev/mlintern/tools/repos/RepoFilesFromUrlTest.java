package dev.mlintern.tools.repos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `upload` of what an address of the web answers (spec tools-act R5).
class RepoFilesFromUrlTest {
  private final MockWebServer web = new MockWebServer();
  @TempDir Path folder;
  private Path working;

  @BeforeEach
  void start() throws IOException {
    web.start();
  }

  @AfterEach
  void stop() {
    web.close();
  }

  /// Takes the server for the configured Hub: other addresses of this machine are refused.
  private Path fetched(String path, String target, long most) throws IOException {
    String endpoint = web.url("/").toString();
    Settings settings =
        Settings.of(
            Map.of("HF_ENDPOINT", endpoint, "HF_TOKEN", "hf_" + "t".repeat(34)),
            Files.createDirectories(folder.resolve("home")));
    try (HttpStack http = HttpStack.create(settings, HubCredentials.of(settings));
        var downloads = new RepoFilesDownloads(http, most)) {
      Path file =
          downloads.fetch(
              web.url(path).toString(),
              target,
              CallScope.lasting(Duration.ofSeconds(30)),
              Progress.NONE);
      working = file.getParent();
      Path kept = folder.resolve("kept");
      Files.copy(file, kept);
      return kept;
    }
  }

  private static MockResponse answer(String type, byte[] body) {
    return new MockResponse.Builder()
        .addHeader("Content-Type", type)
        .body(new Buffer().write(body))
        .build();
  }

  @Test
  void the_bytes_come_as_they_are_and_no_credential_goes_along() throws Exception {
    byte[] bytes = new byte[300_000];
    new Random(7).nextBytes(bytes);
    web.enqueue(answer("application/octet-stream", bytes));

    assertThat(fetched("/x.bin", "x.bin", 1 << 20)).hasBinaryContent(bytes);

    assertThat(working).doesNotExist();
    var request = web.takeRequest();
    assertThat(request.getHeaders().get("Authorization")).isNull();
    assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 401, 403, 204, 206})
  void an_answer_that_is_no_file_is_refused(int status) {
    web.enqueue(new MockResponse.Builder().code(status).build());

    assertThatThrownBy(() -> fetched("/x", "x", 100))
        .isInstanceOf(ToolFailure.class)
        .hasMessageContaining("HTTP " + status)
        .hasMessageContaining("Nothing was changed");
  }

  @Test
  void a_web_page_in_place_of_a_file_is_refused_unless_a_page_is_wanted() throws Exception {
    web.enqueue(answer("text/html; charset=utf-8", "<p>x".getBytes()));
    web.enqueue(answer("text/html; charset=utf-8", "<p>x".getBytes()));

    assertThatThrownBy(() -> fetched("/blob/x.bin", "x.bin", 100)).hasMessageContaining("raw file");
    assertThat(fetched("/page", "docs/index.HTML", 100)).hasContent("<p>x");
  }

  @Test
  void what_says_it_is_too_large_is_not_read() {
    web.enqueue(answer("application/octet-stream", new byte[101]));

    assertThatThrownBy(() -> fetched("/x", "x", 100)).hasMessageContaining("larger than the limit");
  }

  @Test
  void what_turns_out_too_large_is_broken_off() {
    web.enqueue(
        new MockResponse.Builder()
            .chunkedBody(new Buffer().write(new byte[200_000]), 1_000)
            .build());

    assertThatThrownBy(() -> fetched("/x", "x", 100_000))
        .hasMessageContaining("larger than the limit");
  }

  @Test
  void a_file_that_breaks_off_is_not_taken_for_a_whole_one() {
    web.enqueue(
        answer("application/octet-stream", new byte[200_000])
            .newBuilder()
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());

    assertThatThrownBy(() -> fetched("/x", "x", 1 << 20)).isInstanceOf(HttpFailure.class);
    assertThat(folder.resolve("kept")).doesNotExist();
  }

  @Test
  void a_file_of_the_web_is_committed_beside_others() throws Exception {
    try (RepoFilesRig rig = RepoFilesRig.start(folder)) {
      rig.create("model", "m");
      rig.ok(
          """
          {"operation":"upload","repo_id":"local/m","path":"a.txt","content":"from the web"}
          """);
      String url = rig.environment().get("HF_ENDPOINT") + "/local/m/resolve/main/a.txt";

      String answer =
          rig.ok(
              """
              {"operation":"upload","repo_id":"local/m",
               "files":[{"path":"b.txt","from_url":"%s"},{"path":"c.txt","content":"c"}]}
              """
                  .formatted(url));

      assertThat(answer).contains("2 files added", "+ b.txt 12 B");
      assertThat(rig.text("/local/m/resolve/main/b.txt")).isEqualTo("from the web");
    }
  }

  @Test
  void addresses_of_this_machine_and_of_private_networks_are_not_asked() throws Exception {
    try (RepoFilesRig rig = RepoFilesRig.start(folder)) {
      rig.create("model", "m");
      for (String url :
          new String[] {
            web.url("/secret").toString(),
            "http://169.254.169.254/latest/meta-data/",
            "http://10.0.0.1/x",
            "http://[::1]:1/x",
            "http://localhost:1/x"
          }) {
        assertThat(
                rig.error(
                    """
                    {"operation":"upload","repo_id":"local/m",
                     "files":[{"path":"b.txt","from_url":"%s"}]}
                    """
                        .formatted(url)))
            .contains("private");
      }
      assertThat(rig.titles("models/local/m")).containsExactly("initial commit");
    }
    assertThat(web.getRequestCount()).isZero();
  }
}

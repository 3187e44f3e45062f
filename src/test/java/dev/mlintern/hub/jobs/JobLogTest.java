package dev.mlintern.hub.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.HubException;
import dev.mlintern.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The log of a job as its readers get it, whatever happens to the stream (spec hub-api §9.16).
class JobLogTest {
  private static final JobRef REF = new JobRef("lhoestq", "687fb701029421ae5549d998");
  @TempDir private Path home;
  private final MockWebServer server = new MockWebServer();
  private final String token = "test-" + UUID.randomUUID();
  private final CallScope scope = CallScope.lasting(Duration.ofSeconds(20));
  private HttpStack http;
  private HubJobs jobs;

  @BeforeEach
  void start() throws Exception {
    server.start();
    Settings settings =
        Settings.of(Map.of("HF_ENDPOINT", server.url("/").toString(), "HF_TOKEN", token), home);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    jobs = new HubJobs(HubClient.create(settings, http), Duration.ofMillis(5));
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  @Test
  void a_log_is_read_to_its_end_without_keep_alives() throws Exception {
    stream(
        """
        data: {"data":"===== Job started at 2025-07-22 16:06:31 =====","timestamp":"2025-07-22T16:06:31.079Z"}

        data: {"data":"Hello","timestamp":"2025-07-22T16:06:33.101Z"}

        : keep-alive

        event: message
        data: {"data":"two\\nlines","timestamp":"2025-07-22T16:06:34.000Z"}

        data: not json

        """);
    List<LogEvent.Line> lines = read(0);
    assertThat(lines)
        .extracting(LogEvent.Line::text)
        .containsExactly(
            "===== Job started at 2025-07-22 16:06:31 =====", "Hello", "two\nlines", "not json");
    assertThat(lines)
        .extracting(LogEvent.Line::isMarker)
        .containsExactly(true, false, false, false);
    assertThat(lines).extracting(LogEvent.Line::number).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void a_log_that_breaks_off_goes_on_where_it_was_after_the_replay() throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .addHeader("Content-Type", "text/event-stream")
            .chunkedBody(data("one") + data("two") + data("two").repeat(400) + "data: {\"da", 64)
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
    stream(data("one") + data("two") + data("two").repeat(400) + data("three"));

    List<LogEvent.Line> lines = read(0);

    assertThat(lines).hasSize(403);
    assertThat(lines.getLast().text()).isEqualTo("three");
    assertThat(lines.getLast().number()).isEqualTo(403);
    assertThat(lines).extracting(LogEvent.Line::number).doesNotHaveDuplicates();
  }

  @Test
  void a_reader_that_has_seen_events_is_given_only_newer_ones() throws Exception {
    stream(data("one") + data("two") + data("three"));
    assertThat(read(2)).extracting(LogEvent.Line::text).containsExactly("three");
  }

  @Test
  void a_line_of_megabytes_is_cut_and_the_next_one_whole() throws Exception {
    stream("data: " + "x".repeat(3 << 20) + "\n\n" + data("next"));
    List<LogEvent.Line> lines = read(0);
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst().text()).hasSizeLessThanOrEqualTo(1 << 20);
    assertThat(lines.getLast().text()).isEqualTo("next");
  }

  @Test
  void silence_is_told_from_the_end() throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .addHeader("Content-Type", "text/event-stream")
            .body(data("one") + data("two"))
            .throttleBody(data("one").length(), 5, TimeUnit.SECONDS)
            .build());
    try (LogStream log = jobs.logs(REF, 0, scope)) {
      assertThat(log.next(Duration.ofSeconds(10))).isInstanceOf(LogEvent.Line.class);
      assertThat(log.next(Duration.ofMillis(50))).isInstanceOf(LogEvent.Silence.class);
    }
  }

  @Test
  void a_log_that_is_refused_says_why() {
    answer(404, "{\"error\":\"Job not found\"}");
    try (LogStream log = jobs.logs(REF, 0, scope)) {
      assertThatThrownBy(() -> log.next(Duration.ofSeconds(10)))
          .isInstanceOf(HubException.class)
          .hasMessageContaining("Job not found");
    }
  }

  private static String data(String text) {
    JsonNode json = JsonMapper.shared().createObjectNode().put("data", text);
    return "data: " + json + "\n\n";
  }

  private List<LogEvent.Line> read(long skip) throws InterruptedException {
    var lines = new ArrayList<LogEvent.Line>();
    try (LogStream log = jobs.logs(REF, skip, scope)) {
      while (log.next(Duration.ofSeconds(10)) instanceof LogEvent.Line line) {
        lines.add(line);
      }
    }
    return lines;
  }

  private void stream(String body) {
    server.enqueue(new MockResponse(200, Headers.of("Content-Type", "text/event-stream"), body));
  }

  private void answer(int status, String json) {
    server.enqueue(new MockResponse(status, Headers.of("Content-Type", "application/json"), json));
  }
}

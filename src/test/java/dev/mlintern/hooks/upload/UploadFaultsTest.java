package dev.mlintern.hooks.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.BackOff;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.json.JsonObject;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the uploader does when the Hub refuses, stumbles or is gone.
class UploadFaultsTest {
  @TempDir Path folder;
  private MockWebServer hub;

  /// Answers to commits, in order; then they succeed.
  private final ConcurrentLinkedDeque<MockResponse> commitAnswers = new ConcurrentLinkedDeque<>();

  private final AtomicInteger commits = new AtomicInteger();
  private volatile MockResponse info =
      json(200, "{\"id\":\"me/ml-intern-sessions\",\"private\":true}");
  private volatile MockResponse whoami =
      json(200, "{\"type\":\"user\",\"name\":\"me\",\"orgs\":[]}");

  @BeforeEach
  void start() throws IOException {
    hub = new MockWebServer();
    hub.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String path = request.getUrl().encodedPath();
            if (path.endsWith("/whoami-v2")) {
              return whoami;
            }
            if (path.endsWith("/preupload/main")) {
              return json(
                  200,
                  "{\"files\":[{\"path\":\"sessions/2026-11-20/s1.jsonl\",\"uploadMode\":\"regular\"},"
                      + "{\"path\":\"README.md\",\"uploadMode\":\"regular\",\"oid\":\"x\"}]}");
            }
            if (path.endsWith("/commits/main")) {
              return json(200, "[{\"id\":\"" + "a".repeat(40) + "\",\"title\":\"before\"}]");
            }
            if (path.endsWith("/commit/main")) {
              commits.incrementAndGet();
              MockResponse answer = commitAnswers.poll();
              return answer != null
                  ? answer
                  : json(200, "{\"commitOid\":\"abc\",\"commitUrl\":\"https://hub/c/abc\"}");
            }
            return path.startsWith("/api/datasets/") ? info : json(404, "{}");
          }
        });
    hub.start();
    Path projects = Files.createDirectories(folder.resolve("claude/projects/-p"));
    Files.writeString(
        projects.resolve("s1.jsonl"),
        "{\"type\":\"user\",\"timestamp\":\"2026-11-20T10:00:00Z\",\"message\":{\"role\":\"user\",\"content\":\"x\"}}\n");
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @ParameterizedTest
  @CsvSource({"503", "500", "429", "408", "409", "412"})
  void trouble_that_passes_is_waited_out(int status) throws IOException {
    commitAnswers.add(json(status, "{\"error\":\"busy\"}"));
    commitAnswers.add(json(status, "{\"error\":\"busy\"}"));

    UploadEntry entry = end();

    assertThat(entry.status()).isEqualTo(UploadEntry.Status.SUCCESS);
    assertThat(commits).hasValue(3);
  }

  @ParameterizedTest
  @CsvSource({
    "403, FORBIDDEN",
    "401, INVALID_TOKEN",
    "404, REJECTED",
    "413, REJECTED",
    "422, REJECTED"
  })
  void a_refusal_is_final_for_this_run_and_tried_again_at_a_later_start(
      int status, UploadFault fault) throws IOException {
    commitAnswers.add(json(status, "{\"error\":\"no: because\"}"));

    UploadEntry entry = end();

    assertThat(entry.fault()).contains(fault);
    assertThat(entry.detail()).contains("no: because");
    assertThat(commits).hasValue(1);
    assertThat(run())
        .singleElement()
        .extracting(UploadEntry::status)
        .isEqualTo(UploadEntry.Status.SUCCESS);
  }

  @Test
  void a_hub_that_is_gone_is_not_hammered_and_not_forgotten() throws IOException {
    for (int i = 0; i < 100; i++) {
      commitAnswers.add(
          new MockResponse.Builder()
              .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
              .build());
    }

    UploadEntry entry = end();

    assertThat(entry.fault()).contains(UploadFault.NETWORK);
    assertThat(commits.get()).isLessThanOrEqualTo(20);
    commitAnswers.clear();
    assertThat(folder.resolve("state/uploads/due")).exists();
    assertThat(run())
        .singleElement()
        .extracting(UploadEntry::status)
        .isEqualTo(UploadEntry.Status.SUCCESS);
    assertThat(folder.resolve("state/uploads/due")).doesNotExist();
  }

  @Test
  void after_eight_runs_a_session_is_let_lie() throws IOException {
    for (int i = 0; i < 20; i++) {
      commitAnswers.add(json(403, "{\"error\":\"no\"}"));
    }
    end();
    for (int i = 0; i < 20; i++) {
      run();
    }
    assertThat(commits).hasValue(UploadEntry.MOST_ATTEMPTS);
    assertThat(folder.resolve("state/uploads/due")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id':'me/ml-intern-sessions','private':false} | REFUSED_PUBLIC",
        "{'id':'me/ml-intern-sessions'}                 | REFUSED_PUBLIC",
        "{'id':'me/ml-intern-sessions','private':null}  | REFUSED_PUBLIC",
        "{'id':'stranger/other','private':true}         | REFUSED_NAMESPACE"
      })
  void a_dataset_not_plainly_private_and_the_users_own_gets_nothing(
      String answer, UploadFault fault) throws IOException {
    info = json(200, answer.replace('\'', '"'));

    assertThat(end().fault()).contains(fault);
    assertThat(commits).hasValue(0);
  }

  @Test
  void a_dataset_that_may_not_be_looked_at_gets_nothing() throws IOException {
    info = json(403, "{\"error\":\"not for you\"}");

    assertThat(end().fault()).contains(UploadFault.FORBIDDEN);
    assertThat(commits).hasValue(0);
  }

  @Test
  void a_dataset_that_cannot_be_made_gets_nothing() throws IOException {
    info = json(404, "{\"error\":\"Repository not found\"}");

    assertThat(end().status()).isEqualTo(UploadEntry.Status.FAILED);
    assertThat(commits).hasValue(0);
  }

  @Test
  void an_account_without_a_name_gets_nothing() throws IOException {
    whoami = json(200, "{\"type\":\"app\"}");

    assertThat(end().status()).isEqualTo(UploadEntry.Status.FAILED);
    assertThat(commits).hasValue(0);
  }

  private UploadEntry end() throws IOException {
    UploadQueue.of(settings(), Clock.systemUTC())
        .accept(
            JsonObject.builder()
                .put("session_id", "s1")
                .put("transcript_path", folder.resolve("claude/projects/-p/s1.jsonl").toString())
                .build());
    return run().getFirst();
  }

  private List<UploadEntry> run() throws IOException {
    Settings settings = settings();
    try (HttpStack http =
        HttpStack.create(
            settings, HubCredentials.of(settings), new BackOff(Duration.ofMillis(5)))) {
      var told = new ArrayList<UploadEntry>();
      new SessionUploads(
              settings,
              Clock.systemUTC(),
              Map.of(),
              HubClient.create(settings, http),
              Duration.ofMillis(1))
          .run(told::add);
      return told;
    }
  }

  private Settings settings() {
    return Settings.of(
        Map.of(
            "HF_ENDPOINT", hub.url("/").toString(),
            "HF_TOKEN", "hf_" + "x".repeat(34),
            "ML_INTERN_HOME", folder.resolve("state").toString(),
            "CLAUDE_CONFIG_DIR", folder.resolve("claude").toString()),
        folder);
  }

  private static MockResponse json(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }
}

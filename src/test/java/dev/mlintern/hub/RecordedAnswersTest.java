package dev.mlintern.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The clients against answers that Hugging Face really gave (not part of this project; skipped
/// where the recordings are missing).
class RecordedAnswersTest {
  private static final Path RECORDINGS = Path.of("../shared/fixtures");

  private final MockWebServer server = new MockWebServer();
  private final CallScope scope = CallScope.lasting(Duration.ofSeconds(30));
  private HttpStack http;
  private HubClient hub;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Files.isDirectory(RECORDINGS), "no recorded answers here");
    server.start();
    Settings settings =
        Settings.of(Map.of("HF_ENDPOINT", server.url("/").toString()), Path.of("/no/such/home"));
    http = HttpStack.create(settings, HubCredentials.of(settings));
    hub = HubClient.create(settings, http);
  }

  @AfterEach
  void stop() {
    if (http != null) {
      http.close();
    }
    server.close();
  }

  @Test
  void every_recorded_error_of_the_dataset_viewer_becomes_a_message_to_act_on() throws IOException {
    int errors = 0;
    for (Path file : recordings("datasets-server")) {
      JsonNode response = JsonMapper.shared().readTree(Files.readString(file)).path("response");
      if (response.path("status").asInt(0) >= 400) {
        errors++;
        assertActionable(file, response);
      }
    }
    assertThat(errors).isGreaterThan(50);
  }

  @Test
  void a_recorded_rename_is_followed_to_the_true_id() throws IOException {
    enqueue("inference_overriding_invalid_task-00-get-models-bert-base-uncased-307.json");
    enqueue(
        "inference_overriding_invalid_task-01-get-models-google-bert-bert-base-uncased-200.json");

    RepoInfo info =
        new HubRepos(hub)
            .info(
                RepoType.MODEL,
                new RepoId("bert-base-uncased"),
                Optional.empty(),
                List.of(),
                scope);

    assertThat(info.id()).isEqualTo(new RepoId("google-bert/bert-base-uncased"));
    assertThat(info.isRenamed()).isTrue();
    assertThat(info.sha()).isPresent();
    assertThat(info.isGated()).isFalse();
  }

  private void assertActionable(Path file, JsonNode response) {
    String code = response.path("possible_x_error_codes").path(0).asString("");
    MockResponse.Builder answer =
        new MockResponse.Builder()
            .code(response.path("status").asInt())
            .addHeader("Content-Type", response.path("content_type").asString("text/plain"))
            // MockWebServer does not set TCP_NODELAY: on a used connection each answer waits 40 ms.
            .addHeader("Connection", "close")
            .body(
                response.has("json")
                    ? response.path("json").toString()
                    : response.path("text").asString(""));
    if (!code.isEmpty()) {
      answer.addHeader("X-Error-Code", code);
    }
    server.enqueue(answer.build());
    HttpRequest once =
        HttpRequest.get(hub.addresses().datasets("rows").build()).withIdempotent(false);

    HubException failure = catchThrowableOfType(HubException.class, () -> hub.json(once, scope));

    assertThat(failure.fault()).as(file.toString()).isNotEqualTo(HubFault.OTHER);
    assertThat(failure.getMessage())
        .as(file.toString())
        .doesNotContain("Traceback")
        .hasSizeLessThan(1200);
    response
        .path("json")
        .path("error")
        .stringValueOpt()
        .ifPresent(
            words ->
                assertThat(failure)
                    .hasMessageContaining(words.substring(0, Math.min(60, words.length()))));
  }

  private void enqueue(String name) throws IOException {
    JsonNode response =
        JsonMapper.shared()
            .readTree(Files.readString(RECORDINGS.resolve("recorded-hub").resolve(name)))
            .path("response");
    MockResponse.Builder answer = new MockResponse.Builder().code(response.path("status").asInt());
    response
        .path("headers")
        .properties()
        .forEach(
            header -> {
              if (header.getKey().equalsIgnoreCase("location")) {
                answer.addHeader("Location", header.getValue().asString());
              }
            });
    server.enqueue(
        answer
            .body(response.has("json") ? response.path("json").toString() : "redirecting")
            .build());
  }

  private static List<Path> recordings(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(RECORDINGS.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }
}

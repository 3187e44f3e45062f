package dev.mlintern.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.localhub.EmbeddedHub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The hooks with the real client: what a question becomes, what YOLO lets through, what a broken
/// hook does, and where a transcript goes when the client has gone. A stub stands in for the tool.
class SafetyIT {
  private static final String JOBS = "mcp__ml-intern__hf_jobs";
  private static final String RAN = "the job was started";
  private static final Duration BOUND = Duration.ofMinutes(2);

  @TempDir Path temp;
  private Path project;
  private Path home;

  @BeforeEach
  void makeAProject() throws IOException {
    project = ClaudeProject.copyTo(temp.resolve("a project with blanks"));
    home = temp.resolve("home");
    StubServer.inPlaceOfOurs(project);
    Path target = Files.createDirectories(project.resolve("target"));
    Path packaged = Path.of(System.getProperty("ml-intern.jar"));
    for (String jar :
        List.of("approve-tool-use.jar", "session-start.jar", "session-end.jar", "ml-intern.jar")) {
      Files.copy(packaged.resolveSibling(jar), target.resolve(jar));
    }
  }

  @Test
  void aQuestionUnderPIsADenialWithOurReason() {
    ClaudeRun run = session().run("train", calls(job("a10g-large", "2h")));

    ModelRequest.ShownResult shown = run.mainRequests().getLast().lastResult();
    assertThat(shown.isError()).as(run.toString()).isTrue();
    assertThat(shown.text()).contains("a10g-large", "2h", "at most $", "ML_INTERN_YOLO");
    assertThat(run.result().path("permission_denials")).hasSize(1);
  }

  @Test
  void evenAnAllowedToolIsAskedAbout() {
    ClaudeRun run = session().allowing("mcp__ml-intern").run("train", calls(job("h200", "1h")));

    assertThat(run.mainRequests().getLast().lastResult().text())
        .as(run.toString())
        .contains("h200")
        .doesNotContain(RAN);
  }

  @Test
  void aMisspeltFlavorIsNotTakenForAFreeCpuJob() {
    ClaudeRun run =
        session()
            .env("ML_INTERN_CONFIRM_CPU_JOBS", "0")
            .run(
                "train",
                Scenario.start()
                    .calls(JOBS, Map.of("operation", "run", "hardwareFlavour", "a100x8"))
                    .calls(JOBS, Map.of("operation", "run", "script", "print(1)\n"))
                    .says("done"));

    List<ModelRequest> turns = run.mainRequests();
    assertThat(turns.get(1).lastResult().text())
        .as(run.toString())
        .contains("unknown argument 'hardwareFlavour'");
    assertThat(turns.get(2).lastResult().text()).isEqualTo(RAN);
  }

  @Test
  void yoloRunsWithinTheCapAndNotBeyond() {
    ClaudeRun run =
        session()
            .env("ML_INTERN_YOLO", "1")
            .env("ML_INTERN_YOLO_CAP_USD", "1")
            .run(
                "train",
                Scenario.start()
                    .calls(JOBS, job("t4-small", "1h"))
                    .calls(JOBS, job("t4-small", "1h"))
                    .says("done"));

    List<ModelRequest> turns = run.mainRequests();
    assertThat(turns.get(1).lastResult().text()).as(run.toString()).isEqualTo(RAN);
    assertThat(turns.get(2).lastResult().text()).contains("exceeds", "$0.40");
  }

  @Test
  void aBrokenJarAsks() throws IOException {
    Path jar = project.resolve("target/approve-tool-use.jar");
    Files.write(jar, Arrays.copyOf(Files.readAllBytes(jar), 10_000));

    ClaudeRun run =
        session()
            .env("ML_INTERN_CONFIRM_CPU_JOBS", "0")
            .run("train", calls(job("cpu-basic", "10m")));

    assertThat(run.mainRequests().getLast().lastResult().text())
        .as(run.toString())
        .contains("hook is unavailable");
  }

  @Test
  void tokenFilesAndTheLedgerAreOutOfTheModelsReach() throws IOException {
    String secret = "hf_" + "s".repeat(34);
    Path token = home.resolve(".cache/huggingface/token");
    Files.createDirectories(token.getParent());
    Files.writeString(token, secret);
    Path ledger = Files.createDirectories(home.resolve(".ml-intern/ledger")).resolve("x.json");

    ClaudeRun run =
        session()
            .allowing("Read", "Edit", "Write")
            .run(
                "look",
                Scenario.start()
                    .calls("Read", Map.of("file_path", token.toString()))
                    .calls("Write", Map.of("file_path", ledger.toString(), "content", "{}"))
                    .says("done"));

    assertThat(run.mainRequests().get(1).lastResult().isError()).as(run.toString()).isTrue();
    assertThat(run.mainRequests().get(2).lastResult().isError()).isTrue();
    assertThat(ledger).doesNotExist();
    assertThat(run.requests())
        .allSatisfy(request -> assertThat(request.contextText()).doesNotContain(secret));
  }

  @Test
  void theyAreSoWhereverTheEnvironmentPutsThem() throws IOException {
    String secret = "hf_" + "m".repeat(34);
    Path hub = Files.createDirectories(temp.resolve("hub home"));
    Files.writeString(hub.resolve("token"), secret);
    Path state = Files.createDirectories(temp.resolve("moved state"));
    Path mine = Files.writeString(project.resolve("notes.txt"), "mine to read\n");

    ClaudeRun run =
        session()
            .env("HF_HOME", hub)
            .env("ML_INTERN_HOME", state)
            .with("--add-dir", hub.toString(), "--add-dir", state.toString())
            .allowing("Read", "Edit", "Write")
            .run(
                "look",
                Scenario.start()
                    .calls("Read", Map.of("file_path", hub.resolve("token").toString()))
                    .calls(
                        "Write",
                        Map.of("file_path", state.resolve("x.json").toString(), "content", "{}"))
                    .calls("Read", Map.of("file_path", mine.toString()))
                    .says("done"));

    assertThat(run.mainRequests().get(1).lastResult().text())
        .as(run.toString())
        .contains("holds a credential");
    assertThat(run.mainRequests().get(2).lastResult().text()).contains("not for editing");
    assertThat(run.mainRequests().get(3).lastResult().text()).contains("mine to read");
    assertThat(state.resolve("x.json")).doesNotExist();
  }

  @Test
  void theTranscriptIsUploadedAfterTheClientHasGone() throws Exception {
    String secret = "hf_" + "Q3".repeat(17);
    try (EmbeddedHub hub = EmbeddedHub.start(temp.resolve("hub"), 0)) {
      ClaudeRun run =
          session()
              .env("ML_INTERN_SAVE_SESSIONS", "1")
              .env("HF_HUB_OFFLINE", "0")
              .env("HF_ENDPOINT", hub.endpoint())
              .env("HF_TOKEN", "hf_" + "x".repeat(34))
              .leavingWorkers()
              .run("my token is " + secret, Scenario.start().says("keep it to yourself"));
      assertThat(run.exitCode()).as(run.toString()).isZero();
      String session = run.result().path("session_id").asString();

      JsonObject entry = Waiting.until(() -> finished(session), BOUND, () -> "an upload: " + run);

      assertThat(entry.string("status")).as(entry.toJson()).contains("success");
      String sent = download(hub, entry.string("path").orElseThrow());
      assertThat(sent)
          .contains("my token is [REDACTED:", "keep it to yourself")
          .doesNotContain(secret);
    }
  }

  private Optional<JsonObject> finished(String session) {
    try {
      JsonObject entry =
          JsonReader.readObject(
              Files.readString(home.resolve(".ml-intern/uploads/" + session + ".json")));
      boolean open =
          Stream.of("pending", "uploading").anyMatch(entry.string("status").get()::equals);
      return open ? Optional.empty() : Optional.of(entry);
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }

  private static String download(EmbeddedHub hub, String path) throws Exception {
    String address = hub.endpoint() + "/datasets/local/ml-intern-sessions/resolve/main/" + path;
    try (HttpClient client =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(address))
                  .header("Authorization", "Bearer hf_" + "x".repeat(34))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    }
  }

  private static Scenario calls(Map<String, Object> input) {
    return Scenario.start().calls(JOBS, input).says("done");
  }

  private static Map<String, Object> job(String flavor, String timeout) {
    return new HashMap<>(
        Map.of(
            "operation",
            "run",
            "script",
            "print(1)\n",
            "hardware_flavor",
            flavor,
            "timeout",
            timeout));
  }

  private ClaudeSession session() {
    return ClaudeSession.in(project, home).env("HF_HUB_OFFLINE", "1");
  }
}

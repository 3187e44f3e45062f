package dev.mlintern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonReader;
import dev.mlintern.localhub.EmbeddedHub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The session-end hook as Claude Code starts it, and what goes on after it has gone: launcher,
/// packaged jars, real processes, the embedded Hub.
class SessionEndLauncherIT {
  private static final Duration BOUND = Duration.ofMinutes(2);

  @TempDir Path temporary;
  private HookFolder folder;
  private EmbeddedHub hub;

  @BeforeEach
  void start() throws IOException {
    folder = HookFolder.copyTo(temporary).withJar("session-end.jar").withJar("ml-intern.jar");
    hub = EmbeddedHub.start(temporary.resolve("hub"), 0);
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void the_session_is_uploaded_after_the_hook_has_gone() throws Exception {
    String payload = session("s1", 5);

    var run = folder.run("session-end", payload, environment());

    assertThat(run).isEqualTo(new HookFolder.Run(0, "", ""));
    awaitStatus("s1", "success");
    assertThat(uploaded("s1").lines()).hasSize(5);
    try (Stream<Path> left = Files.list(state().resolve("uploads/inbox"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void killing_everything_the_client_can_reach_does_not_stop_it() throws Exception {
    String hook = folder.root().resolve(".claude/hooks/ml-intern-hook").toString();
    var command = List.of("setsid", "sh", "-c", "sh \"$0\" session-end; kill -9 0", hook);

    HookFolder.run(command, session("s1", 5), environment());

    awaitStatus("s1", "success");
  }

  @Test
  void switched_off_it_leaves_no_trace() throws Exception {
    var off = environment();
    off.put("ML_INTERN_SAVE_SESSIONS", "0");

    assertThat(folder.run("session-end", session("s1", 5), off))
        .isEqualTo(new HookFolder.Run(0, "", ""));

    assertThat(state()).doesNotExist();
  }

  @Test
  void a_payload_that_says_nothing_changes_nothing() throws Exception {
    for (String payload : List.of("", "not json", "[]", "x".repeat(200_000))) {
      assertThat(folder.run("session-end", payload, environment()))
          .isEqualTo(new HookFolder.Run(0, "", ""));
    }
    await(() -> Files.exists(state().resolve("uploads/upload.log")) && inbox() == 0);
    assertThat(Files.readAllLines(state().resolve("uploads/upload.log")))
        .hasSizeGreaterThanOrEqualTo(4) // two processes may have read the same one
        .allSatisfy(line -> assertThat(line).contains("malformed payload"));
  }

  @Test
  void the_next_sessions_start_takes_up_what_was_left() throws Exception {
    Path inbox = Files.createDirectories(state().resolve("uploads/inbox"));
    Files.writeString(inbox.resolve("1-1.json"), session("s1", 3));

    var run = folder.run("session-start", "{}", environment());

    assertThat(run.exitCode()).isZero();
    awaitStatus("s1", "success");
  }

  @Test
  void the_next_sessions_start_deletes_the_copies_of_a_worker_that_died() throws Exception {
    Path work = state().resolve("uploads/work");
    Files.writeString(Files.createDirectories(work.resolve("s1")).resolve("piece-0"), "half");

    var run = folder.run("session-start", "{}", environment());

    assertThat(run.exitCode()).isZero();
    await(() -> !Files.exists(work));
  }

  @Test
  void workers_killed_at_any_moment_lose_no_session() throws Exception {
    var random = new Random();
    List<String> sessions = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String id = "k" + i;
      sessions.add(id);
      Path inbox = Files.createDirectories(state().resolve("uploads/inbox"));
      Files.writeString(inbox.resolve(i + "-1.json"), session(id, 2_000));
      Process worker = worker().start();
      worker.waitFor(300 + random.nextInt(2_500), TimeUnit.MILLISECONDS);
      worker.destroyForcibly().waitFor();
    }

    Process last = worker().start();
    assertThat(last.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();

    for (String session : sessions) {
      assertThat(status(session)).as(session).isEqualTo("success");
      assertThat(uploaded(session).lines()).as(session).hasSize(2_000);
    }
    assertThat(state().resolve("uploads/work")).doesNotExist();
    assertThat(state().resolve("uploads/due")).doesNotExist();
  }

  private ProcessBuilder worker() {
    var worker =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-jar",
            HookFolder.packaged("ml-intern.jar").toString(),
            "upload",
            "--queued");
    worker.environment().putAll(environment());
    return worker
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  /// Writes a transcript; returns the payload that tells of its end.
  private String session(String id, int lines) throws IOException {
    Path projects = Files.createDirectories(temporary.resolve("claude/projects/-p"));
    Path transcript = projects.resolve(id + ".jsonl");
    String line =
        "{\"type\":\"user\",\"sessionId\":\"%s\",\"timestamp\":\"2026-11-20T10:00:00Z\","
            + "\"message\":{\"role\":\"user\",\"content\":\"line\"}}\n";
    Files.writeString(transcript, line.formatted(id).repeat(lines));
    return "{\"session_id\":\"%s\",\"transcript_path\":\"%s\",\"reason\":\"other\"}"
        .formatted(id, transcript);
  }

  private HashMap<String, String> environment() {
    return new HashMap<>(
        Map.of(
            "ML_INTERN_HOME", state().toString(),
            "ML_INTERN_JAVA_HOME", System.getProperty("java.home"),
            "CLAUDE_CONFIG_DIR", temporary.resolve("claude").toString(),
            "HF_ENDPOINT", hub.endpoint().toString(),
            "HF_TOKEN", "hf_" + "x".repeat(34),
            "HOME", temporary.toString()));
  }

  private Path state() {
    return temporary.resolve("state");
  }

  private long inbox() throws IOException {
    try (Stream<Path> files = Files.list(state().resolve("uploads/inbox"))) {
      return files.count();
    }
  }

  private String status(String session) throws IOException {
    try {
      Path entry = state().resolve("uploads/" + session + ".json");
      return JsonReader.readObject(Files.readString(entry)).string("status").orElse("");
    } catch (NoSuchFileException | JsonException _) {
      return "";
    }
  }

  private void awaitStatus(String session, String wanted) throws Exception {
    await(() -> status(session).equals(wanted));
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws Exception {
    long giveUp = System.nanoTime() + BOUND.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(giveUp);
      Thread.sleep(50);
    }
  }

  private String uploaded(String session) throws Exception {
    String path = "/datasets/local/ml-intern-sessions/resolve/main/sessions/2026-11-20/";
    try (HttpClient client =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(hub.endpoint() + path + session + ".jsonl"))
                  .header("Authorization", "Bearer hf_" + "x".repeat(34))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    }
  }
}

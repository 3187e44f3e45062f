package dev.mlintern.hooks.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCommits;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoType;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonWriter;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Harness §3.9, the cases U01–U16 that need no process of their own, against the embedded Hub.
class SessionUploadsTest {
  private static final RepoId DATASET = new RepoId("local/ml-intern-sessions");
  private static final String SESSION = "0f8fad5b-d9cb-469f-a165-70867728950e";
  private static final String PLACE = "sessions/2026-11-20/" + SESSION + ".jsonl";

  @TempDir Path folder;
  private final String token = "hf_" + "t".repeat(34);
  private EmbeddedHub server;
  private HttpStack http;
  private Path projects;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedHub.start(folder.resolve("hub"), 0);
    projects = Files.createDirectories(folder.resolve("claude/projects/-work-proj"));
  }

  @AfterEach
  void stop() throws IOException {
    if (http != null) {
      http.close();
    }
    server.close();
  }

  @Test
  void a_session_goes_into_a_new_private_dataset_with_its_subagents_in_one_commit()
      throws IOException {
    write(SESSION + ".jsonl", user("train it"), assistant("done"));
    write(SESSION + "/subagents/agent-a1.jsonl", user("look"), assistant("found"));
    end(SESSION);

    List<UploadEntry> told = run(Map.of());

    assertThat(told).extracting(UploadEntry::status).containsExactly(UploadEntry.Status.SUCCESS);
    assertThat(told.getFirst().dataset()).contains(DATASET.value());
    assertThat(told.getFirst().path()).contains(PLACE);
    assertThat(new HubRepos(hub(Map.of())).infoNow(RepoType.DATASET, DATASET, scope()).isPrivate())
        .isTrue();
    assertThat(lines(PLACE)).hasSize(2);
    assertThat(lines("sessions/2026-11-20/" + SESSION + "/agent-a1.jsonl")).hasSize(2);
    assertThat(download("README.md")).contains("[REDACTED:<kind>]");
    assertThat(commits()).isEqualTo(2); // the repository's own first one, and ours
  }

  @Test
  void nothing_of_a_secret_is_sent_and_every_line_stays_json() throws IOException {
    String known = "k" + new Random().nextLong(Long.MAX_VALUE) + "Zq9";
    String shaped = "hf_" + "A9".repeat(17);
    Files.createDirectories(folder.resolve("proj"));
    Files.writeString(folder.resolve("proj/.env"), "DB_PASSWORD=" + known + "\n");
    write(
        SESSION + ".jsonl",
        user("my password is " + known).replace("/work/proj", folder.resolve("proj").toString()),
        assistant("export HF_TOKEN=" + shaped));
    end(SESSION);

    run(Map.of());

    String sent = download(PLACE);
    assertThat(sent).doesNotContain(known, shaped).contains("[REDACTED:");
    assertThat(lines(PLACE)).allSatisfy(line -> JsonReader.readObject(line));
  }

  @Test
  void bookkeeping_pictures_and_copies_of_files_are_left_out() throws IOException {
    write(
        SESSION + ".jsonl",
        "{\"type\":\"file-history-snapshot\",\"snapshot\":{\"x\":\"whole file\"}}",
        "{\"type\":\"queue-operation\",\"content\":\"q\"}",
        user("see"),
        ("{'type':'user','sessionId':'s','timestamp':'2026-11-20T10:00:02Z','message':{'role':'user',"
             + "'content':[{'type':'tool_result','tool_use_id':'t','content':[{'type':'image',"
             + "'source':{'type':'base64','media_type':'image/png','data':'iVBORw0KGgoAAAA='}}]}]},'toolUseResult':{'originalFile':'whole"
             + " file'}}")
            .replace('\'', '"'),
        ("{'type':'assistant','message':{'role':'assistant','content':[{'type':'thinking',"
                + "'thinking':'hm','signature':'c2lnbmF0dXJl'}]}}")
            .replace('\'', '"'),
        "{\"type\":\"user\",\"message\":{\"role\":\"user\",\"con");
    end(SESSION);

    run(Map.of());

    String sent = download(PLACE);
    assertThat(sent)
        .contains("[REMOVED:IMAGE 12 bytes]", "hm", "tool_result")
        .doesNotContain("whole file", "iVBOR", "c2lnbmF0dXJl", "queue-operation");
    assertThat(lines(PLACE)).hasSize(3);
  }

  @Test
  void a_resumed_session_replaces_its_file_and_an_unchanged_one_makes_no_commit()
      throws IOException {
    write(SESSION + ".jsonl", user("one"));
    end(SESSION);
    run(Map.of());
    int before = commits();

    end(SESSION);
    assertThat(run(Map.of()).getFirst().detail()).contains("unchanged");
    assertThat(commits()).isEqualTo(before);

    write(SESSION + ".jsonl", user("one"), assistant("two"));
    end(SESSION);
    run(Map.of());
    assertThat(commits()).isEqualTo(before + 1);
    assertThat(lines(PLACE)).hasSize(2);
  }

  @Test
  void a_public_dataset_gets_nothing_and_the_session_waits_until_it_is_private() throws Exception {
    new HubCommits(hub(Map.of())).create(RepoType.DATASET, DATASET, false, scope());
    write(SESSION + ".jsonl", user("private thoughts"));
    end(SESSION);

    UploadEntry refused = run(Map.of()).getFirst();

    assertThat(refused.fault()).contains(UploadFault.REFUSED_PUBLIC);
    assertThat(refused.detail()).contains("public", DATASET.value());
    assertThatThrownBy(() -> download(PLACE)).isInstanceOf(AssertionError.class);
    for (int i = 0; i < 2 * UploadEntry.MOST_ATTEMPTS; i++) {
      assertThat(run(Map.of()).getFirst().fault()).contains(UploadFault.REFUSED_PUBLIC);
    }

    setPrivate(true);
    assertThat(run(Map.of()).getFirst().status()).isEqualTo(UploadEntry.Status.SUCCESS);

    setPrivate(false);
    write(SESSION + ".jsonl", user("private thoughts"), user("more of them"));
    end(SESSION);
    assertThat(run(Map.of()).getFirst().fault()).contains(UploadFault.REFUSED_PUBLIC);
    assertThat(lines(PLACE)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "no", "OFF", "nonsense"})
  void switched_off_nothing_is_queued_and_nothing_sent(String off) throws IOException {
    write(SESSION + ".jsonl", user("x"));
    var settings = settings(Map.of("ML_INTERN_SAVE_SESSIONS", off));

    assertThat(UploadQueue.of(settings, Clock.systemUTC()).accept(payload(SESSION, transcript())))
        .isFalse();

    assertThat(folder.resolve("state")).doesNotExist();
    assertThat(run(Map.of("ML_INTERN_SAVE_SESSIONS", off))).isEmpty();
    assertThat(folder.resolve("state")).doesNotExist();
  }

  @Test
  void without_a_token_nothing_is_sent_then_or_later() throws IOException {
    write(SESSION + ".jsonl", user("x"));
    var settings = settings(Map.of("HF_TOKEN", ""));
    var queue = UploadQueue.of(settings, Clock.systemUTC());

    assertThat(queue.accept(payload(SESSION, transcript()))).isFalse();

    assertThat(queue.entries())
        .singleElement()
        .satisfies(entry -> assertThat(entry.fault()).contains(UploadFault.NO_TOKEN));
    assertThat(run(Map.of())).isEmpty();
    assertThat(run(Map.of("HF_TOKEN", ""))).isEmpty();
  }

  @Test
  void a_session_whose_prompt_or_project_says_so_is_not_sent() throws IOException {
    write("a1.jsonl", user("hello"), user("first\\n #no-upload \\nlast"));
    Path project = Files.createDirectories(folder.resolve("quiet/deeper"));
    Files.createDirectories(folder.resolve("quiet/.claude"));
    Files.createFile(folder.resolve("quiet/.claude/ml-intern-no-upload"));
    write("b2.jsonl", user("hello").replace("/work/proj", project.toString()));
    write("c3.jsonl", user("what does #no-upload do?"));
    for (String session : List.of("a1", "b2", "c3")) {
      end(session);
    }

    Map<String, Optional<UploadFault>> faults = new HashMap<>();
    run(Map.of()).forEach(entry -> faults.put(entry.session(), entry.fault()));

    assertThat(faults)
        .containsEntry("a1", Optional.of(UploadFault.NO_UPLOAD_WANTED))
        .containsEntry("b2", Optional.of(UploadFault.NO_UPLOAD_WANTED))
        .containsEntry("c3", Optional.empty());
  }

  @Test
  void only_ordinary_files_of_the_transcript_folder_are_sent() throws IOException {
    Path outside = folder.resolve("outside.jsonl");
    Files.writeString(outside, user("not yours") + "\n");
    Path evil = Files.createDirectories(folder.resolve("claude/projects-evil")).resolve("s.jsonl");
    Files.writeString(evil, user("not yours") + "\n");
    Files.writeString(folder.resolve("claude/history.jsonl"), user("not yours") + "\n");
    write("plain.txt", user("no transcript"));
    Files.createSymbolicLink(projects.resolve("link.jsonl"), outside);
    Files.createSymbolicLink(projects.resolve("folder"), folder);
    Files.createDirectories(projects.resolve("dir.jsonl"));
    write("good.jsonl", user("fine"));
    List<String> refused =
        List.of(
            "/etc/passwd",
            outside.toString(),
            evil.toString(),
            folder.resolve("claude/history.jsonl").toString(),
            projects + "/../../history.jsonl",
            projects + "/../-work-proj/good.jsonl",
            projects + "/link.jsonl",
            projects + "/folder/outside.jsonl",
            projects + "/dir.jsonl",
            projects + "/plain.txt",
            "good.jsonl",
            "~/.claude/projects/p/s.jsonl");

    for (String path : refused) {
      UploadQueue.of(settings(Map.of()), Clock.systemUTC())
          .accept(payload("r" + refused.indexOf(path), path));
    }
    assertThat(run(Map.of()))
        .hasSize(10) // as many as one round takes
        .allSatisfy(entry -> assertThat(entry.fault()).contains(UploadFault.REFUSED_PATH));
    assertThat(run(Map.of()))
        .hasSize(2)
        .allSatisfy(entry -> assertThat(entry.fault()).contains(UploadFault.REFUSED_PATH));
    assertThat(exists()).isFalse();
  }

  @Test
  void a_subagent_that_is_a_link_to_elsewhere_stops_the_upload() throws IOException {
    Path outside = folder.resolve("outside.jsonl");
    Files.writeString(outside, user("not yours") + "\n");
    write(SESSION + ".jsonl", user("x"));
    Path agents = Files.createDirectories(projects.resolve(SESSION + "/subagents"));
    Files.createSymbolicLink(agents.resolve("agent-x.jsonl"), outside);
    end(SESSION);

    assertThat(run(Map.of()).getFirst().fault()).contains(UploadFault.REFUSED_PATH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{}",
        "{\"session_id\":\"x\"}",
        "{\"transcript_path\":\"/x.jsonl\"}",
        "{\"session_id\":\"../../x\",\"transcript_path\":\"/x.jsonl\"}",
        "{\"session_id\":7,\"transcript_path\":\"/x.jsonl\"}",
        "{\"session_id\":\"x\",\"transcript_path\":\"/x\\u0000.jsonl\"}",
        "{\"session_id\":\"x\",\"session_id\":\"y\",\"transcript_path\":\"/x.jsonl\"}"
      })
  void a_payload_that_says_nothing_is_thrown_away_and_logged(String payload) throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("state/uploads/inbox"));
    Files.writeString(inbox.resolve("1-1.json"), payload);

    var queue = UploadQueue.of(settings(Map.of()), Clock.systemUTC());

    assertThat(queue.isWorthStarting()).isFalse();
    assertThat(inbox).isEmptyDirectory();
    assertThat(Files.readString(folder.resolve("state/uploads/upload.log"))).contains("malformed");
  }

  @Test
  void somebody_elses_dataset_is_refused() throws IOException {
    write(SESSION + ".jsonl", user("x"));
    end(SESSION);

    UploadEntry entry = run(Map.of("ML_INTERN_SESSION_REPO", "stranger/sessions")).getFirst();

    assertThat(entry.fault()).contains(UploadFault.REFUSED_NAMESPACE);
  }

  @Test
  void what_a_dead_worker_left_is_taken_up_and_its_copies_are_deleted() throws IOException {
    write(SESSION + ".jsonl", user("x"));
    end(SESSION);
    var queue = UploadQueue.of(settings(Map.of()), Clock.systemUTC());
    try (var _ = queue.work().orElseThrow()) {
      queue.takeIn();
      queue.save(queue.entry(SESSION).orElseThrow().uploading(Clock.systemUTC().instant()));
    }
    Path left = Files.createDirectories(folder.resolve("state/uploads/work/dead"));
    Files.writeString(left.resolve("piece-0"), "half");

    assertThat(run(Map.of())).singleElement().extracting(UploadEntry::attempts).isEqualTo(2);
    assertThat(folder.resolve("state/uploads/work")).doesNotExist();
    assertThat(folder.resolve("state/uploads/due")).doesNotExist();
  }

  @Test
  void a_session_that_kills_its_worker_is_not_tried_for_ever() throws IOException {
    write(SESSION + ".jsonl", user("x"));
    end(SESSION);
    var queue = UploadQueue.of(settings(Map.of()), Clock.systemUTC());
    try (var _ = queue.work().orElseThrow()) {
      queue.takeIn();
      UploadEntry entry = queue.entry(SESSION).orElseThrow();
      for (int i = 0; i < UploadEntry.MOST_ATTEMPTS; i++) {
        entry = entry.uploading(Clock.systemUTC().instant());
      }
      queue.save(entry);
    }

    assertThat(run(Map.of())).isEmpty();
  }

  @Test
  void while_one_works_another_leaves_it_to_that_one() throws IOException {
    write(SESSION + ".jsonl", user("x"));
    end(SESSION);
    var queue = UploadQueue.of(settings(Map.of()), Clock.systemUTC());

    try (var _ = queue.work().orElseThrow()) {
      assertThat(run(Map.of())).isEmpty();
    }
    assertThat(run(Map.of())).hasSize(1);
  }

  @Test
  void the_queue_is_private_to_the_user() throws IOException {
    write(SESSION + ".jsonl", user("x"));
    end(SESSION);
    run(Map.of());

    try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
      assertThat(files)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .endsWith("------"));
    }
  }

  @Test
  void personal_data_goes_when_the_user_wants_it() throws IOException {
    write(
        SESSION + ".jsonl",
        user("mail jane.doe@example.org. from " + folder + "/x, not a@b or @team"));
    end(SESSION);

    run(Map.of("ML_INTERN_REDACT_PII", "1"));

    assertThat(download(PLACE))
        .contains("mail [REDACTED:EMAIL]. from ~/x, not a@b or @team")
        .doesNotContain(folder.toString());
  }

  @Test
  void large_tool_results_go_only_when_the_user_wants_it() throws IOException {
    String secret = "hf_" + "B7".repeat(17);
    write(SESSION + ".jsonl", user("x"));
    write(SESSION + "/tool-results/toolu_1.txt", "log " + secret);
    String place = "sessions/2026-11-20/" + SESSION + "/tool-results/toolu_1.txt";
    end(SESSION);
    run(Map.of());
    assertThatThrownBy(() -> download(place)).isInstanceOf(AssertionError.class);

    end(SESSION);
    run(Map.of("ML_INTERN_UPLOAD_TOOL_RESULTS", "1"));
    assertThat(download(place)).contains("log [REDACTED").doesNotContain(secret);
  }

  @Test
  void the_users_own_card_is_left_alone() throws IOException {
    write(SESSION + ".jsonl", user("x"));
    end(SESSION);
    run(Map.of());
    Path mine = folder.resolve("mine.md");
    Files.writeString(mine, "# my own words");
    new HubCommits(hub(Map.of()))
        .commit(
            RepoType.DATASET,
            DATASET,
            "mine",
            List.of(
                dev.mlintern.hub.CommitFile.of(new dev.mlintern.hub.FilePath("README.md"), mine)),
            scope());

    write(SESSION + ".jsonl", user("x"), user("y"));
    end(SESSION);
    run(Map.of());

    assertThat(download("README.md")).isEqualTo("# my own words");
    assertThat(lines(PLACE)).hasSize(2);
  }

  // ---- the scene -------------------------------------------------------------------------------

  private static String user(String text) {
    return said("user", "\"" + text + "\"");
  }

  private static String assistant(String text) {
    return said("assistant", "[{\"type\":\"text\",\"text\":\"" + text + "\"}]");
  }

  private static String said(String role, String content) {
    return ("{\"type\":\"%s\",\"uuid\":\"u\",\"parentUuid\":null,\"sessionId\":\"s\",\"cwd\":\"/work/proj\","
                + "\"timestamp\":\"2026-11-20T10:00:00.000Z\",\"message\":{\"role\":\"%s\",\"content\":%s}}")
        .formatted(role, role, content);
  }

  private void write(String file, String... lines) throws IOException {
    Path path = projects.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, List.of(lines));
  }

  private String transcript() {
    return projects.resolve(SESSION + ".jsonl").toString();
  }

  private void end(String session) throws IOException {
    assertThat(
            UploadQueue.of(settings(Map.of()), Clock.systemUTC())
                .accept(payload(session, projects.resolve(session + ".jsonl").toString())))
        .isTrue();
  }

  private static JsonObject payload(String session, String transcript) {
    return JsonObject.builder()
        .put("session_id", session)
        .put("transcript_path", transcript)
        .put("reason", "other")
        .build();
  }

  private List<UploadEntry> run(Map<String, String> environment) throws IOException {
    var told = new ArrayList<UploadEntry>();
    new SessionUploads(
            settings(environment),
            Clock.systemUTC(),
            Map.of(),
            hub(environment),
            Duration.ofMillis(1))
        .run(told::add);
    return told;
  }

  private HubClient hub(Map<String, String> environment) {
    if (http != null) {
      http.close();
    }
    Settings settings = settings(environment);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    return HubClient.create(settings, http);
  }

  private Settings settings(Map<String, String> environment) {
    var complete = new HashMap<String, String>();
    complete.put("HF_ENDPOINT", server.endpoint().toString());
    complete.put("HF_TOKEN", token);
    complete.put("ML_INTERN_HOME", folder.resolve("state").toString());
    complete.put("CLAUDE_CONFIG_DIR", folder.resolve("claude").toString());
    complete.putAll(environment);
    return Settings.of(complete, folder);
  }

  private boolean exists() {
    try {
      new HubRepos(hub(Map.of())).infoNow(RepoType.DATASET, DATASET, scope());
      return true;
    } catch (HubException _) {
      return false;
    }
  }

  private List<String> lines(String place) throws IOException {
    return download(place).lines().toList();
  }

  private String download(String place) throws IOException {
    HttpResponse<String> answer =
        call(
            HttpRequest.newBuilder(
                URI.create(server.endpoint() + "/datasets/" + DATASET + "/resolve/main/" + place)));
    assertThat(answer.statusCode()).as(place).isEqualTo(200);
    return answer.body();
  }

  private int commits() throws IOException {
    String path = "/api/datasets/" + DATASET + "/commits/main";
    HttpResponse<String> answer =
        call(HttpRequest.newBuilder(URI.create(server.endpoint() + path)));
    return JsonReader.read(answer.body()) instanceof dev.mlintern.json.JsonArray array
        ? array.size()
        : -1;
  }

  private void setPrivate(boolean isPrivate) throws IOException {
    String body = "{\"visibility\":" + JsonWriter.quote(isPrivate ? "private" : "public") + "}";
    HttpResponse<String> answer =
        call(
            HttpRequest.newBuilder(
                    URI.create(server.endpoint() + "/api/datasets/" + DATASET + "/settings"))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json"));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> call(HttpRequest.Builder request) throws IOException {
    try (HttpClient client =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      return client.send(
          request.header("Authorization", "Bearer " + token).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static CallScope scope() {
    return CallScope.lasting(Duration.ofSeconds(30));
  }
}

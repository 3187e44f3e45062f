package dev.mlintern.hooks.upload;

import static dev.mlintern.hooks.upload.UploadScene.SESSION;
import static dev.mlintern.hooks.upload.UploadScene.payload;
import static dev.mlintern.hooks.upload.UploadScene.user;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Harness §3.9: sessions and files that are not to be sent, and are not.
class UploadRefusalsTest {
  @TempDir Path folder;
  private UploadScene scene;

  @BeforeEach
  void start() throws IOException {
    scene = UploadScene.start(folder);
  }

  @AfterEach
  void stop() throws IOException {
    scene.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "no", "OFF", "nonsense"})
  void switched_off_nothing_is_queued_and_nothing_sent(String off) throws IOException {
    scene.write(SESSION + ".jsonl", user("x"));
    var settings = scene.settings(Map.of("ML_INTERN_SAVE_SESSIONS", off));

    assertThat(
            UploadQueue.of(settings, Clock.systemUTC())
                .accept(payload(SESSION, scene.transcript())))
        .isFalse();

    assertThat(folder.resolve("state")).doesNotExist();
    assertThat(scene.run(Map.of("ML_INTERN_SAVE_SESSIONS", off))).isEmpty();
    assertThat(folder.resolve("state")).doesNotExist();
  }

  @Test
  void without_a_token_nothing_is_sent_then_or_later() throws IOException {
    scene.write(SESSION + ".jsonl", user("x"));
    var settings = scene.settings(Map.of("HF_TOKEN", ""));
    var queue = UploadQueue.of(settings, Clock.systemUTC());

    assertThat(queue.accept(payload(SESSION, scene.transcript()))).isFalse();

    assertThat(queue.entries())
        .singleElement()
        .satisfies(entry -> assertThat(entry.fault()).contains(UploadFault.NO_TOKEN));
    assertThat(scene.run(Map.of())).isEmpty();
    assertThat(scene.run(Map.of("HF_TOKEN", ""))).isEmpty();
  }

  @Test
  void a_session_whose_prompt_or_project_says_so_is_not_sent() throws IOException {
    scene.write("a1.jsonl", user("hello"), user("first\\n #no-upload \\nlast"));
    Path project = Files.createDirectories(folder.resolve("quiet/deeper"));
    Files.createDirectories(folder.resolve("quiet/.claude"));
    Files.createFile(folder.resolve("quiet/.claude/ml-intern-no-upload"));
    scene.write("b2.jsonl", user("hello").replace("/work/proj", project.toString()));
    scene.write("c3.jsonl", user("what does #no-upload do?"));
    for (String session : List.of("a1", "b2", "c3")) {
      scene.end(session);
    }

    Map<String, Optional<UploadFault>> faults = new HashMap<>();
    scene.run(Map.of()).forEach(entry -> faults.put(entry.session(), entry.fault()));

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
    scene.write("plain.txt", user("no transcript"));
    Files.createSymbolicLink(scene.projects.resolve("link.jsonl"), outside);
    Files.createSymbolicLink(scene.projects.resolve("folder"), folder);
    Files.createDirectories(scene.projects.resolve("dir.jsonl"));
    scene.write("good.jsonl", user("fine"));
    List<String> refused =
        List.of(
            "/etc/passwd",
            outside.toString(),
            evil.toString(),
            folder.resolve("claude/history.jsonl").toString(),
            scene.projects + "/../../history.jsonl",
            scene.projects + "/../-work-proj/good.jsonl",
            scene.projects + "/link.jsonl",
            scene.projects + "/folder/outside.jsonl",
            scene.projects + "/dir.jsonl",
            scene.projects + "/plain.txt",
            "good.jsonl",
            "~/.claude/projects/p/s.jsonl");

    for (String path : refused) {
      UploadQueue.of(scene.settings(Map.of()), Clock.systemUTC())
          .accept(payload("r" + refused.indexOf(path), path));
    }
    assertThat(scene.run(Map.of()))
        .hasSize(10) // as many as one round takes
        .allSatisfy(entry -> assertThat(entry.fault()).contains(UploadFault.REFUSED_PATH));
    assertThat(scene.run(Map.of()))
        .hasSize(2)
        .allSatisfy(entry -> assertThat(entry.fault()).contains(UploadFault.REFUSED_PATH));
    assertThat(scene.exists()).isFalse();
  }

  @Test
  void a_subagent_that_is_a_link_to_elsewhere_stops_the_upload() throws IOException {
    Path outside = folder.resolve("outside.jsonl");
    Files.writeString(outside, user("not yours") + "\n");
    scene.write(SESSION + ".jsonl", user("x"));
    Path agents = Files.createDirectories(scene.projects.resolve(SESSION + "/subagents"));
    Files.createSymbolicLink(agents.resolve("agent-x.jsonl"), outside);
    scene.end(SESSION);

    assertThat(scene.run(Map.of()).getFirst().fault()).contains(UploadFault.REFUSED_PATH);
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

    var queue = UploadQueue.of(scene.settings(Map.of()), Clock.systemUTC());

    assertThat(queue.isWorthStarting()).isFalse();
    assertThat(inbox).isEmptyDirectory();
    assertThat(Files.readString(folder.resolve("state/uploads/upload.log"))).contains("malformed");
  }
}

package dev.mlintern.hooks.upload;

import static dev.mlintern.hooks.upload.UploadScene.DATASET;
import static dev.mlintern.hooks.upload.UploadScene.PLACE;
import static dev.mlintern.hooks.upload.UploadScene.SESSION;
import static dev.mlintern.hooks.upload.UploadScene.assistant;
import static dev.mlintern.hooks.upload.UploadScene.scope;
import static dev.mlintern.hooks.upload.UploadScene.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.hub.CommitFile;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubCommits;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Harness §3.9: where a session goes, and that it goes there once and stays private, against the
/// embedded Hub.
class SessionUploadsTest {
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

  @Test
  void a_session_goes_into_a_new_private_dataset_with_its_subagents_in_one_commit()
      throws IOException {
    scene.write(SESSION + ".jsonl", user("train it"), assistant("done"));
    scene.write(SESSION + "/subagents/agent-a1.jsonl", user("look"), assistant("found"));
    scene.end(SESSION);

    List<UploadEntry> told = scene.run(Map.of());

    assertThat(told).extracting(UploadEntry::status).containsExactly(UploadEntry.Status.SUCCESS);
    assertThat(told.getFirst().dataset()).contains(DATASET.value());
    assertThat(told.getFirst().path()).contains(PLACE);
    assertThat(
            new HubRepos(scene.hub(Map.of()))
                .infoNow(RepoType.DATASET, DATASET, scope())
                .isPrivate())
        .isTrue();
    assertThat(scene.lines(PLACE)).hasSize(2);
    assertThat(scene.lines("sessions/2026-11-20/" + SESSION + "/agent-a1.jsonl")).hasSize(2);
    assertThat(scene.download("README.md")).contains("[REDACTED:<kind>]");
    assertThat(scene.commits()).isEqualTo(2); // the repository's own first one, and ours
  }

  @Test
  void a_resumed_session_replaces_its_file_and_an_unchanged_one_makes_no_commit()
      throws IOException {
    scene.write(SESSION + ".jsonl", user("one"));
    scene.end(SESSION);
    scene.run(Map.of());
    int before = scene.commits();

    scene.end(SESSION);
    assertThat(scene.run(Map.of()).getFirst().detail()).contains("unchanged");
    assertThat(scene.commits()).isEqualTo(before);

    scene.write(SESSION + ".jsonl", user("one"), assistant("two"));
    scene.end(SESSION);
    scene.run(Map.of());
    assertThat(scene.commits()).isEqualTo(before + 1);
    assertThat(scene.lines(PLACE)).hasSize(2);
  }

  @Test
  void a_public_dataset_gets_nothing_and_the_session_waits_until_it_is_private() throws Exception {
    new HubCommits(scene.hub(Map.of())).create(RepoType.DATASET, DATASET, false, scope());
    scene.write(SESSION + ".jsonl", user("private thoughts"));
    scene.end(SESSION);

    UploadEntry refused = scene.run(Map.of()).getFirst();

    assertThat(refused.fault()).contains(UploadFault.REFUSED_PUBLIC);
    assertThat(refused.detail()).contains("public", DATASET.value());
    assertThatThrownBy(() -> scene.download(PLACE)).isInstanceOf(AssertionError.class);
    for (int i = 0; i < 2 * UploadEntry.MOST_ATTEMPTS; i++) {
      assertThat(scene.run(Map.of()).getFirst().fault()).contains(UploadFault.REFUSED_PUBLIC);
    }

    scene.setPrivate(true);
    assertThat(scene.run(Map.of()).getFirst().status()).isEqualTo(UploadEntry.Status.SUCCESS);

    scene.setPrivate(false);
    scene.write(SESSION + ".jsonl", user("private thoughts"), user("more of them"));
    scene.end(SESSION);
    assertThat(scene.run(Map.of()).getFirst().fault()).contains(UploadFault.REFUSED_PUBLIC);
    assertThat(scene.lines(PLACE)).hasSize(1);
  }

  @Test
  void somebody_elses_dataset_is_refused() throws IOException {
    scene.write(SESSION + ".jsonl", user("x"));
    scene.end(SESSION);

    UploadEntry entry = scene.run(Map.of("ML_INTERN_SESSION_REPO", "stranger/sessions")).getFirst();

    assertThat(entry.fault()).contains(UploadFault.REFUSED_NAMESPACE);
  }

  @Test
  void large_tool_results_go_only_when_the_user_wants_it() throws IOException {
    String secret = "hf_" + "B7".repeat(17);
    scene.write(SESSION + ".jsonl", user("x"));
    scene.write(SESSION + "/tool-results/toolu_1.txt", "log " + secret);
    String place = "sessions/2026-11-20/" + SESSION + "/tool-results/toolu_1.txt";
    scene.end(SESSION);
    scene.run(Map.of());
    assertThatThrownBy(() -> scene.download(place)).isInstanceOf(AssertionError.class);

    scene.end(SESSION);
    scene.run(Map.of("ML_INTERN_UPLOAD_TOOL_RESULTS", "1"));
    assertThat(scene.download(place)).contains("log [REDACTED").doesNotContain(secret);
  }

  @Test
  void the_users_own_card_is_left_alone() throws IOException {
    scene.write(SESSION + ".jsonl", user("x"));
    scene.end(SESSION);
    scene.run(Map.of());
    Path mine = folder.resolve("mine.md");
    Files.writeString(mine, "# my own words");
    new HubCommits(scene.hub(Map.of()))
        .commit(
            RepoType.DATASET,
            DATASET,
            "mine",
            List.of(CommitFile.of(new FilePath("README.md"), mine)),
            scope());

    scene.write(SESSION + ".jsonl", user("x"), user("y"));
    scene.end(SESSION);
    scene.run(Map.of());

    assertThat(scene.download("README.md")).isEqualTo("# my own words");
    assertThat(scene.lines(PLACE)).hasSize(2);
  }
}

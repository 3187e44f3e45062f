package dev.mlintern.tools.repos;

import static dev.mlintern.tools.repos.RepoFilesRig.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.RelayedHub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commits that are overtaken, refused, or whose answer is lost (spec tools-act §8.5).
class RepoFilesCommitFaultsTest {
  private static final String REPO = "models/local/m";

  @TempDir Path folder;
  private RepoFilesRig rig;

  @BeforeEach
  void start() throws IOException {
    rig = RepoFilesRig.start(folder);
    rig.create("model", "m");
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
  }

  @Test
  void of_two_commits_at_once_the_guarded_one_says_who_was_faster() throws Exception {
    String seen = rig.head(REPO);
    rig.commit(REPO, "a", "theirs");

    assertThat(rig.uploadError("'path':'a','content':'mine','parent_commit':'" + seen + "'"))
        .contains(
            "nothing was changed", "no longer at " + seen, rig.head(REPO), "\"theirs\" by local");
    assertThat(rig.text("/local/m/resolve/main/a")).isEqualTo("theirs");
  }

  @Test
  void a_file_that_appears_in_between_is_not_replaced_by_if_absent() throws Exception {
    rig.beforeTheCommit(() -> rig.commit(REPO, "a", "theirs"));

    assertThat(rig.uploadError("'path':'a','content':'mine','if_absent':true"))
        .contains("nothing was changed", "\"theirs\" by local");
    assertThat(rig.text("/local/m/resolve/main/a")).isEqualTo("theirs");
  }

  @Test
  void a_commit_whose_answer_is_cut_is_found_and_not_doubled() throws Exception {
    var done = new AtomicInteger();
    rig.network.set(
        (request, hub) -> {
          if (!request.getTarget().contains("/commit/") || done.getAndIncrement() > 0) {
            return Optional.empty();
          }
          hub.get();
          return Optional.of(
              new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
        });

    assertThat(rig.upload("'path':'a','content':'x'"))
        .contains("Committed " + rig.head(REPO), "the commit was found there");
    assertThat(rig.titles(REPO)).containsExactly("Upload a", "initial commit");
  }

  @Test
  void a_pull_request_whose_answer_is_cut_is_found_and_not_doubled() throws Exception {
    var done = new AtomicInteger();
    rig.network.set(
        (request, hub) -> {
          if (!request.getTarget().contains("/commit/") || done.getAndIncrement() > 0) {
            return Optional.empty();
          }
          hub.get();
          return Optional.of(new MockResponse.Builder().code(504).build());
        });

    assertThat(rig.upload("'path':'a','content':'x','create_pr':true"))
        .contains("Opened pull request #1", "the commit was found there");
    assertThat(rig.get("/api/models/local/m/discussions").path("count").asInt()).isEqualTo(1);
  }

  @Test
  void a_repository_renamed_between_two_calls_is_followed() throws Exception {
    rig.upload("'path':'a','content':'x'");
    rig.send(
        "POST",
        "/api/repos/move",
        "{'fromRepo':'local/m','toRepo':'local/renamed','type':'model'}");
    rig.local("w.bin", random(40_000_000));

    assertThat(rig.upload("'local_path':'w.bin'")).contains("Committed", "+ w.bin 40.0 MB LFS");
    assertThat(rig.paths("models/local/renamed")).containsExactly(".gitattributes", "a", "w.bin");
    assertThat(rig.ok("{'operation':'read','repo_id':'local/m','path':'a'}")).contains("x");
  }

  @Test
  void too_large_too_often_and_forbidden_are_said_with_what_to_do() throws Exception {
    rig.network.set(commitAnswer(413, null));
    assertThat(rig.uploadError("'path':'a','content':'x'")).contains("413", "several smaller ones");
    rig.network.set(commitAnswer(429, "\"api\";r=900;t=77"));
    assertThat(rig.uploadError("'path':'a','content':'x'")).contains("limit on the action");
    rig.network.set(commitAnswer(409, null));
    assertThat(rig.uploadError("'path':'a','content':'x'")).contains("409", "being changed");
    rig.network.set(commitAnswer(403, null));
    assertThat(rig.uploadError("'path':'a','content':'x'")).contains("403", "lacks this right");
    assertThat(rig.titles(REPO)).hasSize(1);
    // The last one: it shuts the window for whatever comes after it.
    rig.network.set(commitAnswer(429, "\"api\";r=0;t=77"));
    assertThat(rig.uploadError("'path':'a','content':'x'")).contains("429", "77 s");
  }

  private static RelayedHub.Fault commitAnswer(int code, String limit) {
    return (request, _) ->
        request.getTarget().contains("/commit/")
            ? Optional.of(
                (limit == null
                        ? new MockResponse.Builder()
                        : new MockResponse.Builder().addHeader("RateLimit", limit))
                    .code(code)
                    .build())
            : Optional.empty();
  }
}

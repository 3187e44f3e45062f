package dev.mlintern.tools.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What `github_read_file` says when there is nothing to show: which part of the address is wrong,
/// or what GitHub answered.
class ReadFileTroubleTest {
  private final GitHubDouble github = new GitHubDouble();

  @AfterEach
  void stop() {
    github.close();
  }

  @Test
  void a_missing_file_names_the_nearest_ones() {
    github.commit("o/r", "HEAD");
    github.tree("o/r", "examples/scripts/sft.py|other.py");

    assertThat(github.readError("{'repo':'o/r','path':'example/scripts/sft.py'}"))
        .contains("has no file")
        .contains("examples/scripts/sft.py");
  }

  @Test
  void a_missing_revision_is_told_from_a_missing_repository() {
    github.answers("/repos/o/r", GitHubDouble.json(200, "{\"default_branch\":\"develop\"}"));

    assertThat(github.readError("{'repo':'o/r','path':'a','ref':'nope'}"))
        .contains("no revision `nope`")
        .contains("develop");
    assertThat(github.readError("{'repo':'o/gone','path':'a'}"))
        .contains("HTTP 404")
        .contains("GITHUB_TOKEN");
  }

  @Test
  void dots_in_the_path_never_leave_the_repository() {
    assertThat(github.readError("{'repo':'o/r','path':'a/../../x'}")).contains("..");

    assertThat(github.requests).isEmpty();
  }

  @Test
  void a_used_up_limit_says_how_long_to_wait_and_what_a_token_adds() {
    github.answers(
        "/repos/o/r/commits/HEAD",
        new MockResponse.Builder()
            .code(403)
            .addHeader("x-ratelimit-remaining", "0")
            .addHeader(
                "x-ratelimit-reset", Long.toString(Instant.now().plusSeconds(900).getEpochSecond()))
            .body("{\"message\":\"API rate limit exceeded\"}")
            .build());

    assertThat(github.readError("{'repo':'o/r','path':'a'}"))
        .containsPattern("(?:8[89]\\d|900|90\\d) ?s")
        .contains("GITHUB_TOKEN");
  }

  @Test
  void an_answer_that_is_no_commit_is_an_error() {
    github.answers(
        "/repos/o/r/commits/HEAD", new MockResponse.Builder().body("<html>hello").build());

    assertThat(github.readError("{'repo':'o/r','path':'a'}")).contains("not a commit id");
  }

  @Test
  void a_missing_file_in_a_tree_that_fails_is_an_error_in_plain_words() {
    github.commit("o/r", "HEAD");
    github.answers(
        "/repos/o/r/git/trees/" + GitHubDouble.SHA, GitHubDouble.json(403, "{\"message\":\"no\"}"));

    assertThat(github.readError("{'repo':'o/r','path':'a'}")).contains("HTTP 403");
  }
}

package dev.mlintern.tools.repos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers that get lost, other changes in the way, limits.
class RepoGitFaultsTest {
  private static final String BUSY =
      "Cannot create repo: another conflicting operation is in progress";
  private static final String REPO = "/api/models/me/m";

  @TempDir Path folder;
  private RepoGitRig rig;

  @BeforeEach
  void start() throws IOException {
    rig = RepoGitRig.start(folder);
    rig.repo("me", "model", "me/m", "a.txt", "one\n");
    rig.commit("me", "models/me/m", "main?create_pr=1", "Proposed", "b.txt", "b\n");
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
  }

  @Test
  void aMergeWhoseAnswerGotLostIsNotRepeated() {
    rig.lose("POST", "/merge", 502);

    assertThat(rig.ok("{'operation':'merge_pr','repo_id':'me/m','pr_num':1}"))
        .contains("Pull request #1 merged into main as ", "/commit/")
        .contains("The Hub's answer got lost (HTTP 502), but the change is there.");
    assertThat(rig.sent("POST", "/merge")).hasSize(1);
  }

  @Test
  void aMergeThatDidNotLandIsRepeatedOnce() {
    rig.refuse("POST", "/merge", 500, "Internal error");

    assertThat(rig.ok("{'operation':'merge_pr','repo_id':'me/m','pr_num':1}"))
        .contains("merged into main", "The first try got lost; this was the second.");
    assertThat(rig.sent("POST", "/merge")).hasSize(2);
  }

  @Test
  void aMergeThatNeverLandsIsNoSuccess() {
    rig.refuse("POST", "/merge", 500, "Internal error").refuse("POST", "/merge", 503, "Down");

    assertThat(rig.refused("{'operation':'merge_pr','repo_id':'me/m','pr_num':1}"))
        .contains("answered 503: Down", "Looked afterwards: the change is not there");
    assertThat(rig.sent("POST", "/merge")).hasSize(2);
    assertThat(rig.get(REPO + "/discussions/1").get("status").asString()).isEqualTo("open");
  }

  @Test
  void whereLookingFailsAsWellNothingIsClaimed() {
    rig.lose("POST", "/comment", 502);
    // A read is asked for up to three times.
    rig.refuseAfter("/comment", "GET", "/discussions/1", 503, 3);

    assertThat(
            rig.refused("{'operation':'comment_pr','repo_id':'me/m','pr_num':1,'comment':'Hello'}"))
        .contains("answered 502", "Whether the change landed is not known", "HTTP 503")
        .contains("Look before you repeat it");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCommentIsSentOnceWhateverHappens(boolean lands) {
    if (lands) {
      rig.lose("POST", "/comment", 504);
    } else {
      rig.refuse("POST", "/comment", 504, "Timeout");
    }
    String call = "{'operation':'comment_pr','repo_id':'me/m','pr_num':1,'comment':'Hello'}";

    if (lands) {
      assertThat(rig.ok(call)).contains("Comment posted", "#", "answer got lost", "HTTP 504");
    } else {
      assertThat(rig.refused(call)).contains("answered 504", "the change is not there");
    }
    assertThat(rig.sent("POST", "/comment")).hasSize(1);
  }

  @Test
  void aSecondEqualCommentIsNotTakenForTheLostOne() {
    rig.ok("{'operation':'comment_pr','repo_id':'me/m','pr_num':1,'comment':'+1'}");
    rig.refuse("POST", "/comment", 500, "Internal error");

    assertThat(rig.refused("{'operation':'comment_pr','repo_id':'me/m','pr_num':1,'comment':'+1'}"))
        .contains("the change is not there");
  }

  @Test
  void aPullRequestWhoseAnswerGotLostIsFoundByItsTitle() {
    rig.ok("{'operation':'create_pr','repo_id':'me/m','title':'Same title'}");
    rig.lose("POST", "/discussions", 502);

    assertThat(rig.ok("{'operation':'create_pr','repo_id':'me/m','title':'Same title'}"))
        .contains("Draft pull request #3 opened", "got lost (HTTP 502)");
    rig.refuse("POST", "/discussions", 500, "Internal error");
    assertThat(rig.refused("{'operation':'create_pr','repo_id':'me/m','title':'Same title'}"))
        .contains("answered 500", "the change is not there");
    assertThat(rig.get(REPO + "/discussions").get("count").asInt()).isEqualTo(3);
  }

  @Test
  void everyOtherWriteIsLookedUpToo() {
    rig.ok("{'operation':'create_branch','repo_id':'me/m','branch':'old'}");
    rig.ok("{'operation':'create_tag','repo_id':'me/m','tag':'t'}");
    rig.lose("POST", "/branch/new", 502).lose("DELETE", "/branch/old", 502);
    rig.lose("DELETE", "/tag/t", 502).lose("POST", "/status", 502).lose("POST", "/title", 502);
    rig.lose("POST", "/repos/create", 502).lose("POST", "/repos/move", 502);
    rig.lose("DELETE", "/repos/delete", 502);

    for (String call :
        new String[] {
          "{'operation':'create_branch','repo_id':'me/m','branch':'new'}",
          "{'operation':'delete_branch','repo_id':'me/m','branch':'old'}",
          "{'operation':'delete_tag','repo_id':'me/m','tag':'t'}",
          "{'operation':'close_pr','repo_id':'me/m','pr_num':1}",
          "{'operation':'rename_pr','repo_id':'me/m','pr_num':1,'title':'Other'}",
          "{'operation':'create_repo','repo_id':'me/n'}",
          "{'operation':'move_repo','repo_id':'me/n','to_repo_id':'lab/n'}",
          "{'operation':'delete_repo','repo_id':'lab/n'}"
        }) {
      assertThat(rig.ok(call)).contains("The Hub's answer got lost (HTTP 502), but the change is");
    }
    assertThat(rig.get(REPO + "/refs").toString())
        .contains("refs/heads/new")
        .doesNotContain("refs/heads/old", "refs/tags/t");
  }

  @Test
  void settingsArriveOnceTheHubAnswersAgain() {
    rig.lose("PUT", "/settings", 502);

    assertThat(rig.ok("{'operation':'update_repo','repo_id':'me/m','gated':'auto'}"))
        .contains("gated false → auto");
  }

  @Test
  void anotherChangeInTheWayIsWaitedForButNotForEver() {
    rig.refuse("POST", "/repos/create", 409, BUSY).refuse("POST", "/repos/create", 409, BUSY);
    assertThat(rig.ok("{'operation':'create_repo','repo_id':'me/n'}"))
        .contains("Private model me/n created");
    assertThat(rig.sent("POST", "/repos/create")).hasSize(3);

    for (int i = 0; i < 9; i++) {
      rig.refuse("POST", "/repos/create", 409, BUSY);
    }
    assertThat(rig.refused("{'operation':'create_repo','repo_id':'me/o'}"))
        .contains("answered 409: " + BUSY, "Tried 4 times. Nothing was changed");
    assertThat(rig.sent("POST", "/repos/create")).hasSize(7);
  }

  @Test
  void another409IsNotRepeated() {
    rig.refuse("POST", "/merge", 409, "Merge is not possible");

    assertThat(rig.refused("{'operation':'merge_pr','repo_id':'me/m','pr_num':1}"))
        .contains(
            "#1 was not merged by this call; now: open", "answered 409: Merge is not possible");
    assertThat(rig.sent("POST", "/merge")).hasSize(1);
    rig.refuse("POST", "/merge", 412, "A commit has happened since.");
    assertThat(rig.refused("{'operation':'merge_pr','repo_id':'me/m','pr_num':1}"))
        .contains("answered 412", "Somebody committed in between");
  }

  @ParameterizedTest
  @CsvSource({
    "0,Try again in 77 s",
    "940,This is a limit on the action",
  })
  void aRateLimitIsToldAndNotSleptThrough(int left, String advice) {
    rig.refuse(
        "POST", "/comment", 429, "Too many comments", "RateLimit", "\"api\";r=" + left + ";t=77");

    assertThat(rig.refused("{'operation':'comment_pr','repo_id':'me/m','pr_num':1,'comment':'Hi'}"))
        .contains("answered 429: Too many comments", advice);
    assertThat(rig.sent("POST", "/comment")).hasSize(1);
  }

  @Test
  void payingIsNamedAsSuch() {
    rig.refuse("POST", "/repos/create", 402, "Docker Spaces need PRO");

    assertThat(
            rig.refused(
                "{'operation':'create_repo','repo_id':'me/s','repo_type':'space',"
                    + "'space_sdk':'docker'}"))
        .contains("answered 402: Docker Spaces need PRO", "billing");
  }

  @Test
  void whoMayNotCreateStillLearnsThatItExists() {
    rig.ok("{'operation':'create_branch','repo_id':'me/m','branch':'dev'}");

    assertThat(
            rig.callAs(
                    "reader",
                    "{'operation':'create_branch','repo_id':'me/m','branch':'dev','exist_ok':true}")
                .text())
        .contains("`dev` exists already", "nothing was changed (exist_ok)");
  }

  @Test
  void aSettingTheHubTookButDidNotDoIsAnError() {
    rig.refuse("PUT", "/settings", 200, "");

    assertThat(rig.refused("{'operation':'update_repo','repo_id':'me/m','private':true}"))
        .contains("accepted the settings, but afterwards the repository is public");
  }
}

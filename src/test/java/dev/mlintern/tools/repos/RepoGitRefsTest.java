package dev.mlintern.tools.repos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Branches and tags.
class RepoGitRefsTest {
  @TempDir Path folder;
  private RepoGitRig rig;

  @BeforeEach
  void start() throws IOException {
    rig = RepoGitRig.start(folder);
    rig.repo("me", "model", "me/m", "a.txt", "one\n");
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
  }

  private String head() {
    return rig.get("/api/models/me/m").get("sha").asString();
  }

  @Test
  void aBranchIsCreatedWithItsSlashEncoded() {
    String told = rig.ok("{'operation':'create_branch','repo_id':'me/m','branch':'exp/v2'}");

    assertThat(told)
        .contains("Branch `exp/v2` created from `main`, at " + head())
        .contains(rig.address() + "/me/m/tree/exp/v2");
    assertThat(rig.sent("POST", "/branch/"))
        .singleElement()
        .satisfies(
            sent -> {
              assertThat(sent.target()).isEqualTo("/api/models/me/m/branch/exp%2Fv2");
              assertThat(sent.body()).isEqualTo("{\"startingPoint\":\"main\"}");
            });
  }

  @Test
  void creatingAgainSaysThatItExists() {
    String create = "{'operation':'create_branch','repo_id':'me/m','branch':'exp/v2'%s}";
    rig.ok(create.formatted(""));

    assertThat(rig.refused(create.formatted("")))
        .contains("exists already, at " + head(), "exist_ok", "nothing was changed");
    assertThat(rig.ok(create.formatted(",'exist_ok':true")))
        .contains("exists already, at " + head(), "nothing was changed (exist_ok)");
  }

  @Test
  void aTagNamesACommit() {
    String told =
        rig.ok(
            "{'operation':'create_tag','repo_id':'me/m','tag':'v1.0','revision':'main',"
                + "'tag_message':'first'}");

    assertThat(told).contains("Tag `v1.0` created from `main`, at " + head());
    assertThat(rig.sent("POST", "/tag/").getFirst().body())
        .isEqualTo("{\"tag\":\"v1.0\",\"message\":\"first\"}");
    assertThat(rig.refused("{'operation':'create_tag','repo_id':'me/m','tag':'v1.0'}"))
        .contains("Tag `v1.0` exists already");
    assertThat(rig.ok("{'operation':'create_tag','repo_id':'me/m','tag':'v1.0','exist_ok':true}"))
        .contains("nothing was changed");
    assertThat(rig.ok("{'operation':'delete_tag','repo_id':'me/m','tag':'v1.0'}"))
        .contains("Tag `v1.0` of model me/m deleted. It was at " + head());
    assertThat(rig.refused("{'operation':'delete_tag','repo_id':'me/m','tag':'v1.0'}"))
        .contains("has no tag `v1.0`; nothing was deleted", "It has none");
  }

  @Test
  void aRevisionThatIsNotThereIsNamed() {
    assertThat(
            rig.refused(
                "{'operation':'create_branch','repo_id':'me/m','branch':'b','from_rev':'nope'}"))
        .contains("RevisionNotFound", "Invalid rev id: nope", "list the refs");
    assertThat(rig.refused("{'operation':'create_branch','repo_id':'me/m','branch':'a b'}"))
        .contains("`a b` is not a revision");
  }

  @Test
  void deletingABranchSaysWhichCommitsHadNoOtherName() {
    rig.ok("{'operation':'create_branch','repo_id':'me/m','branch':'same'}");
    rig.ok("{'operation':'create_branch','repo_id':'me/m','branch':'own'}");
    rig.commit("me", "models/me/m", "own", "Two", "b.txt", "2");
    String own =
        rig.commit("me", "models/me/m", "own", "Three", "c.txt", "3").get("commitOid").asString();

    assertThat(rig.ok("{'operation':'delete_branch','repo_id':'me/m','branch':'same'}"))
        .contains("no commit is lost");
    assertThat(rig.ok("{'operation':'delete_branch','repo_id':'me/m','branch':'own'}"))
        .contains("It was at " + own, "2 commits were only on it", "from_rev " + own);
    assertThat(rig.get("/api/models/me/m/refs").toString()).doesNotContain("own");
    assertThat(
            rig.ok(
                "{'operation':'create_branch','repo_id':'me/m','branch':'back','from_rev':'"
                    + own
                    + "'}"))
        .contains("at " + own);
  }

  @Test
  void mainAndPullRequestRefsAreNotDeletedAsBranches() {
    assertThat(rig.refused("{'operation':'delete_branch','repo_id':'me/m','branch':'main'}"))
        .contains("default branch");
    assertThat(rig.refused("{'operation':'delete_branch','repo_id':'me/m','branch':'refs/pr/1'}"))
        .contains("close_pr");
    rig.ok("{'operation':'create_branch','repo_id':'me/m','branch':'experiment'}");
    assertThat(rig.refused("{'operation':'delete_branch','repo_id':'me/m','branch':'experimnt'}"))
        .contains("has no branch `experimnt`", "Did you mean `experiment`?", "main, experiment");
    assertThat(rig.sent("DELETE", "")).isEmpty();
  }

  @Test
  void refsAreListedWithTheirCommits() {
    rig.ok("{'operation':'create_branch','repo_id':'me/m','branch':'dev'}");
    rig.ok("{'operation':'create_tag','repo_id':'me/m','tag':'v1'}");
    rig.ok("{'operation':'create_pr','repo_id':'me/m','title':'A change'}");
    String shortHead = head().substring(0, 12);

    assertThat(rig.ok("{'operation':'list_refs','repo_id':'me/m'}"))
        .isEqualTo(
            "model me/m: 2 branches, 1 tag, 1 pull request ref\n"
                + "branch main "
                + shortHead
                + " (default)\nbranch dev "
                + shortHead
                + "\ntag v1 "
                + shortHead
                + "\npull request 1 "
                + shortHead);
    assertThat(rig.ok("{'operation':'list_refs','repo_id':'me/m','limit':2}"))
        .endsWith("2 of 4 shown; cursor 2 goes on.");
    assertThat(rig.ok("{'operation':'list_refs','repo_id':'me/m','cursor':'2'}"))
        .contains("tag v1")
        .doesNotContain("branch dev");
  }

  @Test
  void aRenamedRepositoryIsStillServed() {
    rig.hub(
        "me",
        "POST",
        "/api/repos/move",
        "{\"fromRepo\":\"me/m\",\"toRepo\":\"me/n\",\"type\":\"model\"}");

    assertThat(rig.ok("{'operation':'create_branch','repo_id':'me/m','branch':'dev'}"))
        .contains("Branch `dev` created");
    assertThat(rig.get("/api/models/me/n/refs").toString()).contains("refs/heads/dev");
  }

  @Test
  void aWrongTypeIsRecognised() {
    rig.repo("me", "dataset", "me/rows");

    assertThat(rig.refused("{'operation':'list_refs','repo_id':'me/rows'}"))
        .contains("RepoNotFound", "There is a dataset of this name: set repo_type to dataset.");
    assertThat(rig.ok("{'operation':'list_refs','repo_id':'datasets/me/rows'}"))
        .startsWith("dataset me/rows: 1 branch");
    assertThat(
            rig.refused(
                "{'operation':'list_refs','repo_id':'datasets/me/rows','repo_type':'space'}"))
        .contains("names a dataset and `repo_type` says space");
  }

  @Test
  void missingGatedAndTokenlessAreToldApart() {
    String list = "{'operation':'list_refs','repo_id':'me/m'}";
    rig.hub("me", "PUT", "/api/models/me/m/settings", "{\"gated\":\"manual\"}");

    assertThat(rig.callAs("ann", list).text())
        .contains(
            "GatedRepo", "its owner must grant access", "The token that was sent has none yet");
    assertThat(rig.callAs("ann", list.replace("me/m", "me/none")).text())
        .contains("RepoNotFound", "there is no such repository");
    assertThat(rig.callAs("", list.replace("me/m", "me/none")).text())
        .contains("No token was sent: set HF_TOKEN");
    assertThat(rig.callAs("", "{'operation':'create_repo','repo_id':'me/new'}").text())
        .contains("answered 401", "No token was sent: set HF_TOKEN");
  }

  @Test
  void aTokenThatOnlyReadsIsNamed() {
    assertThat(
            rig.callAs("reader", "{'operation':'create_branch','repo_id':'me/m','branch':'x'}")
                .text())
        .contains("answered 403", "token of `me` with the role `read`", "needs the role `write`");
    rig.repo("ann", "model", "ann/hers");
    assertThat(rig.refused("{'operation':'create_branch','repo_id':'ann/hers','branch':'x'}"))
        .contains("`ann` is not a namespace of this account: open a pull request instead");
  }
}

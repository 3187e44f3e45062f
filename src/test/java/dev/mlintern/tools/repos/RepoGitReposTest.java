package dev.mlintern.tools.repos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Repositories and their settings.
class RepoGitReposTest {
  @TempDir Path folder;
  private RepoGitRig rig;

  @BeforeEach
  void start() throws IOException {
    rig = RepoGitRig.start(folder);
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
  }

  @Test
  void aNewRepositoryIsPrivateUnlessAskedOtherwise() {
    assertThat(
            rig.ok(
                "{'operation':'create_repo','repo_id':'me/demo','repo_type':'space',"
                    + "'space_sdk':'gradio'}"))
        .isEqualTo("Private space me/demo created.\n" + rig.address() + "/spaces/me/demo");
    assertThat(rig.get("/api/spaces/me/demo").get("private").asBoolean()).isTrue();
    assertThat(rig.sent("POST", "/api/repos/create").getFirst().body())
        .isEqualTo(
            "{\"type\":\"space\",\"name\":\"demo\",\"organization\":\"me\","
                + "\"visibility\":\"private\",\"sdk\":\"gradio\"}");

    assertThat(rig.ok("{'operation':'create_repo','repo_id':'bare','private':false}"))
        .isEqualTo("Public model me/bare created.\n" + rig.address() + "/me/bare");
    assertThat(rig.ok("{'operation':'create_repo','repo_id':'lab/rows','repo_type':'dataset'}"))
        .contains("Private dataset lab/rows created", "/datasets/lab/rows");
    assertThat(rig.get("/api/datasets/lab/rows/tree/main").size())
        .as("no card of ours is written, no collection filled")
        .isEqualTo(rig.get("/api/models/me/bare/tree/main").size());
  }

  @Test
  void aSpaceNeedsAnSdkAndOthersTakeNone() {
    assertThat(rig.refused("{'operation':'create_repo','repo_id':'me/demo','repo_type':'space'}"))
        .contains("gradio, docker, static or streamlit");
    assertThat(
            rig.refused(
                "{'operation':'create_repo','repo_id':'me/demo','repo_type':'space',"
                    + "'space_sdk':'flask'}"))
        .contains("space_sdk", "gradio", "docker", "static", "streamlit");
    assertThat(rig.refused("{'operation':'create_repo','repo_id':'me/m','space_sdk':'gradio'}"))
        .contains("`space_sdk` is for Spaces");
    assertThat(rig.sent("POST", "")).isEmpty();
  }

  @Test
  void anExistingRepositoryIsNotTakenForANewOne() {
    rig.repo("me", "model", "me/m");

    assertThat(rig.refused("{'operation':'create_repo','repo_id':'me/m'}"))
        .contains("The model me/m exists already and is public. Nothing was created", "exist_ok");
    assertThat(rig.ok("{'operation':'create_repo','repo_id':'me/m','exist_ok':true}"))
        .contains("exists already and is public; nothing was changed")
        .contains("It was to be private: update_repo changes that.");
    assertThat(rig.refused("{'operation':'create_repo','repo_id':'ann/m'}"))
        .contains("answered 403", "`ann` is not a namespace of this account");
    assertThat(rig.refused("{'operation':'create_repo','repo_id':'club/m'}"))
        .contains("answered 403", "needs the role `write`");
    assertThat(rig.refused("{'operation':'create_repo','repo_id':'me/a--b'}"))
        .contains("not a repository id");
  }

  @Test
  void gatingGoesOnAndOff() {
    rig.repo("me", "model", "me/m");

    assertThat(rig.ok("{'operation':'update_repo','repo_id':'me/m','gated':'auto'}"))
        .contains("model me/m: gated false → auto.", rig.address() + "/me/m/settings");
    assertThat(rig.ok("{'operation':'update_repo','repo_id':'me/m','gated':'false'}"))
        .contains("gated auto → false.");
    assertThat(rig.sent("PUT", "/settings").getLast().body()).isEqualTo("{\"gated\":false}");
    rig.ok("{'operation':'update_repo','repo_id':'me/m','gated':'manual'}");
    assertThat(rig.ok("{'operation':'update_repo','repo_id':'me/m','gated':false}"))
        .contains("gated manual → false.");
    assertThat(rig.ok("{'operation':'update_repo','repo_id':'me/m','gated':'false'}"))
        .contains("It was so already: nothing changed.");
    assertThat(rig.refused("{'operation':'update_repo','repo_id':'me/m'}"))
        .contains("`private` or `gated`");
    assertThat(rig.refused("{'operation':'update_repo','repo_id':'me/m','gated':'yes'}"))
        .contains("gated", "auto", "manual", "false");
  }

  @Test
  void goingPublicSaysHowMuchEverybodyCanReadNow() {
    rig.repo("me", "dataset", "me/rows", "a.txt", "1", "b.txt", "2");

    assertThat(
            rig.ok(
                "{'operation':'update_repo','repo_id':'me/rows','repo_type':'dataset',"
                    + "'private':true}"))
        .contains("dataset me/rows: public → private.");
    assertThat(
            rig.ok(
                "{'operation':'update_repo','repo_id':'me/rows','repo_type':'dataset',"
                    + "'private':false}"))
        .contains("private → public. Everybody can now read its 3 files and the history.");
    assertThat(rig.get("/api/datasets/me/rows").get("private").asBoolean()).isFalse();
    assertThat(
            rig.refused(
                "{'operation':'update_repo','repo_id':'me/s','repo_type':'space','gated':'auto'}"))
        .contains("Spaces cannot be gated");
  }

  @Test
  void aDeletedRepositoryIsDescribedOnceMore() {
    rig.repo("me", "dataset", "me/rows", "a.txt", "1");

    assertThat(rig.ok("{'operation':'delete_repo','repo_id':'me/rows','repo_type':'dataset'}"))
        .startsWith("Dataset me/rows deleted for good: public, 2 files, last changed 2")
        .endsWith("with its history and discussions.");
    assertThat(rig.refused("{'operation':'delete_repo','repo_id':'me/rows','repo_type':'dataset'}"))
        .contains("RepoNotFound");
    assertThat(rig.refused("{'operation':'delete_repo','repo_id':'rows'}"))
        .contains("leaves open whose it is", "namespace/rows");
    rig.repo("ann", "model", "ann/hers");
    assertThat(rig.refused("{'operation':'delete_repo','repo_id':'ann/hers'}"))
        .contains("answered 403");
  }

  @Test
  void aMovedRepositoryIsNotDeletedByItsOldName() {
    rig.repo("me", "model", "me/old");
    assertThat(rig.ok("{'operation':'move_repo','repo_id':'me/old','to_repo_id':'lab/new'}"))
        .contains("model me/old is now lab/new.", rig.address() + "/lab/new", "until somebody");

    assertThat(rig.refused("{'operation':'delete_repo','repo_id':'me/old'}"))
        .contains("leads to `lab/new`", "Nothing was deleted");
    assertThat(rig.get("/api/models/lab/new").get("id").asString()).isEqualTo("lab/new");
    rig.repo("me", "model", "me/other");
    assertThat(rig.refused("{'operation':'move_repo','repo_id':'me/other','to_repo_id':'lab/new'}"))
        .contains("answered 409");
    assertThat(rig.refused("{'operation':'move_repo','repo_id':'me/other','to_repo_id':'ann/x'}"))
        .contains("answered 403");
    assertThat(rig.refused("{'operation':'move_repo','repo_id':'me/other','to_repo_id':'x'}"))
        .contains("leaves open whose it is");
    assertThat(rig.ok("{'operation':'create_repo','repo_id':'me/old'}"))
        .as("the old name is free")
        .contains("Private model me/old created");
  }
}

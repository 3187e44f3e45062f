package dev.mlintern.localhub;

import static dev.mlintern.localhub.HubCalls.file;
import static dev.mlintern.localhub.HubCalls.summary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One commit instead of a history, and a repo made from another one.
class SquashAndCopyTest {
  @TempDir Path root;
  private EmbeddedHub hub;
  private HubCalls me;

  @BeforeEach
  void start() throws IOException {
    hub = EmbeddedHub.start(root, 0);
    me = HubCalls.signedIn(hub);
    me.createRepo("dataset", "source");
    me.commit("datasets/local/source", summary("One"), file("a.txt", "first"));
    me.commit("datasets/local/source", summary("Two"), file("a.txt", "second"));
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void a_squashed_branch_has_one_commit_and_the_same_files_and_a_tag_keeps_the_old_ones() {
    me.post("/api/datasets/local/source/tag/main", "{\"tag\":\"before\"}");

    JsonObject answer =
        me.post("/api/datasets/local/source/super-squash/main", "{\"message\":\"All in one\"}")
            .object();

    var commits = me.get("/api/datasets/local/source/commits/main").array();
    assertThat(commits.size()).isOne();
    JsonObject only = (JsonObject) commits.stream().findFirst().orElseThrow();
    assertThat(only.string("id")).isEqualTo(answer.string("commitId"));
    assertThat(only.string("title")).contains("All in one");
    assertThat(me.get("/datasets/local/source/resolve/main/a.txt").text()).isEqualTo("second");
    assertThat(me.get("/api/datasets/local/source/commits/before").array().size()).isEqualTo(3);
  }

  @Test
  void only_a_writer_squashes_and_only_a_branch_that_is_there() {
    String path = "/api/datasets/local/source/super-squash/";

    assertThat(HubCalls.anonymous(hub).post(path + "main", "{}").status()).isEqualTo(401);
    assertThat(me.post(path + "nope", "{}").header("X-Error-Code")).isEqualTo("RevisionNotFound");
    assertThat(me.post(path + "main", "{\"message\":\"" + "x".repeat(501) + "\"}").status())
        .isEqualTo(400);
    assertThat(me.get("/api/datasets/local/source/commits/main").array().size()).isEqualTo(3);
  }

  @Test
  void a_copy_has_the_files_as_one_commit_and_is_as_private_as_its_source() {
    me.put("/api/datasets/local/source/settings", "{\"private\":true}");

    JsonObject made =
        me.post("/api/datasets/local/source/duplicate", "{\"repository\":\"local/copy\"}").object();

    assertThat(made.string("url")).contains(hub.endpoint() + "/datasets/local/copy");
    assertThat(me.get("/datasets/local/copy/resolve/main/a.txt").text()).isEqualTo("second");
    assertThat(me.get("/api/datasets/local/copy").object().bool("private")).contains(true);
    assertThat(me.get("/api/datasets/local/copy/commits/main").text())
        .contains("Duplicate from local/source")
        .doesNotContain("Two");
    me.delete("/api/repos/delete", "{\"type\":\"dataset\",\"name\":\"source\"}");
    assertThat(me.get("/datasets/local/copy/resolve/main/a.txt").text()).isEqualTo("second");
  }

  @Test
  void a_copy_never_replaces_a_repo_and_needs_rights_in_its_namespace() {
    me.createRepo("dataset", "taken");
    String path = "/api/datasets/local/source/duplicate";

    assertThat(me.post(path, "{\"repository\":\"local/taken\"}").status()).isEqualTo(409);
    assertThat(me.post(path, "{\"repository\":\"somebody/copy\"}").status()).isEqualTo(403);
    assertThat(me.post(path, "{}").status()).isEqualTo(400);
  }
}

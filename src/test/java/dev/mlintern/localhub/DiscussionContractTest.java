package dev.mlintern.localhub;

import static dev.mlintern.localhub.HubCalls.file;
import static dev.mlintern.localhub.HubCalls.summary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.localhub.HubCalls.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Discussions and pull requests over real HTTP.
class DiscussionContractTest {
  private static final String REPO = "/api/models/local/talk";

  @TempDir Path root;
  private EmbeddedHub hub;
  private HubCalls me;

  @BeforeEach
  void start() throws IOException {
    hub = EmbeddedHub.start(root, 0);
    me = HubCalls.signedIn(hub);
    me.createRepo("model", "talk");
    me.commit(
        "models/local/talk",
        summary("Files"),
        file("poem.txt", "one\ntwo\nthree\nfour\nfive\nsix\n"),
        file("old.txt", "old\n"));
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void a_discussion_is_opened_read_and_answered() {
    JsonObject made =
        me.post(REPO + "/discussions", "{\"title\":\"A question\",\"description\":\"Why <b>?\"}")
            .object();
    assertThat(made.toJson())
        .isEqualTo(
            "{\"url\":\""
                + hub.endpoint()
                + "/local/talk/discussions/1\",\"num\":1,"
                + "\"pullRequest\":false}");

    Answer comment = me.post(REPO + "/discussions/1/comment", "{\"comment\":\"Because.\"}");
    assertThat(comment.status()).isEqualTo(201);
    String id =
        comment.object().object("newMessage").flatMap(event -> event.string("id")).orElseThrow();
    JsonObject edited =
        me.post(REPO + "/discussions/1/comment/" + id + "/edit", "{\"content\":\"Better.\"}")
            .object();
    assertThat(edited.object("updatedComment").orElseThrow().toJson())
        .contains("\"edited\":true", "\"raw\":\"Better.\"", "\"numEdits\":1");
    me.post(REPO + "/discussions/1/title", "{\"title\":\"A better question\"}");
    me.post(REPO + "/discussions/1/status", "{\"status\":\"closed\",\"comment\":\"Done\"}");

    JsonObject details = me.get(REPO + "/discussions/1?diff=1").object();
    assertThat(details.string("title")).contains("A better question");
    assertThat(details.string("status")).contains("closed");
    assertThat(details.bool("isPullRequest")).contains(false);
    assertThat(details.object("changes")).isEmpty();
    assertThat(types(details))
        .containsExactly("comment", "comment", "title-change", "comment", "status-change");
    assertThat(details.toJson())
        .contains("\"raw\":\"Why <b>?\"", "<p>Why &lt;b&gt;?</p>")
        .contains("{\"from\":\"A question\",\"to\":\"A better question\"}")
        .contains("\"repo\":{\"name\":\"local/talk\",\"type\":\"model\"}");

    JsonObject hidden = me.post(REPO + "/discussions/1/comment/" + id + "/hide", "").object();
    assertThat(hidden.toJson()).contains("\"hidden\":true", "\"raw\":\"\"");
    assertThat(me.get(REPO + "/discussions/1").text()).doesNotContain("Better.");
    assertThat(me.post(REPO + "/discussions/1/merge", "{}").status()).isEqualTo(400);
  }

  @Test
  void lists_are_filtered_and_paged() {
    for (int i = 1; i <= 60; i++) {
      me.post(
          REPO + "/discussions",
          "{\"title\":\"Number "
              + i
              + "\",\"description\":\"\",\"pullRequest\":"
              + (i % 2 == 0)
              + "}");
    }
    me.post(REPO + "/discussions/1/status", "{\"status\":\"closed\"}");

    JsonObject all = me.get(REPO + "/discussions").object();
    assertThat(all.array("discussions").orElseThrow().size()).isEqualTo(50);
    assertThat(all.integer("count")).hasValue(60);
    assertThat(all.integer("numClosedDiscussions")).hasValue(1);
    assertThat(numbers(all)).startsWith(60L, 59L);
    JsonObject second = me.get(REPO + "/discussions?p=1").object();
    assertThat(numbers(second)).hasSize(10).endsWith(1L);
    assertThat(second.integer("start")).hasValue(50);
    JsonObject open =
        me.get(REPO + "/discussions?type=discussion&status=open&author=LOCAL&search=number%201")
            .object();
    assertThat(numbers(open)).containsExactly(19L, 17L, 15L, 13L, 11L);
    assertThat(numbers(me.get(REPO + "/discussions?status=closed").object())).containsExactly(1L);
    assertThat(me.get(REPO + "/discussions?author=nobody").object().integer("count")).hasValue(0);
    assertThat(me.get(REPO + "/discussions?p=7").object().array("discussions").orElseThrow())
        .isEqualTo(JsonArray.of());
    assertThat(me.get(REPO + "/discussions?status=draft").status()).isEqualTo(400);
  }

  @Test
  void a_pull_request_grows_on_its_ref_and_is_merged() {
    JsonObject made =
        me.post(
                REPO + "/discussions",
                "{\"title\":\"Improve\",\"description\":\"It is better\",\"pullRequest\":true}")
            .object();
    assertThat(made.toJson()).contains("\"references\":{\"base\":\"refs/heads/main\"}");
    assertThat(me.get(REPO + "/discussions/1").object().string("status")).contains("draft");
    Answer draft = me.post(REPO + "/discussions/1/merge", "");
    assertThat(draft.status()).isEqualTo(400);
    assertThat(draft.text()).contains("draft");

    commit("refs%2Fpr%2F1", "Rewrite", file("poem.txt", "one\nTWO\nthree\nfour\nfive\nsix\n"));
    commit(
        "refs%2Fpr%2F1",
        "Add",
        file("new/deep.txt", "new"),
        "{\"key\":\"deletedFile\",\"value\":{\"path\":\"old.txt\"}}");
    me.post(REPO + "/discussions/1/status", "{\"status\":\"open\"}");
    JsonObject open = me.get(REPO + "/discussions/1?diff=1").object();

    assertThat(types(open)).contains("comment", "commit", "status-change");
    assertThat(open.toJson())
        .contains("\"subject\":\"Rewrite\"", "\"filesWithConflicts\":[]")
        .containsPattern("\"headCommitId\":\"[0-9a-f]{40}\"");
    assertThat(open.string("diff").orElseThrow())
        .contains("diff --git a/poem.txt b/poem.txt\nindex ")
        .contains("--- a/poem.txt\n+++ b/poem.txt\n@@ -1,5 +1,5 @@\n one\n-two\n+TWO\n three\n")
        .contains(
            "new file mode 100644\n", "+++ b/new/deep.txt\n@@ -0,0 +1 @@\n+new\n\\ No newline")
        .contains(
            "deleted file mode 100644\n", "--- a/old.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n");
    assertThat(me.get(REPO + "/refs").text()).doesNotContain("refs/pr");
    assertThat(me.get(REPO + "/refs?include_prs=1").text())
        .contains("\"pullRequests\":[{\"name\":\"1\",\"ref\":\"refs/pr/1\"");
    assertThat(me.get("/local/talk/resolve/refs%2Fpr%2F1/new/deep.txt").text()).isEqualTo("new");
    assertThat(me.get("/local/talk/resolve/main/new/deep.txt").status()).isEqualTo(404);

    // Main went on: another line of the same file.
    commit("main", "Main", file("poem.txt", "one\ntwo\nthree\nfour\nfive\nSIX\n"));
    Answer merged = me.post(REPO + "/discussions/1/merge", "{\"comment\":\"Thanks\"}");

    assertThat(merged.status()).as(merged.text()).isEqualTo(200);
    assertThat(me.get("/local/talk/resolve/main/poem.txt").text())
        .isEqualTo("one\nTWO\nthree\nfour\nfive\nSIX\n");
    assertThat(me.get("/local/talk/resolve/main/old.txt").status()).isEqualTo(404);
    JsonObject after = me.get(REPO + "/discussions/1").object();
    String head = me.get(REPO).object().string("sha").orElseThrow();
    assertThat(after.string("status")).contains("merged");
    assertThat(after.object("changes").flatMap(changes -> changes.string("mergeCommitId")))
        .contains(head);
    assertThat(after.toJson()).contains("\"raw\":\"Thanks\"");
    assertThat(me.get(REPO + "/commits/main").text())
        .contains("\"title\":\"Improve (#1)\"", "- Rewrite (");
    assertThat(me.post(REPO + "/discussions/1/merge", "").status()).isEqualTo(400);
    assertThat(me.post(REPO + "/discussions/1/status", "{\"status\":\"closed\"}").status())
        .isEqualTo(400);
    assertThat(commit("refs%2Fpr%2F1", "Late", file("x", "1")).status()).isEqualTo(403);
    assertThat(me.send("DELETE", REPO + "/discussions/1/ref", BodyPublishers.noBody()).status())
        .isEqualTo(200);
    assertThat(me.get(REPO + "/refs?include_prs=1").text()).contains("\"pullRequests\":[]");
    assertThat(me.get(REPO + "/discussions/1").text()).contains("\"refDeleted\":true");
  }

  @Test
  void a_commit_can_open_a_pull_request_against_any_branch() {
    me.post(REPO + "/branch/dev%2Fnext", "{\"startingPoint\":\"main\"}");
    String start = me.get(REPO).object().string("sha").orElseThrow();
    commit("main", "Later", file("poem.txt", "changed\n"));

    Answer onBranch = commit("dev%2Fnext?create_pr=1", "To the branch", file("a.txt", "a"));
    JsonObject header =
        JsonObject.builder().put("summary", "From before").put("parentCommit", start).build();
    Answer fromBefore = send("main?create_pr=1", header.toJson(), file("poem.txt", "mine\n"));

    assertThat(onBranch.object().string("pullRequestUrl"))
        .contains(hub.endpoint() + "/local/talk/discussions/1");
    assertThat(onBranch.object().string("commitOid").orElseThrow()).matches("[0-9a-f]{40}");
    JsonObject first = me.get(REPO + "/discussions/1").object();
    assertThat(first.string("status")).contains("open");
    assertThat(first.string("title")).contains("To the branch");
    assertThat(first.object("changes").flatMap(changes -> changes.string("base")))
        .contains("refs/heads/dev/next");
    assertThat(me.post(REPO + "/discussions/1/merge", "").status()).isEqualTo(200);
    assertThat(me.get("/local/talk/resolve/dev%2Fnext/a.txt").text()).isEqualTo("a");
    assertThat(me.get("/local/talk/resolve/main/a.txt").status()).isEqualTo(404);
    assertThat(fromBefore.status()).isEqualTo(200);
    assertThat(me.get(REPO + "/discussions/2").text())
        .contains("\"filesWithConflicts\":[\"poem.txt\"]");
    assertThat(
            send("main?create_pr=1", header.toJson().replace(start, "0".repeat(40)), file("x", "1"))
                .status())
        .isEqualTo(412);
    assertThat(commit("nope?create_pr=1", "x", file("x", "1")).header("X-Error-Code"))
        .isEqualTo("RevisionNotFound");
  }

  @Test
  void what_conflicts_is_named_and_nothing_is_merged() {
    commit(
        "main?create_pr=1", "Theirs", file("poem.txt", "one\n2\nthree\n"), file("fine.txt", "x"));
    commit("main", "Ours", file("poem.txt", "one\nzwei\nthree\n"));
    String before = me.get(REPO).object().string("sha").orElseThrow();

    Answer refused = me.post(REPO + "/discussions/1/merge", "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("\"filesWithConflicts\":[\"poem.txt\"]");
    assertThat(me.get(REPO).object().string("sha")).contains(before);
    assertThat(me.get(REPO + "/discussions/1").object().string("status")).contains("open");
    commit("refs%2Fpr%2F1", "Settle", file("poem.txt", "one\nzwei\nthree\n"));
    assertThat(me.post(REPO + "/discussions/1/merge", "").status()).isEqualTo(200);
    assertThat(me.get("/local/talk/resolve/main/fine.txt").text()).isEqualTo("x");
  }

  @Test
  void of_merges_at_the_same_time_one_wins() throws Exception {
    commit("main?create_pr=1", "Once", file("once.txt", "x"));
    List<Integer> statuses = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> merges = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        merges.add(threads.submit(() -> me.post(REPO + "/discussions/1/merge", "").status()));
      }
      for (Future<Integer> merge : merges) {
        statuses.add(merge.get());
      }
    }
    assertThat(statuses).containsOnlyOnce(200);
    assertThat(me.get(REPO + "/commits/main").header("X-Total-Count")).isEqualTo("3");
  }

  @Test
  void deleted_numbers_are_not_given_again() throws IOException {
    me.post(REPO + "/discussions", "{\"title\":\"First\",\"pullRequest\":true}");
    assertThat(me.delete(REPO + "/discussions/1", "").status()).isEqualTo(200);
    hub.close();
    hub = EmbeddedHub.start(root, 0);
    me = HubCalls.signedIn(hub);

    assertThat(me.get(REPO + "/discussions/1").status()).isEqualTo(404);
    assertThat(me.post(REPO + "/discussions", "{\"title\":\"Second\"}").text())
        .contains("\"num\":2");
    assertThat(me.get(REPO + "/refs?include_prs=1").text()).contains("\"pullRequests\":[]");
  }

  @Test
  void what_makes_no_sense_is_refused() {
    me.post(REPO + "/discussions", "{\"title\":\"First\"}");
    assertThat(me.post(REPO + "/discussions", "{\"title\":\"ab\"}").status()).isEqualTo(400);
    assertThat(me.post(REPO + "/discussions", "{\"title\":\"" + "a".repeat(201) + "\"}").status())
        .isEqualTo(400);
    assertThat(me.post(REPO + "/discussions/1/comment", "{\"comment\":\" \"}").status())
        .isEqualTo(400);
    assertThat(
            me.post(REPO + "/discussions/1/comment", "{\"comment\":\"" + "a".repeat(65_537) + "\"}")
                .status())
        .isEqualTo(400);
    assertThat(me.post(REPO + "/discussions/1/status", "{\"status\":\"draft\"}").status())
        .isEqualTo(400);
    assertThat(me.post(REPO + "/discussions/1/status", "{\"status\":\"open\"}").status())
        .isEqualTo(400);
    assertThat(me.post(REPO + "/discussions/9/comment", "{\"comment\":\"x\"}").status())
        .isEqualTo(404);
    assertThat(me.get(REPO + "/discussions/x").status()).isEqualTo(404);
    assertThat(me.post(REPO + "/discussions/1/comment/0/edit", "{\"content\":\"x\"}").status())
        .isEqualTo(404);
  }

  private Answer commit(String revision, String title, String... lines) {
    return send(revision, summary(title), lines);
  }

  private Answer send(String revision, String header, String... lines) {
    return me.commitTo("models/local/talk", revision, header, lines);
  }

  private static List<String> types(JsonObject details) {
    return details.array("events").orElseThrow().stream()
        .map(event -> ((JsonString) ((JsonObject) event).get("type").orElseThrow()).value())
        .toList();
  }

  private static List<Long> numbers(JsonObject list) {
    return list.array("discussions").orElseThrow().stream()
        .map(item -> ((JsonObject) item).integer("num").orElseThrow())
        .toList();
  }
}

package dev.mlintern.localhub;

import static dev.mlintern.localhub.HubCalls.file;
import static dev.mlintern.localhub.HubCalls.summary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.HubCalls.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Repos, files, refs and errors over real HTTP.
class RepoContractTest {
  @TempDir Path root;
  private EmbeddedHub hub;
  private HubCalls me;
  private HubCalls nobody;

  @BeforeEach
  void start() throws IOException {
    hub = EmbeddedHub.start(root, 0);
    me = HubCalls.signedIn(hub);
    nobody = HubCalls.anonymous(hub);
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void says_who_the_caller_is() {
    JsonObject who = me.get("/api/whoami-v2").object();

    assertThat(who.string("name")).contains("local");
    assertThat(who.object("auth").flatMap(auth -> auth.object("accessToken")).orElseThrow())
        .satisfies(token -> assertThat(token.string("role")).contains("write"));
    assertThat(nobody.get("/api/whoami-v2").status()).isEqualTo(401);
  }

  @Test
  void every_answer_carries_the_hubs_headers() {
    Answer answer = me.get("/api/models", "X-Amzn-Trace-Id", "trace-of-mine");

    assertThat(answer.header("X-Request-Id"))
        .matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24};trace-of-mine");
    assertThat(answer.header("RateLimit")).matches("\"api\";r=\\d+;t=\\d+");
    assertThat(answer.header("RateLimit-Policy")).matches("\"fixed window\";\"api\";q=\\d+;w=300");
    assertThat(answer.header("ETag")).matches("W/\"[0-9a-f]+-.{27}\"");
    assertThat(me.get("/api/models", "If-None-Match", answer.header("ETag")).status())
        .isEqualTo(304);
  }

  @Test
  void a_new_repo_can_be_written_and_read_back() {
    me.createRepo("model", "first");

    Answer commit =
        me.commit(
            "models/local/first",
            summary("Add files"),
            file("config.json", "{\"model_type\":\"bert\"}"),
            file("sub dir/a+b#é.txt", "hello"));

    assertThat(commit.status()).isEqualTo(200);
    String sha = commit.object().string("commitOid").orElseThrow();
    assertThat(sha).matches("[0-9a-f]{40}");
    assertThat(commit.object().string("commitUrl"))
        .contains(hub.endpoint() + "/local/first/commit/" + sha);
    Answer read = me.get("/local/first/resolve/main/sub%20dir/a+b%23%C3%A9.txt");
    assertThat(read.text()).isEqualTo("hello");
    assertThat(read.header("X-Repo-Commit")).isEqualTo(sha);
    // The blob id git gives "hello" without a line feed.
    assertThat(read.header("ETag")).isEqualTo("\"b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0\"");
  }

  @Test
  void tree_lists_folders_and_files_with_gits_own_ids() {
    me.createRepo("dataset", "trees");
    me.commit("datasets/local/trees", summary("x"), file("data/a b/one.txt", "hello"));

    String all = me.get("/api/datasets/local/trees/tree/main?recursive=true").text();

    assertThat(all)
        .contains("\"path\":\"data\"")
        .contains("\"path\":\"data/a b/one.txt\"")
        .contains("\"oid\":\"b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0\",\"size\":5");
    assertThat(me.get("/api/datasets/local/trees/tree/main/data%2Fa%20b").text())
        .isEqualTo(me.get("/api/datasets/local/trees/tree/main/data/a%20b").text())
        .contains("one.txt");
    Answer missing = me.get("/api/datasets/local/trees/tree/main/nope");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.header("X-Error-Code")).isEqualTo("EntryNotFound");
  }

  @Test
  void a_folders_id_is_that_of_gits_tree() {
    me.createRepo("model", "tree-ids");
    me.commit(
        "models/local/tree-ids",
        summary("x"),
        file("sub/b", "x\n"),
        file("sub/deep/c", "y\n"),
        file("sub-file", "z\n"));

    // `git write-tree` of the same files, in the order of `git ls-tree`: `sub-file` before `sub/`.
    assertThat(me.get("/api/models/local/tree-ids/tree/main").text())
        .containsSubsequence(
            "\"path\":\".gitattributes\"",
            "\"oid\":\"b68025345d5301abad4d9ec9166f455243a0d746\",\"size\":2,\"path\":\"sub-file\"",
            "\"oid\":\"e736e22a4979470cbbad09155a44f02f7d25b00c\",\"size\":0,\"path\":\"sub\"");
  }

  @Test
  void tree_pages_follow_the_link_header_and_expand_names_the_last_commit() {
    me.createRepo("model", "paged");
    me.commit("models/local/paged", summary("one"), file("a", "1"), file("b", "1"));
    me.commit("models/local/paged", summary("two"), file("b", "2"));

    Answer first = me.get("/api/models/local/paged/tree/main?limit=2&expand=true");
    Answer second = me.get(first.header("Link").replaceAll("<(.*)>; rel=\"next\"", "$1"));

    assertThat(first.array().size()).isEqualTo(2);
    assertThat(first.text()).contains("\"title\":\"one\"").doesNotContain("\"title\":\"two\"");
    assertThat(second.text()).contains("\"path\":\"b\"").contains("\"title\":\"two\"");
    assertThat(second.header("Link")).isEmpty();
  }

  @Test
  void branches_and_tags_live_their_own_lives() {
    me.createRepo("model", "refs");
    String start = sha(me, "refs");
    assertThat(me.post("/api/models/local/refs/branch/feat%2Fx", "{}").status()).isEqualTo(200);
    assertThat(me.post("/api/models/local/refs/branch/feat%2Fx", "{}").status()).isEqualTo(409);
    assertThat(
            me.post("/api/models/local/refs/tag/main", "{\"tag\":\"v1\",\"message\":\"m\"}")
                .status())
        .isEqualTo(200);

    me.commit("models/local/refs", summary("on main"), file("a", "1"));

    assertThat(me.get("/api/models/local/refs/revision/v1").object().string("sha")).contains(start);
    assertThat(me.get("/api/models/local/refs/revision/feat%2Fx").object().string("sha"))
        .contains(start);
    assertThat(me.get("/api/models/local/refs/revision/" + start.substring(0, 8)).status())
        .isEqualTo(200);
    assertThat(me.get("/api/models/local/refs/refs").text())
        .contains("{\"name\":\"feat/x\",\"ref\":\"refs/heads/feat/x\",\"targetCommit\":\"" + start)
        .contains("\"ref\":\"refs/tags/v1\"");
    assertThat(me.delete("/api/models/local/refs/branch/main", "").status()).isEqualTo(403);
    assertThat(me.delete("/api/models/local/refs/branch/feat%2Fx", "").status()).isEqualTo(200);
    assertThat(me.delete("/api/models/local/refs/tag/v1", "").status()).isEqualTo(200);
    Answer gone = me.get("/api/models/local/refs/revision/v1");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.header("X-Error-Code")).isEqualTo("RevisionNotFound");
    assertThat(gone.header("X-Error-Message")).isEqualTo("Invalid rev id: v1");
  }

  @Test
  void commits_are_paged_by_number() {
    me.createRepo("model", "log");
    for (int i = 1; i <= 4; i++) {
      me.commit("models/local/log", summary("c" + i), file("a", "" + i));
    }

    Answer page = me.get("/api/models/local/log/commits/main?p=1&limit=2&expand[]=formatted");

    assertThat(page.header("X-Total-Count")).isEqualTo("5");
    assertThat(page.header("Link")).contains("p=2").endsWith("; rel=\"next\"");
    assertThat(page.text())
        .contains("\"title\":\"c2\"")
        .contains("\"title\":\"c1\"")
        .doesNotContain("\"c3\"")
        .contains("\"formatted\":{\"title\":\"c2\"");
    assertThat(me.get("/api/models/local/log/commits/refs/heads/main?limit=1").array().size())
        .isEqualTo(1);
  }

  @Test
  void a_repo_can_be_renamed_and_the_old_address_leads_on() {
    me.createRepo("dataset", "before");
    me.commit("datasets/local/before", summary("x"), file("a.txt", "1"));

    Answer moved =
        me.post(
            "/api/repos/move",
            "{\"fromRepo\":\"local/before\",\"toRepo\":\"local/after\",\"type\":\"dataset\"}");

    assertThat(moved.status()).isEqualTo(200);
    Answer old = me.get("/api/datasets/local/before/tree/main?recursive=true");
    assertThat(old.status()).isEqualTo(307);
    assertThat(old.header("Location"))
        .isEqualTo("/api/datasets/local/after/tree/main?recursive=true");
    assertThat(me.get("/datasets/local/after/resolve/main/a.txt").text()).isEqualTo("1");
    assertThat(me.get("/api/datasets/LOCAL/After").header("Location"))
        .isEqualTo("/api/datasets/local/after");
  }

  @Test
  void creating_twice_conflicts_and_deleting_removes() {
    String body = "{\"name\":\"twice\",\"type\":\"dataset\",\"visibility\":\"private\"}";
    JsonObject made = me.post("/api/repos/create", body).object();
    Answer again = me.post("/api/repos/create", body);

    assertThat(made.string("url")).contains(hub.endpoint() + "/datasets/local/twice");
    assertThat(made.string("id").orElseThrow()).matches("[0-9a-f]{24}");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.object().string("url")).isEqualTo(made.string("url"));
    assertThat(nobody.get("/api/datasets/local/twice").status()).isEqualTo(401);
    Answer deleted = me.delete("/api/repos/delete", body);
    assertThat(deleted.text()).isEqualTo("OK");
    assertThat(me.get("/api/datasets/local/twice").header("X-Error-Code"))
        .isEqualTo("RepoNotFound");
    assertThat(me.post("/api/repos/create", "{\"name\":\"a--b\"}").status()).isEqualTo(400);
    assertThat(me.post("/api/repos/create", "{\"name\":\"s\",\"type\":\"space\"}").status())
        .isEqualTo(400);
    assertThat(
            me.post("/api/repos/create", "{\"name\":\"s\",\"organization\":\"others\"}").status())
        .isEqualTo(403);
  }

  @Test
  void missing_things_answer_as_the_hub_does() {
    me.createRepo("model", "some");
    assertThat(nobody.get("/api/models/x/missing").status()).isEqualTo(401);
    assertThat(nobody.get("/api/models/x/missing").header("WWW-Authenticate"))
        .startsWith("Bearer realm");
    Answer missing = me.get("/api/models/x/missing");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.header("X-Error-Code")).isEqualTo("RepoNotFound");
    assertThat(missing.object().string("error")).contains("Repository not found");
    Answer bad = HubCalls.with(hub, "nonsense").get("/api/models/local/some");
    assertThat(bad.status()).isEqualTo(401);
    assertThat(bad.header("X-Error-Message"))
        .isEqualTo("Invalid credentials in Authorization header");
    Answer entry = me.get("/local/some/resolve/main/nope.json");
    assertThat(entry.status()).isEqualTo(404);
    assertThat(entry.text()).isEqualTo("Entry not found");
    assertThat(entry.header("Content-Type")).startsWith("text/plain");
    assertThat(entry.header("X-Repo-Commit")).matches("[0-9a-f]{40}");
    assertThat(
            me.get("/api/models/local/some/revision/refs%252Fpr%252F2").header("X-Error-Message"))
        .isEqualTo("Invalid rev id: refs%2Fpr%2F2");
    assertThat(me.get("/api/nothing/here").status()).isEqualTo(404);
    assertThat(me.post("/api/whoami-v2", "{}").status()).isEqualTo(405);
  }

  @Test
  void a_page_that_pretends_to_be_this_host_gets_nothing() throws IOException {
    for (String host : List.of("evil.example:" + hub.endpoint().getPort(), "10.0.0.1")) {
      try (var socket = new Socket("127.0.0.1", hub.endpoint().getPort())) {
        String request =
            "GET /api/models HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("[]");
      }
    }
  }

  @Test
  void old_names_without_a_namespace_lead_to_the_only_repo_of_that_name() {
    me.createRepo("model", "bare");

    assertThat(me.get("/api/models/bare/revision/HEAD?expand=likes").header("Location"))
        .isEqualTo("/api/models/local/bare/revision/HEAD?expand=likes");
    assertThat(me.get("/bare/resolve/main/.gitattributes").header("Location"))
        .isEqualTo("/local/bare/resolve/main/.gitattributes");
    assertThat(me.get("/api/models/nowhere").header("X-Error-Code")).isEqualTo("RepoNotFound");
  }

  private static String sha(HubCalls calls, String name) {
    return calls.get("/api/models/local/" + name).object().string("sha").orElseThrow();
  }
}

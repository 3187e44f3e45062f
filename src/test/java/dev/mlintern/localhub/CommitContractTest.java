package dev.mlintern.localhub;

import static dev.mlintern.localhub.HubCalls.file;
import static dev.mlintern.localhub.HubCalls.summary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.localhub.HubCalls.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writing files: preupload, large files, commits.
class CommitContractTest {
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
  void large_files_travel_by_lfs_and_come_back_in_ranges() throws Exception {
    me.createRepo("model", "big");
    byte[] content = "0123456789".repeat(2_000_000).getBytes(StandardCharsets.US_ASCII);
    String oid = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));

    uploadLarge(me, "local/big", oid, content);
    Answer commit =
        me.commit("models/local/big", summary("weights"), lfsFile("w.bin", oid, content.length));

    assertThat(commit.status()).as(commit.text()).isEqualTo(200);
    Answer head = me.head("/local/big/resolve/main/w.bin", "Accept-Encoding", "identity");
    assertThat(head.header("X-Linked-Size")).isEqualTo("20000000");
    assertThat(head.header("X-Linked-ETag")).isEqualTo("\"" + oid + "\"");
    assertThat(head.header("Content-Length")).isEqualTo("20000000");
    Answer range = me.get("/local/big/resolve/main/w.bin", "Range", "bytes=19999995-");
    assertThat(range.status()).isEqualTo(206);
    assertThat(range.text()).isEqualTo("56789");
    assertThat(range.header("Content-Range")).isEqualTo("bytes 19999995-19999999/20000000");
    assertThat(me.get("/local/big/resolve/main/w.bin", "Range", "bytes=-3").text())
        .isEqualTo("789");
    Answer outside = me.get("/local/big/resolve/main/w.bin", "Range", "bytes=20000000-");
    assertThat(outside.status()).isEqualTo(416);
    assertThat(outside.header("Content-Range")).isEqualTo("bytes */20000000");
    assertThat(me.get("/local/big/raw/main/w.bin").text())
        .startsWith("version https://git-lfs.github.com/spec/v1\noid sha256:" + oid);
    assertThat(me.get("/api/models/local/big/tree/main").text())
        .contains("\"lfs\":{\"oid\":\"" + oid + "\",\"size\":20000000,\"pointerSize\":133}");
  }

  @Test
  void an_upload_with_other_bytes_than_announced_is_refused() throws Exception {
    me.createRepo("model", "liar");
    String oid = "0".repeat(64);
    Answer batch = batch(me, "local/liar", oid, 4);
    String href = uploadHref(batch);

    Answer put = nobody.send("PUT", href, BodyPublishers.ofString("nope"));

    assertThat(put.status()).isEqualTo(400);
    assertThat(
            nobody
                .send("PUT", href.replace("size=4", "size=5"), BodyPublishers.ofString("12345"))
                .status())
        .isEqualTo(403);
    Answer commit = me.commit("models/local/liar", summary("x"), lfsFile("w.bin", oid, 4));
    assertThat(commit.status()).isEqualTo(400);
    assertThat(commit.text()).contains("not uploaded");
  }

  @Test
  void parts_that_do_not_make_the_announced_file_are_refused_and_nothing_is_stored() {
    me.createRepo("model", "parts");
    String oid = "1".repeat(64);
    JsonObject upload =
        ((JsonObject)
                batch(me, "local/parts", oid, 40_000_000)
                    .object()
                    .array("objects")
                    .orElseThrow()
                    .elements()
                    .getFirst())
            .object("actions")
            .flatMap(actions -> actions.object("upload"))
            .orElseThrow();
    String join = upload.string("href").orElseThrow();
    JsonObject header = upload.object("header").orElseThrow();
    String all =
        "{\"oid\":\""
            + oid
            + "\",\"parts\":[{\"partNumber\":1},{\"partNumber\":2},{\"partNumber\":3}]}";

    assertThat(header.string("chunk_size")).contains("16777216");
    assertThat(header.has("3")).isTrue();
    assertThat(header.has("4")).isFalse();
    Answer empty = nobody.post(join, all);
    assertThat(empty.status()).isEqualTo(400);
    assertThat(empty.text()).contains("no part of this upload has arrived");
    Answer small =
        nobody.send("PUT", header.string("3").orElseThrow(), BodyPublishers.ofString("short"));
    assertThat(small.status()).isEqualTo(400);
    assertThat(small.text()).contains("expected a part of 6445568 bytes, received 5");
    Answer last =
        nobody.send(
            "PUT",
            header.string("3").orElseThrow(),
            BodyPublishers.ofByteArray(new byte[6_445_568]));
    assertThat(last.status()).as(last.text()).isEqualTo(200);
    assertThat(nobody.post(join, all.replace(",{\"partNumber\":3}", "")).text())
        .contains("2 parts of 3");
    assertThat(nobody.post(join, all).status()).isEqualTo(400);
    assertThat(nobody.post(join.replace("size=4", "size=5"), all).status()).isEqualTo(403);
    assertThat(
            me.commit("models/local/parts", summary("x"), lfsFile("w.bin", oid, 40_000_000)).text())
        .contains("not uploaded");
  }

  @Test
  void preupload_tells_how_to_send_each_file() {
    me.createRepo("model", "pre");

    JsonObject answer =
        me.post(
                "/api/models/local/pre/preupload/main",
                """
                {"gitIgnore":"*.log\\nout/\\n!keep.log","files":[
                 {"path":"a.txt","size":5,"sample":"aGVsbG8="},
                 {"path":"w.bin","size":64,"sample":"AAAA"},
                 {"path":"x.dat","size":64,"sample":"AAAA"},
                 {"path":"huge.txt","size":10485760,"sample":"aGVsbG8="},
                 {"path":"out/a.txt","size":1,"sample":"aGVsbG8="},
                 {"path":"keep.log","size":1,"sample":"aGVsbG8="},
                 {"path":".gitattributes","size":1,"sample":"aGVsbG8="}]}\
                """)
            .object();

    assertThat(
            answer.array("files").orElseThrow().stream()
                .map(
                    file ->
                        ((JsonObject) file).string("uploadMode").orElseThrow()
                            + ((JsonObject) file).bool("shouldIgnore").orElseThrow()))
        .containsExactly(
            "regularfalse",
            "lfsfalse",
            "lfsfalse",
            "lfsfalse",
            "regulartrue",
            "regularfalse",
            "regularfalse");
    assertThat(answer.string("commitOid").orElseThrow()).matches("[0-9a-f]{40}");
    assertThat(answer.toJson()).containsPattern("\\.gitattributes.*\"oid\":\"[0-9a-f]{40}\"");
  }

  @Test
  void files_can_be_deleted_renamed_and_overwritten_in_one_commit() {
    me.createRepo("model", "edits");
    me.commit(
        "models/local/edits",
        summary("start"),
        file("old.txt", "text"),
        file("gone/a", "1"),
        file("gone/deep/b", "1"),
        file("same", "1"));

    Answer commit =
        me.commit(
            "models/local/edits",
            summary("edit"),
            "{\"key\":\"file\",\"value\":{\"path\":\"new.txt\",\"oldPath\":\"old.txt\"}}",
            "{\"key\":\"deletedFolder\",\"value\":{\"path\":\"gone/\"}}",
            file("same", "2"));

    assertThat(commit.status()).as(commit.text()).isEqualTo(200);
    assertThat(paths(me.get("/api/models/local/edits/tree/main?recursive=1")))
        .containsExactly(".gitattributes", "new.txt", "same");
    assertThat(me.get("/local/edits/resolve/main/same").text()).isEqualTo("2");
    Answer missing =
        me.commit(
            "models/local/edits",
            summary("again"),
            "{\"key\":\"deletedFile\",\"value\":{\"path\":\"old.txt\"}}");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.header("X-Error-Code")).isEqualTo("EntryNotFound");
  }

  @Test
  void a_commit_on_a_stale_parent_changes_nothing() {
    me.createRepo("model", "stale");
    String first = sha(me, "stale");
    me.commit("models/local/stale", summary("one"), file("a", "1"));
    String second = sha(me, "stale");

    Answer stale =
        me.commit(
            "models/local/stale",
            "{\"summary\":\"two\",\"parentCommit\":\"" + first + "\"}",
            file("a", "2"));

    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.text()).contains("A commit has happened since");
    assertThat(sha(me, "stale")).isEqualTo(second);
    assertThat(
            me.commit(
                    "models/local/stale",
                    "{\"summary\":\"two\",\"parentCommit\":\"" + second + "\"}",
                    file("a", "2"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void impossible_commits_are_refused_with_a_reason() {
    me.createRepo("model", "bad");
    String repo = "models/local/bad";
    me.commit(repo, summary("x"), file("dir/a", "1"));

    for (String path : List.of("../up", "a/../b", ".git/config", "a//b", "a\\\\b", "", "dir")) {
      assertThat(me.commit(repo, summary("x"), file(path, "1")).status()).as(path).isEqualTo(400);
    }
    assertThat(me.commit(repo, summary("x"), file("dir/a/b", "1")).status()).isEqualTo(400);
    assertThat(me.commit(repo, summary(""), file("b", "1")).status()).isEqualTo(400);
    assertThat(me.commit(repo, summary("x"), "{not json").status()).isEqualTo(400);
    assertThat(me.commit(repo, summary("x"), "{\"key\":\"what\",\"value\":{}}").status())
        .isEqualTo(400);
    Answer card = me.commit(repo, summary("x"), file("README.md", "---\nlicense: [mit\n---\n"));
    assertThat(card.status()).isEqualTo(400);
    assertThat(card.text()).contains("Invalid metadata in README.md");
    assertThat(me.get("/api/" + repo + "/commits/main").header("X-Total-Count")).isEqualTo("2");
  }

  private static void uploadLarge(HubCalls calls, String repo, String oid, byte[] content) {
    String href = uploadHref(batch(calls, repo, oid, content.length));
    Answer put = calls.send("PUT", href, BodyPublishers.ofByteArray(content));
    assertThat(put.status()).as(put.text()).isEqualTo(200);
    assertThat(batch(calls, repo, oid, content.length).text()).doesNotContain("actions");
  }

  private static Answer batch(HubCalls calls, String repo, String oid, long size) {
    return calls.send(
        "POST",
        "/" + repo + ".git/info/lfs/objects/batch",
        BodyPublishers.ofString(
            "{\"operation\":\"upload\",\"transfers\":[\"basic\",\"multipart\"],"
                + "\"hash_algo\":\"sha_256\",\"objects\":[{\"oid\":\""
                + oid
                + "\",\"size\":"
                + size
                + "}]}"),
        "Content-Type",
        "application/vnd.git-lfs+json");
  }

  private static String uploadHref(Answer batch) {
    var object = (JsonObject) batch.object().array("objects").orElseThrow().elements().getFirst();
    return object
        .object("actions")
        .flatMap(actions -> actions.object("upload"))
        .flatMap(upload -> upload.string("href"))
        .orElseThrow();
  }

  private static String lfsFile(String path, String oid, long size) {
    return "{\"key\":\"lfsFile\",\"value\":{\"path\":\""
        + path
        + "\",\"algo\":\"sha256\",\"oid\":\""
        + oid
        + "\",\"size\":"
        + size
        + "}}";
  }

  private static String sha(HubCalls calls, String name) {
    return calls.get("/api/models/local/" + name).object().string("sha").orElseThrow();
  }

  private static List<String> paths(Answer tree) {
    return tree.array().stream()
        .map(entry -> ((JsonString) ((JsonObject) entry).get("path").orElseThrow()).value())
        .toList();
  }
}

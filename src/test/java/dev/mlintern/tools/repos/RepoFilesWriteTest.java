package dev.mlintern.tools.repos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `upload`, `edit`, `copy` and `delete` against the embedded Hub (spec tools-act §8.5, R3–R6, R8,
/// R9, R11).
class RepoFilesWriteTest {
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
  void a_text_is_uploaded_and_the_answer_names_commit_and_change() throws Exception {
    String answer = upload("'path':'notes/a.md','content':'hello'");

    assertThat(answer)
        .contains("Committed " + rig.head(REPO) + ": http", "/commit/" + rig.head(REPO))
        .contains("1 file added (5 B new)", "\n+ notes/a.md 5 B");
    assertThat(rig.text("/local/m/resolve/main/notes/a.md")).isEqualTo("hello");
    assertThat(rig.titles(REPO)).containsExactly("Upload notes/a.md", "initial commit");
    assertThat(upload("'path':'notes/a.md','content':'hello world','commit_message':'Say more'"))
        .contains("~ notes/a.md 5 B → 11 B");
    assertThat(rig.titles(REPO)).startsWith("Say more");
  }

  @Test
  void what_is_there_already_is_not_committed_again() throws Exception {
    upload("'path':'a','content':'x'");
    assertThat(upload("'path':'a','content':'x'"))
        .contains("Nothing to commit", rig.head(REPO), "1 file unchanged");
    assertThat(rig.titles(REPO)).hasSize(2);
  }

  @Test
  void many_files_deletes_and_copies_are_one_commit() throws Exception {
    rig.commit(REPO, "old.txt", "old");
    byte[] large = random(12_000_000);
    rig.local("w.bin", large);
    upload("'local_path':'w.bin','path':'weights/'");
    int before = rig.titles(REPO).size();
    String base64 = Base64.getEncoder().encodeToString(new byte[] {0, 1, 2, (byte) 255});

    String answer =
        upload(
            "'files':[{'path':'a.txt','content':'a'},{'path':'b.bin','content_base64':'"
                + base64
                + "'},{'path':'c.bin','copy_from':'weights/w.bin'},{'path':'d.txt','copy_from':'old.txt'},"
                + "{'path':'old.txt','delete':true}]");

    assertThat(rig.titles(REPO)).hasSize(before + 1);
    assertThat(answer)
        .contains("4 files added", "1 file deleted", "- old.txt 3 B", "+ c.bin 12.0 MB LFS");
    assertThat(rig.bytes("/local/m/resolve/main/b.bin")).containsExactly(0, 1, 2, 255);
    assertThat(rig.bytes("/local/m/resolve/main/c.bin")).isEqualTo(large);
    assertThat(rig.text("/local/m/resolve/main/d.txt")).isEqualTo("old");
    assertThat(rig.paths(REPO)).doesNotContain("old.txt");
  }

  @Test
  void a_folder_is_uploaded_without_what_does_not_belong_on_the_hub() throws Exception {
    rig.local("run/config.json", "{}");
    rig.local("run/sub/model.bin", random(11_000_000));
    rig.local("run/.git/HEAD", "ref");
    rig.local("run/__pycache__/x.pyc", "x");
    rig.local("run/.env", "KEY=value");
    rig.local("run/notes.tmp", "x");
    rig.local("run/.gitignore", "ignored/\n");
    rig.local("run/ignored/x.txt", "x");
    Files.createSymbolicLink(rig.project.resolve("run/out.txt"), folder.resolve("state"));
    Files.createSymbolicLink(
        rig.project.resolve("run/in.json"), rig.project.resolve("run/config.json"));
    List<String> progress = new ArrayList<>();

    var result =
        rig.call(
            "{'operation':'upload','repo_id':'local/m','files':[{'path':'out','local_path':'run',"
                + "'ignore':['*.tmp']}]}",
            (done, total, message) -> progress.add(message));

    assertThat(result.isError()).as(result.text()).isFalse();
    assertThat(rig.paths(REPO))
        .containsExactly(
            ".gitattributes",
            "out/.gitignore",
            "out/config.json",
            "out/ignored/x.txt",
            "out/in.json",
            "out/sub/model.bin");
    assertThat(result.text())
        .contains("Left out (.git/): 1", "Left out (looks secret: .env): 1")
        .contains("Left out (ignored by pattern): 1", "Left out (links out of the folder): 1");
    assertThat(progress).last().isEqualTo("uploaded 11.0 MB of 11.0 MB");
    assertThat(rig.titles(REPO)).hasSize(2);
  }

  @Test
  void the_gitignore_that_comes_with_a_folder_counts() throws Exception {
    rig.local("run/.gitignore", "ignored/\n");
    rig.local("run/ignored/x.txt", "x");
    rig.local("run/a", "x");

    assertThat(upload("'local_path':'run'")).contains("1 file left out by .gitignore");
    assertThat(rig.paths(REPO)).containsExactly(".gitattributes", ".gitignore", "a");
  }

  @Test
  void local_files_are_taken_only_from_the_project() throws Exception {
    Path outside = Files.writeString(folder.resolve("outside.txt"), "x");
    assertThat(uploadError("'local_path':'" + outside + "'"))
        .contains("lies outside", "ML_INTERN_UPLOAD_ROOTS");
    assertThat(uploadError("'local_path':'../outside.txt'")).contains("lies outside");
    Files.createSymbolicLink(rig.project.resolve("link.txt"), outside);
    assertThat(uploadError("'local_path':'link.txt'")).contains("lies outside");
    assertThat(uploadError("'local_path':'nowhere.txt'")).contains("there is no local file");

    rig.close();
    rig = RepoFilesRig.start(folder, Map.of("ML_INTERN_UPLOAD_ROOTS", folder.toString()));
    assertThat(upload("'local_path':'" + outside + "'")).contains("+ outside.txt 1 B");
  }

  @Test
  void credentials_are_never_uploaded_even_from_inside_the_project() throws Exception {
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve(".ssh"));
    Files.writeString(home.resolve(".ssh/id_ed25519"), "key");
    rig.close();
    rig = RepoFilesRig.start(folder, Map.of("ML_INTERN_UPLOAD_ROOTS", folder.toString()));

    assertThat(uploadError("'local_path':'../home/.ssh/id_ed25519','allow_secrets':true"))
        .contains("never uploaded");
    assertThat(uploadError("'local_path':'~/.ssh/id_ed25519'")).contains("never uploaded");
    assertThat(uploadError("'local_path':'../state','allow_secrets':true")).contains("never");
  }

  @Test
  void a_file_of_secrets_needs_the_users_word() throws Exception {
    rig.local(".env", "A=1");
    assertThat(uploadError("'local_path':'.env'")).contains("looks like a file of secrets");
    assertThat(upload("'local_path':'.env','allow_secrets':true")).contains("+ .env 3 B");
  }

  @Test
  void a_link_inside_the_project_keeps_its_own_name() throws Exception {
    Path blob = rig.local("blobs/0a1b2c", "weights");
    Files.createSymbolicLink(rig.project.resolve("model.txt"), blob);
    assertThat(upload("'local_path':'model.txt'")).contains("+ model.txt 7 B");

    Files.createSymbolicLink(rig.project.resolve("harmless.txt"), rig.local(".env", "A=1"));
    assertThat(uploadError("'local_path':'harmless.txt'")).contains("looks like a file of secrets");
  }

  @Test
  void a_secret_in_the_content_stops_the_upload_and_is_not_repeated() throws Exception {
    String token = "hf_" + "AbCdEfGhIjKlMnOpQrStUvWxYz".repeat(2).substring(0, 34);
    String error =
        uploadError("'path':'app.py','content':'import x\\ntoken = \\'" + token + "\\''");

    assertThat(error).contains("`app.py` line 2: HF_TOKEN", "allow_secrets").doesNotContain(token);
    assertThat(rig.titles(REPO)).hasSize(1);
    assertThat(
            upload("'path':'app.py','content':'token = \\'" + token + "\\'','allow_secrets':true"))
        .contains("Committed");
  }

  @Test
  void a_card_the_hub_does_not_accept_is_refused_with_the_reason() throws Exception {
    assertThat(uploadError("'path':'README.md','content':'---\\nlicense: [mit\\n---\\n'"))
        .contains("nothing was changed", "README.md");
    assertThat(rig.titles(REPO)).hasSize(1);
    assertThat(upload("'path':'README.md','content':'---\\nlicense: mit\\n---\\n# x'"))
        .contains("Committed");
  }

  @Test
  void a_missing_repository_is_created_private_only_when_asked() throws Exception {
    assertThat(rig.error("{'operation':'upload','repo_id':'local/new','path':'a','content':'x'}"))
        .contains("create_repo: true creates it, private");
    assertThat(
            rig.ok(
                "{'operation':'upload','repo_id':'local/new','path':'a','content':'x',"
                    + "'create_repo':true,'dry_run':true}"))
        .contains("it would be created, private");

    assertThat(
            rig.ok(
                "{'operation':'upload','repo_id':'local/new','path':'a','content':'x',"
                    + "'create_repo':true}"))
        .contains("Created model local/new, private.", "+ a 1 B");
    assertThat(rig.get("/api/models/local/new").path("private").asBoolean()).isTrue();
  }

  @Test
  void a_pull_request_is_opened_and_named() throws Exception {
    String answer = upload("'path':'fix.py','content':'print(1)','create_pr':true");

    assertThat(answer).containsPattern("Opened pull request #1: http\\S+/local/m/discussions/1");
    assertThat(rig.paths(REPO)).doesNotContain("fix.py");
    assertThat(rig.text("/local/m/resolve/refs%2Fpr%2F1/fix.py")).isEqualTo("print(1)");
    assertThat(upload("'path':'more.py','content':'2','revision':'refs/pr/1'"))
        .contains("Committed");
    assertThat(rig.text("/local/m/resolve/refs%2Fpr%2F1/more.py")).isEqualTo("2");
  }

  @Test
  void a_dry_run_changes_nothing_and_tells_what_would_happen() throws Exception {
    rig.commit(REPO, "a", "1");
    String before = rig.head(REPO);

    assertThat(
            upload(
                "'dry_run':true,'files':[{'path':'a','content':'22'},{'path':'b','content':''}]"))
        .contains("Dry run, nothing was changed.", "(head " + before + ")")
        .contains("~ a 1 B → 2 B", "+ b 0 B");
    assertThat(rig.ok("{'operation':'delete','repo_id':'local/m','patterns':['a'],'dry_run':true}"))
        .contains("Dry run", "- a 1 B");
    assertThat(rig.head(REPO)).isEqualTo(before);
  }

  @Test
  void an_upload_for_an_empty_place_leaves_a_file_alone() throws Exception {
    rig.commit(REPO, "a", "theirs");
    assertThat(upload("'path':'a','content':'mine','if_absent':true"))
        .contains("Nothing to commit", "1 file left alone because there is one already");
    assertThat(rig.text("/local/m/resolve/main/a")).isEqualTo("theirs");
  }

  @Test
  void of_two_commits_at_once_the_guarded_one_says_who_was_faster() throws Exception {
    String seen = rig.head(REPO);
    rig.commit(REPO, "a", "theirs");

    assertThat(uploadError("'path':'a','content':'mine','parent_commit':'" + seen + "'"))
        .contains(
            "nothing was changed", "no longer at " + seen, rig.head(REPO), "\"theirs\" by local");
    assertThat(rig.text("/local/m/resolve/main/a")).isEqualTo("theirs");
  }

  @Test
  void a_file_that_appears_in_between_is_not_replaced_by_if_absent() throws Exception {
    beforeTheCommit(() -> rig.commit(REPO, "a", "theirs"));

    assertThat(uploadError("'path':'a','content':'mine','if_absent':true"))
        .contains("nothing was changed", "\"theirs\" by local");
    assertThat(rig.text("/local/m/resolve/main/a")).isEqualTo("theirs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../../x", "/", "a//b", ""})
  void a_path_that_cannot_be_in_a_repository_is_refused(String path) throws Exception {
    uploadError("'path':'" + path + "','content':'a'");
    assertThat(rig.titles(REPO)).hasSize(1);
  }

  @Test
  void an_upload_without_or_with_two_contents_is_refused() throws Exception {
    assertThat(uploadError("'path':'a'")).contains("exactly one of `content`");
    assertThat(uploadError("'path':'a','content':'x','local_path':'y'")).contains("exactly one");
    assertThat(uploadError("'files':[{'path':'a'}]")).contains("`a` needs exactly one");
    assertThat(uploadError("'files':[{'path':'a','content':'1'},{'path':'a','content':'2'}]"))
        .contains("`a` is named twice");
    assertThat(uploadError("'files':[{'path':'a','content_base64':'*'}]")).isNotEmpty();
  }

  @Test
  void deleting_says_what_it_matched() throws Exception {
    for (String path : List.of("logs/a", "logs/b/c", "x.tmp", "sub/y.tmp", "keep")) {
      rig.commit(REPO, path, "1");
    }
    assertThat(
            rig.ok(
                "{'operation':'delete','repo_id':'local/m','patterns':['logs/','*.tmp','none*']}"))
        .contains("4 files deleted", "- logs/a 1 B", "- logs/b/c", "- x.tmp", "- sub/y.tmp")
        .contains("Committed", "Nothing matches none*.");
    assertThat(rig.paths(REPO)).containsExactly(".gitattributes", "keep");
  }

  @Test
  void deleting_what_is_not_there_is_an_error_and_no_commit() throws Exception {
    rig.commit(REPO, "data.csv", "1");
    assertThat(rig.error("{'operation':'delete','repo_id':'local/m','patterns':['*.nomatch']}"))
        .contains("nothing matches *.nomatch", "nothing was deleted");
    assertThat(rig.error("{'operation':'delete','repo_id':'local/m','path':'dta.csv'}"))
        .contains("Did you mean `data.csv`?");
    assertThat(rig.error("{'operation':'delete','repo_id':'local/m','patterns':['.git*']}"))
        .contains(".gitattributes, which is never deleted");
    assertThat(rig.titles(REPO)).hasSize(2);
  }

  @Test
  void an_edit_changes_exactly_one_place_on_the_commit_it_read() throws Exception {
    rig.commit(REPO, "a.txt", "one\\r\\ntwo\\r\\none\\r\\n");

    assertThat(edit("'old_str':'one\\ntwo','new_str':'1\\n2'")).contains("1 place changed.");
    assertThat(rig.text("/local/m/resolve/main/a.txt")).isEqualTo("1\r\n2\r\none\r\n");
    assertThat(rig.titles(REPO)).startsWith("Edit a.txt");
  }

  @Test
  void an_edit_that_is_not_unique_or_not_there_changes_nothing() throws Exception {
    rig.commit(REPO, "a.txt", "one\\none\\n");
    assertThat(editError("'old_str':'one','new_str':'1'"))
        .contains("old_str is 2 times", "replace_all");
    assertThat(editError("'old_str':'one\\nthree','new_str':'1'"))
        .contains("old_str is not in `a.txt`", "its first line is, in line 1");
    assertThat(editError("'old_str':'one','new_str':'one','replace_all':true"))
        .contains("are the same");
    assertThat(edit("'old_str':'one','new_str':'1','replace_all':true"))
        .contains("2 places changed.");
    assertThat(rig.text("/local/m/resolve/main/a.txt")).isEqualTo("1\n1\n");
  }

  @Test
  void an_edit_overtaken_by_another_commit_is_refused() throws Exception {
    rig.commit(REPO, "a.txt", "one");
    beforeTheCommit(() -> rig.commit(REPO, "a.txt", "one and more"));

    assertThat(editError("'old_str':'one','new_str':'1'"))
        .contains("nothing was changed", "is no longer at", "\"theirs\"");
    assertThat(rig.text("/local/m/resolve/main/a.txt")).isEqualTo("one and more");
  }

  @Test
  void a_copy_of_a_large_file_moves_no_bytes_and_a_move_takes_the_old_one_away() throws Exception {
    byte[] large = random(12_000_000);
    rig.local("w.bin", large);
    upload("'local_path':'w.bin','path':'old/w.bin'");
    upload("'path':'old/small.txt','content':'s'");
    AtomicInteger downloads = new AtomicInteger();
    rig.network.set(
        (request, _) -> {
          if (request.getTarget().contains("/resolve/main/old/w.bin")) {
            downloads.incrementAndGet();
          }
          return Optional.empty();
        });

    assertThat(
            rig.ok(
                "{'operation':'copy','repo_id':'local/m','path':'old','to_path':'new','move':true}"))
        .contains(
            "2 files added", "2 files deleted", "+ new/w.bin 12.0 MB LFS", "- old/small.txt 1 B");

    assertThat(downloads).hasValue(0);
    assertThat(rig.paths(REPO)).containsExactly(".gitattributes", "new/small.txt", "new/w.bin");
    assertThat(rig.bytes("/local/m/resolve/main/new/w.bin")).isEqualTo(large);
    assertThat(rig.error("{'operation':'copy','repo_id':'local/m','path':'no','to_path':'x'}"))
        .contains("there is no `no`");
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

    assertThat(upload("'path':'a','content':'x'"))
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

    assertThat(upload("'path':'a','content':'x','create_pr':true"))
        .contains("Opened pull request #1", "the commit was found there");
    assertThat(rig.get("/api/models/local/m/discussions").path("count").asInt()).isEqualTo(1);
  }

  @Test
  void a_repository_renamed_between_two_calls_is_followed() throws Exception {
    upload("'path':'a','content':'x'");
    rig.send(
        "POST",
        "/api/repos/move",
        "{'fromRepo':'local/m','toRepo':'local/renamed','type':'model'}");
    rig.local("w.bin", random(40_000_000));

    assertThat(upload("'local_path':'w.bin'")).contains("Committed", "+ w.bin 40.0 MB LFS");
    assertThat(rig.paths("models/local/renamed")).containsExactly(".gitattributes", "a", "w.bin");
    assertThat(rig.ok("{'operation':'read','repo_id':'local/m','path':'a'}")).contains("x");
  }

  @Test
  void too_large_too_often_and_forbidden_are_said_with_what_to_do() throws Exception {
    rig.network.set(commitAnswer(413, null));
    assertThat(uploadError("'path':'a','content':'x'")).contains("413", "several smaller ones");
    rig.network.set(commitAnswer(429, "\"api\";r=900;t=77"));
    assertThat(uploadError("'path':'a','content':'x'")).contains("limit on the action");
    rig.network.set(commitAnswer(409, null));
    assertThat(uploadError("'path':'a','content':'x'")).contains("409", "being changed");
    rig.network.set(commitAnswer(403, null));
    assertThat(uploadError("'path':'a','content':'x'")).contains("403", "lacks this right");
    assertThat(rig.titles(REPO)).hasSize(1);
    // The last one: it shuts the window for whatever comes after it.
    rig.network.set(commitAnswer(429, "\"api\";r=0;t=77"));
    assertThat(uploadError("'path':'a','content':'x'")).contains("429", "77 s");
  }

  private static dev.mlintern.localhub.RelayedHub.Fault commitAnswer(int code, String limit) {
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

  private void beforeTheCommit(Runnable action) {
    var done = new AtomicInteger();
    rig.network.set(
        (request, _) -> {
          if (request.getTarget().contains("/commit/") && done.getAndIncrement() == 0) {
            action.run();
          }
          return Optional.empty();
        });
  }

  private String upload(String arguments) throws InterruptedException {
    return rig.ok("{'operation':'upload','repo_id':'local/m'," + arguments + "}");
  }

  private String uploadError(String arguments) throws InterruptedException {
    return rig.error("{'operation':'upload','repo_id':'local/m'," + arguments + "}");
  }

  private String edit(String arguments) throws InterruptedException {
    return rig.ok("{'operation':'edit','repo_id':'local/m','path':'a.txt'," + arguments + "}");
  }

  private String editError(String arguments) throws InterruptedException {
    return rig.error("{'operation':'edit','repo_id':'local/m','path':'a.txt'," + arguments + "}");
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}

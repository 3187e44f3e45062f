package dev.mlintern.tools.repos;

import static dev.mlintern.tools.repos.RepoFilesRig.random;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `upload` against the embedded Hub: what is committed, where, and what is said of it (spec
/// tools-act
/// §8.5, R3–R6, R8, R9, R11).
class RepoFilesUploadTest {
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
    String answer = rig.upload("'path':'notes/a.md','content':'hello'");

    assertThat(answer)
        .contains("Committed " + rig.head(REPO) + ": http", "/commit/" + rig.head(REPO))
        .contains("1 file added (5 B new)", "\n+ notes/a.md 5 B");
    assertThat(rig.text("/local/m/resolve/main/notes/a.md")).isEqualTo("hello");
    assertThat(rig.titles(REPO)).containsExactly("Upload notes/a.md", "initial commit");
    assertThat(
            rig.upload("'path':'notes/a.md','content':'hello world','commit_message':'Say more'"))
        .contains("~ notes/a.md 5 B → 11 B");
    assertThat(rig.titles(REPO)).startsWith("Say more");
  }

  @Test
  void what_is_there_already_is_not_committed_again() throws Exception {
    rig.upload("'path':'a','content':'x'");
    assertThat(rig.upload("'path':'a','content':'x'"))
        .contains("Nothing to commit", rig.head(REPO), "1 file unchanged");
    assertThat(rig.titles(REPO)).hasSize(2);
  }

  @Test
  void a_text_among_several_files_may_be_as_long_as_one_alone() throws Exception {
    String text = "x y\\n".repeat(500_000);
    assertThat(rig.upload("'files':[{'path':'a','content':'" + text + "'}]"))
        .contains("+ a 2.0 MB");
    assertThat(rig.uploadError("'files':[{'path':'b','content':'" + "x".repeat(10_000_001) + "'}]"))
        .contains("`files` is 10,000,001 characters long, at most 10,000,000 are accepted");
  }

  @Test
  void a_copy_that_is_only_for_an_empty_place_leaves_what_is_there_alone() throws Exception {
    rig.local("w.bin", random(12_000_000));
    rig.local("v.bin", random(12_000_001));
    rig.upload("'local_path':'.'");
    rig.upload("'files':[{'path':'a','content':'a'},{'path':'b','content':'b'}]");

    assertThat(
            rig.upload(
                "'files':[{'path':'w.bin','copy_from':'v.bin'},{'path':'a','copy_from':'b'}],"
                    + "'if_absent':true"))
        .contains("Nothing to commit", "1 file left alone because there is one already")
        .contains("w.bin was left alone because there is one already.");
    assertThat(rig.upload("'files':[{'path':'new.bin','copy_from':'v.bin'}],'if_absent':true"))
        .contains("1 file added");
    assertThat(rig.text("/local/m/resolve/main/a")).isEqualTo("a");
    assertThat(rig.bytes("/local/m/resolve/main/w.bin")).isEqualTo(random(12_000_000));
    assertThat(rig.bytes("/local/m/resolve/main/new.bin")).isEqualTo(random(12_000_001));
  }

  @Test
  void many_files_deletes_and_copies_are_one_commit() throws Exception {
    rig.commit(REPO, "old.txt", "old");
    byte[] large = random(12_000_000);
    rig.local("w.bin", large);
    rig.upload("'local_path':'w.bin','path':'weights/'");
    int before = rig.titles(REPO).size();
    String base64 = Base64.getEncoder().encodeToString(new byte[] {0, 1, 2, (byte) 255});

    String answer =
        rig.upload(
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
  void a_card_the_hub_does_not_accept_is_refused_with_the_reason() throws Exception {
    assertThat(rig.uploadError("'path':'README.md','content':'---\\nlicense: [mit\\n---\\n'"))
        .contains("nothing was changed", "README.md");
    assertThat(rig.titles(REPO)).hasSize(1);
    assertThat(rig.upload("'path':'README.md','content':'---\\nlicense: mit\\n---\\n# x'"))
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
    String answer = rig.upload("'path':'fix.py','content':'print(1)','create_pr':true");

    assertThat(answer).containsPattern("Opened pull request #1: http\\S+/local/m/discussions/1");
    assertThat(rig.paths(REPO)).doesNotContain("fix.py");
    assertThat(rig.text("/local/m/resolve/refs%2Fpr%2F1/fix.py")).isEqualTo("print(1)");
    assertThat(rig.upload("'path':'more.py','content':'2','revision':'refs/pr/1'"))
        .contains("Committed");
    assertThat(rig.text("/local/m/resolve/refs%2Fpr%2F1/more.py")).isEqualTo("2");
  }

  @Test
  void a_dry_run_changes_nothing_and_tells_what_would_happen() throws Exception {
    rig.commit(REPO, "a", "1");
    String before = rig.head(REPO);

    assertThat(
            rig.upload(
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
    assertThat(rig.upload("'path':'a','content':'mine','if_absent':true"))
        .contains("Nothing to commit", "1 file left alone because there is one already");
    assertThat(rig.text("/local/m/resolve/main/a")).isEqualTo("theirs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../../x", "/", "a//b", ""})
  void a_path_that_cannot_be_in_a_repository_is_refused(String path) throws Exception {
    rig.uploadError("'path':'" + path + "','content':'a'");
    assertThat(rig.titles(REPO)).hasSize(1);
  }

  @Test
  void an_upload_without_or_with_two_contents_is_refused() throws Exception {
    assertThat(rig.uploadError("'path':'a'")).contains("exactly one of `content`");
    assertThat(rig.uploadError("'path':'a','content':'x','local_path':'y'"))
        .contains("exactly one");
    assertThat(rig.uploadError("'files':[{'path':'a'}]")).contains("`a` needs exactly one");
    assertThat(rig.uploadError("'files':[{'path':'a','content':'1'},{'path':'a','content':'2'}]"))
        .contains("`a` is named twice");
    assertThat(rig.uploadError("'files':[{'path':'a','content_base64':'*'}]")).isNotEmpty();
  }
}

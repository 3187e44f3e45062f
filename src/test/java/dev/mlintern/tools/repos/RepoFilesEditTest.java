package dev.mlintern.tools.repos;

import static dev.mlintern.tools.repos.RepoFilesRig.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `edit`, `copy` and `delete` against the embedded Hub (spec tools-act §8.5).
class RepoFilesEditTest {
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
  void what_somebody_else_added_since_the_last_listing_is_deleted_too() throws Exception {
    rig.commit(REPO, "a.tmp", "1");
    rig.ok("{'operation':'list','repo_id':'local/m','recursive':true}");
    rig.commit(REPO, "b.tmp", "1");
    assertThat(rig.ok("{'operation':'delete','repo_id':'local/m','patterns':['*.tmp']}"))
        .contains("2 files deleted");
    assertThat(rig.paths(REPO)).containsExactly(".gitattributes");
  }

  @Test
  void a_path_to_delete_is_that_file_and_no_pattern() throws Exception {
    for (String path : List.of("a[1].txt", "a1.txt", "q?.txt", "qq.txt", "b*/x", "bb/x")) {
      rig.commit(REPO, path, "1");
    }
    for (String path : List.of("a[1].txt", "q?.txt", "b*/")) {
      assertThat(rig.ok("{'operation':'delete','repo_id':'local/m','path':'" + path + "'}"))
          .contains("1 file deleted");
    }
    assertThat(rig.error("{'operation':'delete','repo_id':'local/m','path':'*.txt'}"))
        .contains("nothing matches *.txt", "nothing was deleted");
    assertThat(rig.paths(REPO)).containsExactly(".gitattributes", "a1.txt", "bb/x", "qq.txt");
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
    rig.beforeTheCommit(() -> rig.commit(REPO, "a.txt", "one and more"));

    assertThat(editError("'old_str':'one','new_str':'1'"))
        .contains("nothing was changed", "is no longer at", "\"theirs\"");
    assertThat(rig.text("/local/m/resolve/main/a.txt")).isEqualTo("one and more");
  }

  @Test
  void a_commit_that_left_the_file_alone_does_not_stop_an_edit() throws Exception {
    rig.commit(REPO, "a.txt", "one");
    rig.beforeTheCommit(() -> rig.commit(REPO, "b.txt", "theirs"));

    assertThat(edit("'old_str':'one','new_str':'1'")).contains("Committed " + rig.head(REPO));
    assertThat(rig.text("/local/m/resolve/main/a.txt")).isEqualTo("1");
    assertThat(rig.text("/local/m/resolve/main/b.txt")).isEqualTo("theirs");

    String seen = rig.head(REPO);
    rig.beforeTheCommit(() -> rig.commit(REPO, "b.txt", "theirs again"));
    assertThat(editError("'old_str':'1','new_str':'one','parent_commit':'" + seen + "'"))
        .contains("nothing was changed", "no longer at " + seen);
  }

  @Test
  void new_lines_have_the_line_ends_of_the_file() throws Exception {
    rig.commit(REPO, "a.txt", "a\\r\\nb\\r\\nc\\r\\nd\\n");
    edit("'old_str':'b','new_str':'b1\\nb2'");
    assertThat(rig.text("/local/m/resolve/main/a.txt")).isEqualTo("a\r\nb1\r\nb2\r\nc\r\nd\n");
    edit("'old_str':'d\\n','new_str':'d1\\nd2\\n'");
    assertThat(rig.text("/local/m/resolve/main/a.txt")).endsWith("c\r\nd1\nd2\n");
  }

  @Test
  void half_a_character_is_refused_and_not_made_a_question_mark() throws Exception {
    rig.commit(REPO, "a.txt", "one");
    assertThat(editError("'old_str':'one','new_str':'\\ud83d'"))
        .contains("nothing was changed", "`new_str` must be whole characters");
    assertThat(rig.uploadError("'path':'b','content':'x\\ude00'")).contains("`content`");
    assertThat(rig.uploadError("'files':[{'path':'b\\ud800','content':'x'}]")).contains("`files`");
    assertThat(edit("'old_str':'one','new_str':'\\ud83d\\ude00'")).contains("Committed");
    assertThat(rig.titles(REPO)).hasSize(3);
  }

  @Test
  void changes_sent_side_by_side_are_all_made() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      text.append("slot").append(i).append("=0\\n");
    }
    rig.commit(REPO, "a.txt", text.toString());
    List<String> failed;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ToolResult>> calls = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String call =
            "{'operation':'edit','repo_id':'local/m','path':'a.txt','old_str':'slot%d=0','new_str':'slot%d=1'}"
                .formatted(i, i);
        calls.add(threads.submit(() -> rig.call(call)));
        String fresh =
            "{'operation':'upload','repo_id':'local/m','path':'new%d','content':'x','if_absent':true}"
                .formatted(i);
        calls.add(threads.submit(() -> rig.call(fresh)));
      }
      failed = new ArrayList<>();
      for (Future<ToolResult> call : calls) {
        if (call.get().isError()) {
          failed.add(call.get().text());
        }
      }
    }
    assertThat(failed).isEmpty();
    assertThat(rig.text("/local/m/resolve/main/a.txt")).doesNotContain("=0");
    assertThat(rig.titles(REPO)).hasSize(12);
  }

  @Test
  void a_name_with_square_brackets_is_read_listed_and_edited() throws Exception {
    rig.upload("'path':'a [x] 5%/z[1].txt','content':'one'");
    String file = "'repo_id':'local/m','path':'a [x] 5%/z[1].txt'";
    assertThat(rig.ok("{'operation':'edit'," + file + ",'old_str':'one','new_str':'two'}"))
        .contains("Committed");
    assertThat(rig.ok("{'operation':'read'," + file + "}")).contains("\ntwo\n");
    assertThat(rig.ok("{'operation':'list','repo_id':'local/m','path':'a [x] 5%'}"))
        .contains("z[1].txt\" 3 B");
  }

  @Test
  void a_copy_of_a_large_file_moves_no_bytes_and_a_move_takes_the_old_one_away() throws Exception {
    byte[] large = random(12_000_000);
    rig.local("w.bin", large);
    rig.upload("'local_path':'w.bin','path':'old/w.bin'");
    rig.upload("'path':'old/small.txt','content':'s'");
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
  void a_source_changed_while_it_is_moved_is_not_lost() throws Exception {
    rig.commit(REPO, "a.txt", "one");
    var done = new AtomicInteger();
    rig.network.set(
        (request, _) -> {
          if (request.getTarget().contains("/preupload/") && done.getAndIncrement() == 0) {
            rig.commit(REPO, "a.txt", "one and more");
          }
          return Optional.empty();
        });

    assertThat(
            rig.error(
                "{'operation':'copy','repo_id':'local/m','path':'a.txt','to_path':'b.txt','move':true}"))
        .contains("nothing was changed", "is no longer at", "\"theirs\"");
    assertThat(rig.paths(REPO)).containsExactly(".gitattributes", "a.txt");
    assertThat(rig.text("/local/m/resolve/main/a.txt")).isEqualTo("one and more");
  }

  private String edit(String arguments) throws InterruptedException {
    return rig.ok("{'operation':'edit','repo_id':'local/m','path':'a.txt'," + arguments + "}");
  }

  private String editError(String arguments) throws InterruptedException {
    return rig.error("{'operation':'edit','repo_id':'local/m','path':'a.txt'," + arguments + "}");
  }
}

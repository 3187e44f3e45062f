package dev.mlintern.tools.repos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `list`, `info` and `history` of `hf_repo_files` against the embedded Hub (spec tools-act §8.5,
/// R1, R10, R11).
class RepoFilesListTest {
  @TempDir Path folder;
  private RepoFilesRig rig;

  @BeforeEach
  void start() throws IOException {
    SeededRepos.under(folder.resolve("hub"));
    rig = RepoFilesRig.start(folder);
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
  }

  @Test
  void a_folder_is_listed_with_what_lies_below_its_folders_added_up() throws Exception {
    String root = rig.ok("{'operation':'list','repo_id':'lab/tiny'}");

    assertThat(root)
        .contains("model lab/tiny at main: ", " · ", "/lab/tiny/tree/main")
        .contains("\nconfig.json 20 B", "\nempty.txt 0 B", "\nonnx/ 2 files, 3 B")
        .contains("model.safetensors", " LFS")
        .doesNotContain("onnx/a.txt");
    assertThat(rig.ok("{'operation':'list','repo_id':'lab/tiny','path':'onnx'}"))
        .contains("onnx/a.txt 1 B", "onnx/deep/ 1 file, 2 B");
    assertThat(rig.ok("{'operation':'list','repo_id':'lab/tiny','recursive':true}"))
        .contains("onnx/a.txt 1 B", "onnx/deep/b.txt 2 B");
  }

  @Test
  void a_long_listing_says_how_much_is_left_and_how_to_go_on() throws Exception {
    String first =
        rig.ok(
            "{'operation':'list','repo_id':'lab/rows','repo_type':'dataset','path':'data','limit':50}");
    assertThat(first.lines().filter(line -> line.startsWith("data/part-"))).hasSize(50);
    assertThat(first).contains("50 of 60 shown; go on with cursor \"50\"");

    String rest =
        rig.ok(
            "{'operation':'list','repo_id':'datasets/lab/rows','path':'data','cursor':'"
                + RepoFilesRig.cursor(first)
                + "'}");
    assertThat(rest.lines().filter(line -> line.startsWith("data/part-"))).hasSize(10);
    assertThat(rest).contains("data/part-159.jsonl", "All 60 shown.");
  }

  @Test
  void a_repository_without_end_is_read_in_parts_that_join() throws Exception {
    rig.network.set(
        (request, _) -> {
          if (!request.getTarget().contains("/tree/")) {
            return Optional.empty();
          }
          Matcher at = Pattern.compile("cursor=c(\\d+)").matcher(request.getTarget());
          int page = at.find() ? Integer.parseInt(at.group(1)) : 0;
          String next =
              rig.network.endpoint() + "/api/models/lab/tiny/tree/main?cursor=c" + (page + 1);
          return Optional.of(
              new MockResponse.Builder()
                  .addHeader("Content-Type", "application/json")
                  .addHeader("Link", "<" + next + ">; rel=\"next\"")
                  .body("[{\"type\":\"file\",\"path\":\"f" + page + "\",\"size\":1,\"oid\":\"\"}]")
                  .build());
        });

    String first = rig.ok("{'operation':'list','repo_id':'lab/tiny','recursive':true}");
    assertThat(first)
        .contains("in the part that was read", "\nf0 1 B", "\nf9 1 B", "cursor \"0@c10\"")
        .doesNotContain("f10");
    assertThat(
            rig.ok(
                "{'operation':'list','repo_id':'lab/tiny','recursive':true,'cursor':'"
                    + RepoFilesRig.cursor(first)
                    + "'}"))
        .contains("\nf10 1 B", "\nf19 1 B", "cursor \"0@c20\"")
        .doesNotContain("\nf9 ");
  }

  @Test
  void a_pattern_finds_files_in_all_folders() throws Exception {
    assertThat(rig.ok("{'operation':'list','repo_id':'lab/tiny','pattern':'*.txt'}"))
        .contains("4 files matching *.txt of ", "log.txt", "onnx/deep/b.txt")
        .doesNotContain("config.json");
    assertThat(rig.ok("{'operation':'list','repo_id':'lab/tiny','pattern':'*.none'}"))
        .contains("Nothing matches");
  }

  @Test
  void info_tells_size_hash_and_last_change() throws Exception {
    assertThat(rig.ok("{'operation':'info','repo_id':'lab/tiny','path':'model.safetensors'}"))
        .contains("LFS", "sha256 ", "last changed ", rig.head("models/lab/tiny"));
    assertThat(rig.ok("{'operation':'info','repo_id':'lab/tiny','path':'onnx'}"))
        .contains("onnx/ in model lab/tiny at main: folder, 2 files, 3 B");
    assertThat(rig.error("{'operation':'info','repo_id':'lab/tiny','path':'nix.txt'}"))
        .contains("there is no `nix.txt`");
  }

  @Test
  void history_is_paged_newest_first() throws Exception {
    rig.create("model", "story");
    for (int i = 1; i <= 5; i++) {
      rig.ok(
          "{'operation':'upload','repo_id':'local/story','path':'a','content':'"
              + i
              + "','commit_message':'Step "
              + i
              + "'}");
    }
    String first = rig.ok("{'operation':'history','repo_id':'local/story','limit':4}");
    assertThat(first).contains("commits 1–4 of 6", "Step 5", "Step 2").doesNotContain("Step 1");
    assertThat(
            rig.ok(
                "{'operation':'history','repo_id':'local/story','cursor':'"
                    + RepoFilesRig.cursor(first)
                    + "'}"))
        .contains("commits 5–6 of 6", "Step 1", "initial commit");
  }
}

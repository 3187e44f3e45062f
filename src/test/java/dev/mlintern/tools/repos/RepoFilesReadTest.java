package dev.mlintern.tools.repos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `read` of text files against the embedded Hub, page by page, and what is said when there is
/// nothing to read (spec tools-act §8.5, R2).
class RepoFilesReadTest {
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
  void a_file_is_read_with_the_commit_it_is_at() throws Exception {
    assertThat(rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'config.json'}"))
        .contains("config.json · model lab/tiny at main (commit " + rig.head("models/lab/tiny"))
        .contains("20 B, lines 1–3 of 3")
        .contains("\"n_layer\": 12");
  }

  /// As huggingface.co answers (spec hub-api §9.5): the headers that count are on the redirect.
  @Test
  void size_and_commit_are_taken_from_the_hubs_own_answer_and_not_from_where_it_leads()
      throws Exception {
    String commit = rig.head("models/lab/tiny");
    rig.network.set(
        (request, _) -> {
          if (!request.getMethod().equals("HEAD")) {
            return Optional.empty();
          }
          boolean isLarge = request.getTarget().endsWith("log.txt");
          if (request.getTarget().startsWith("/api/resolve-cache/")) {
            return Optional.of(
                new MockResponse.Builder().setHeader("Content-Length", "20").build());
          }
          var answer =
              new MockResponse.Builder()
                  .code(isLarge ? 302 : 307)
                  .addHeader("X-Repo-Commit", commit)
                  .addHeader(
                      "Location",
                      isLarge
                          ? "https://cdn.invalid/x"
                          : "/api/resolve-cache/models/x/config.json");
          return Optional.of(
              (isLarge
                      ? answer.addHeader("X-Linked-Size", "88893").addHeader("X-Xet-Hash", "ab")
                      : answer)
                  .build());
        });

    assertThat(rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'log.txt','limit':1}"))
        .contains("(commit " + commit + ") · 88.9 KB xet, lines 1–1");
    assertThat(rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'config.json'}"))
        .contains("(commit " + commit + ") · 20 B, lines 1–3 of 3");
  }

  @Test
  void content_with_a_fence_in_it_stays_inside_ours() throws Exception {
    assertThat(rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'README.md'}"))
        .contains("````text\nUse it:\n```python\nrun()\n```\nDone.\n````");
  }

  @Test
  void reading_on_joins_without_a_gap_and_fetches_only_what_is_new() throws Exception {
    String first =
        rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'log.txt','limit':3,'offset':10}");
    assertThat(first).contains("lines 10–12", "line 10 of", "line 12 of").doesNotContain("line 13");
    int before = rig.network.calls().size();

    String next =
        rig.ok(
            "{'operation':'read','repo_id':'lab/tiny','path':'log.txt','limit':2,'cursor':'"
                + RepoFilesRig.cursor(first)
                + "'}");

    assertThat(next).contains("lines 13–14", "line 13 of", "line 14 of").doesNotContain("line 12 ");
    assertThat(rig.network.calls().size() - before).isLessThanOrEqualTo(3);
  }

  @Test
  void the_end_of_a_file_is_read_from_the_end() throws Exception {
    assertThat(rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'log.txt','offset':-2}"))
        .contains("the last 2 lines", "line 4999 of", "line 5000 of")
        .doesNotContain("line 4998");
    assertThat(rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'log.txt','offset':6000}"))
        .contains("It has 5000 lines");
  }

  @Test
  void an_answer_stays_within_its_budget() throws Exception {
    String answer = rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'log.txt'}");
    assertThat(answer.length()).isBetween(6_000, 8_000);
    assertThat(answer).contains(" shown; go on with cursor");
  }

  @Test
  void a_line_longer_than_an_answer_is_read_in_pieces_that_join() throws Exception {
    String line = IntStream.range(0, 4_000).mapToObj(i -> "é" + i).collect(Collectors.joining(","));
    rig.create("model", "long");
    rig.commit("models/local/long", "one.json", line);
    var joined = new StringBuilder();
    String from = "0";
    for (String cursor = "1:0"; cursor != null; ) {
      String answer =
          rig.ok(
              "{'operation':'read','repo_id':'local/long','path':'one.json','cursor':'"
                  + cursor
                  + "'}");
      joined.append(answer, answer.indexOf("```text\n") + 8, answer.lastIndexOf("\n```"));
      Matcher next = RepoFilesRig.CURSOR.matcher(answer);
      cursor = next.find() ? next.group(1) : null;
      assertThat(cursor).isNotEqualTo(from);
      from = cursor;
    }
    assertThat(joined.toString()).isEqualTo(line);
  }

  @Test
  void lines_with_a_phrase_are_found_with_their_numbers() throws Exception {
    assertThat(
            rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'log.txt','find':'LINE 499'}"))
        .contains("499: line 499 of", "4990: line 4990 of", "4999: line 4999")
        .doesNotContain("4989:");
    assertThat(
            rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'log.txt','find':'nowhere'}"))
        .contains("`nowhere` is not in it, read to the end");
  }

  @Test
  void a_missing_file_names_the_nearest_one() throws Exception {
    assertThat(rig.error("{'operation':'read','repo_id':'lab/tiny','path':'confg.json'}"))
        .contains("there is no file `confg.json`", "Did you mean `config.json`?");
    assertThat(rig.error("{'operation':'read','repo_id':'lab/tiny','path':'b.txt'}"))
        .contains("Did you mean `onnx/deep/b.txt`?");
  }

  @Test
  void gated_missing_revision_limit_and_outage_are_told_apart() throws Exception {
    assertThat(
            rig.error(
                "{'operation':'read','repo_id':'lab/tiny','path':'config.json','revision':'v9'}"))
        .contains("RevisionNotFound", "no such branch, tag or commit");
    assertThat(rig.error("{'operation':'read','repo_id':'lab/nothing','path':'config.json'}"))
        .contains("no such repository");
    rig.network.set(
        (_, _) ->
            Optional.of(
                new MockResponse.Builder()
                    .code(429)
                    .addHeader("RateLimit", "\"resolvers\";r=0;t=240")
                    .build()));
    assertThat(rig.error("{'operation':'read','repo_id':'lab/tiny','path':'config.json'}"))
        .contains("429", "try again in 241 s");
  }

  @Test
  void a_gated_repository_is_called_gated_and_where_to_ask_is_said() throws Exception {
    rig.close();
    rig = RepoFilesRig.anonymous(folder);

    assertThat(rig.error("{'operation':'read','repo_id':'lab/gated','path':'README.md'}"))
        .contains("gated", "Ask for access at ", "/lab/gated")
        .doesNotContain("not found");
    assertThat(rig.error("{'operation':'list','repo_id':'lab/gated'}")).contains("gated");
  }

  @Test
  void without_network_that_is_what_is_said() throws Exception {
    rig.close();
    rig =
        RepoFilesRig.start(
            folder, java.util.Map.of("HF_HUB_OFFLINE", "1", "HF_ENDPOINT", "https://hub.invalid"));
    assertThat(rig.error("{'operation':'read','repo_id':'lab/tiny','path':'config.json'}"))
        .contains("HF_HUB_OFFLINE");
  }

  @Test
  void lines_counted_from_the_end_are_named_for_what_they_are() throws Exception {
    rig.create("model", "m");
    rig.commit("models/local/m", "a", "1\\n2\\r\\n3\\n4\\n");
    assertThat(read("'path':'a','offset':-3,'limit':2"))
        .contains("lines -3 to -2 counted from the end", "text\n2\n3\n```");
    assertThat(read("'path':'a','offset':-2")).contains("the last 2 lines", "text\n3\n4\n```");
    for (String far : List.of("-2147483648", "-99999999999")) {
      assertThat(read("'path':'a','offset':" + far)).contains("all 4 lines", "text\n1\n2\n3\n4");
    }
    assertThat(read("'path':'a','offset':99999999999")).contains("It has 4 lines");
  }

  @Test
  void many_short_lines_from_the_end_cost_no_more_than_reading_them() throws Exception {
    rig.create("model", "m");
    rig.local("a", "\n".repeat(400_000));
    rig.upload("'local_path':'a'");
    assertThat(read("'path':'a','offset':-350000")).contains("the last 7600 lines");
  }

  @Test
  void a_word_is_found_at_any_place_of_a_line_however_long() throws Exception {
    rig.create("model", "m");
    String first = "x".repeat((1 << 20) - 3) + "N\u00c9\u00c9DLE" + "y".repeat(100_000) + "second";
    rig.local("a", first + "\nthird");
    rig.upload("'local_path':'a'");
    assertThat(read("'path':'a','find':'n\u00e9\u00e9dle'")).contains(", 1 lines with", "\n1: …x");
    assertThat(read("'path':'a','find':'second'")).contains("\n1: …y", "read to the end");
    assertThat(read("'path':'a','find':'third'")).contains("\n2: third");
    assertThat(read("'path':'a','find':'fourth'")).contains("is not in it, read to the end");
  }

  @Test
  void of_a_long_line_that_is_no_utf_8_no_byte_is_skipped() throws Exception {
    rig.create("model", "m");
    byte[] line = ("\u00e9".repeat(8_000) + "END").getBytes(StandardCharsets.ISO_8859_1);
    rig.local("a", line);
    rig.upload("'local_path':'a'");
    String first = read("'path':'a'");
    String second = read("'path':'a','cursor':'" + RepoFilesRig.cursor(first) + "'");
    assertThat(second).contains("END");
    assertThat((first + second).chars().filter(c -> c == 0xfffd).count()).isEqualTo(8_000);
  }

  private String read(String arguments) throws InterruptedException {
    return rig.ok("{'operation':'read','repo_id':'local/m'," + arguments + "}");
  }
}

package dev.mlintern.tools.repos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `list`, `read`, `info` and `history` against the embedded Hub (spec tools-act §8.5, R1, R2, R7,
/// R10, R11).
class RepoFilesReadTest {
  private static final Pattern CURSOR = Pattern.compile("cursor \"([^\"]+)\"");

  @TempDir Path folder;
  private RepoFilesRig rig;

  @BeforeEach
  void seed() throws IOException {
    write("models/lab/tiny/config.json", "{\n  \"n_layer\": 12\n}\n");
    write("models/lab/tiny/README.md", "Use it:\n```python\nrun()\n```\nDone.\n");
    write("models/lab/tiny/empty.txt", "");
    write("models/lab/tiny/onnx/a.txt", "1");
    write("models/lab/tiny/onnx/deep/b.txt", "22");
    write("models/lab/tiny/log.txt", lines(5_000));
    write("models/lab/tiny/picture.png", "\u0089PNG\u0000\u0000");
    Files.write(root().resolve("models/lab/tiny/model.safetensors"), safetensors());
    Files.write(root().resolve("models/lab/tiny/tiny.gguf"), gguf());
    write(
        "models/lab/tiny/train.ipynb",
        "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":[\"x = 1\\n\",\"x\"],"
            + "\"outputs\":[{\"output_type\":\"stream\",\"text\":[\"1\"]}]},"
            + "{\"cell_type\":\"markdown\",\"source\":\"# Title\"}]}");
    for (int i = 0; i < 60; i++) {
      write("datasets/lab/rows/data/part-" + (100 + i) + ".jsonl", "{\"a\":" + i + "}\n");
    }
    write("models/lab/gated/README.md", "secret");
    write("models/lab/gated/.hubrepo.json", "{\"gated\":\"manual\"}");
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
                + cursor(first)
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
                    + cursor(first)
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
                + cursor(first)
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
      Matcher next = CURSOR.matcher(answer);
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
  void a_safetensors_file_is_read_as_its_header_without_its_tensors() throws Exception {
    int before = rig.network.calls().size();
    String answer = rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'model.safetensors'}");

    assertThat(answer)
        .contains("Header: 2 tensors, 20,002 parameters (BF16 2, F32 20,000)")
        .contains("big F32 [100,200]", "small BF16 [2]", "\"format\":\"pt\"");
    assertThat(rig.network.calls().size() - before).isEqualTo(2);
  }

  @Test
  void a_gguf_file_is_read_as_its_metadata_and_kinds_of_weights() throws Exception {
    assertThat(rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'tiny.gguf'}"))
        .contains("GGUF version 3, 2 tensors, 160 parameters (F32 32, Q4_K 128)")
        .contains("general.architecture = llama", "llama.block_count = 2")
        .contains("tokenizer.ggml.tokens = [3 texts]");
  }

  @Test
  void a_broken_header_is_said_to_be_one() throws Exception {
    rig.create("model", "broken");
    rig.local("w.safetensors", "nonsense that is no header");
    rig.local("w.gguf", "nonsense");
    rig.local("w.parquet", "PAR1 nonsense");
    rig.ok("{'operation':'upload','repo_id':'local/broken','local_path':'.'}");

    for (String name : new String[] {"w.safetensors", "w.gguf", "w.parquet"}) {
      assertThat(rig.ok("{'operation':'read','repo_id':'local/broken','path':'" + name + "'}"))
          .as(name)
          .contains("Not a readable");
    }
  }

  @Test
  void a_parquet_file_is_read_as_its_schema() throws Exception {
    rig.create("dataset", "table");
    byte[] parquet;
    try (var in = RepoFilesReadTest.class.getResourceAsStream("/localhub/rows-zstd.parquet")) {
      parquet = in.readAllBytes();
    }
    rig.local("t.parquet", parquet);
    rig.ok(
        "{'operation':'upload','repo_id':'local/table','repo_type':'dataset','local_path':'t.parquet'}");

    assertThat(
            rig.ok(
                "{'operation':'read','repo_id':'local/table','repo_type':'dataset','path':'t.parquet'}"))
        .containsPattern("Footer: \\d+ rows, \\d+ columns, \\d+ row groups?")
        .contains("message ", "int64");
  }

  @Test
  void a_notebook_is_read_as_cells() throws Exception {
    assertThat(rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'train.ipynb'}"))
        .contains("2 of 2 cells shown", "# %% [1] code (1 outputs)\nx = 1\nx", "# Title");
  }

  @Test
  void pictures_and_empty_files_are_named_for_what_they_are() throws Exception {
    assertThat(rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'picture.png'}"))
        .contains("PNG file, nothing to read as text", "/lab/tiny/blob/main/picture.png");
    assertThat(rig.ok("{'operation':'read','repo_id':'lab/tiny','path':'empty.txt'}"))
        .contains("The file is empty.");
  }

  @Test
  void a_large_binary_file_is_not_downloaded_to_say_so() throws Exception {
    rig.create("model", "large");
    byte[] weights = new byte[40_000_000];
    new Random(1).nextBytes(weights);
    rig.local("w.bin", weights);
    rig.ok("{'operation':'upload','repo_id':'local/large','local_path':'w.bin'}");
    var ranges = new java.util.concurrent.CopyOnWriteArrayList<String>();
    rig.network.set(
        (request, _) -> {
          if (request.getMethod().equals("GET") && request.getTarget().contains("/resolve/")) {
            ranges.add(String.valueOf(request.getHeaders().get("Range")));
          }
          return Optional.empty();
        });

    assertThat(rig.ok("{'operation':'read','repo_id':'local/large','path':'w.bin'}"))
        .contains("40.0 MB LFS", "Binary file", "sha256 ");
    assertThat(ranges).containsExactly("bytes=0-7999");
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
                "{'operation':'history','repo_id':'local/story','cursor':'" + cursor(first) + "'}"))
        .contains("commits 5–6 of 6", "Step 1", "initial commit");
  }

  private static String cursor(String answer) {
    Matcher cursor = CURSOR.matcher(answer);
    assertThat(cursor.find()).as(answer).isTrue();
    return cursor.group(1);
  }

  private Path root() {
    return folder.resolve("hub");
  }

  private void write(String path, String content) throws IOException {
    Path file = root().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static String lines(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "line " + i + " of many\n")
        .collect(Collectors.joining());
  }

  private static byte[] safetensors() {
    byte[] header =
        ("{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"big\":{\"dtype\":\"F32\",\"shape\":[100,200],\"data_offsets\":[0,80000]},"
                + "\"small\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[80000,80004]}}")
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + header.length + 80_004)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  private static byte[] gguf() {
    var out = new ByteArrayOutputStream();
    ByteBuffer b = ByteBuffer.allocate(4_096).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x46554747).putInt(3).putLong(2).putLong(3);
    text(b, "general.architecture").putInt(8);
    text(b, "llama");
    text(b, "llama.block_count").putInt(4).putInt(2);
    text(b, "tokenizer.ggml.tokens").putInt(9).putInt(8).putLong(3);
    text(b, "<s>");
    text(b, "</s>");
    text(b, "a");
    text(b, "output.weight").putInt(2).putLong(8).putLong(16).putInt(12).putLong(0);
    text(b, "norm.weight").putInt(1).putLong(32).putInt(0).putLong(128);
    out.write(b.array(), 0, b.position() + 64);
    return out.toByteArray();
  }

  private static ByteBuffer text(ByteBuffer buffer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return buffer.putLong(bytes.length).put(bytes);
  }
}

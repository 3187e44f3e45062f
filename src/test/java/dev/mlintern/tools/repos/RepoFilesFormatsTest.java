package dev.mlintern.tools.repos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `read` of files that are no plain text: weights, tables, notebooks, pictures (spec tools-act
/// §8.5, R7).
class RepoFilesFormatsTest {
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
  void an_array_longer_than_any_file_is_said_to_end_too_early() throws Exception {
    ByteBuffer gguf = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    gguf.putInt(0x46554747).putInt(3).putLong(0).putLong(2);
    gguf.putLong(1).put((byte) 'a').putInt(4).putInt(7);
    gguf.putLong(1).put((byte) 'b').putInt(9).putInt(10).putLong(Long.MAX_VALUE);
    rig.create("model", "endless");
    rig.local("w.gguf", gguf.array());
    rig.ok("{'operation':'upload','repo_id':'local/endless','local_path':'.'}");

    assertThat(rig.ok("{'operation':'read','repo_id':'local/endless','path':'w.gguf'}"))
        .contains("could not be read to its end", "a = 7");
  }

  @Test
  void a_parquet_file_is_read_as_its_schema() throws Exception {
    rig.create("dataset", "table");
    byte[] parquet;
    try (var in = RepoFilesFormatsTest.class.getResourceAsStream("/localhub/rows-zstd.parquet")) {
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
  void a_parquet_schema_of_ten_thousand_folds_is_said_to_be_unreadable() throws Exception {
    List<SchemaElement> schema = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      SchemaElement group = new SchemaElement("g");
      group.setNum_children(1);
      group.setRepetition_type(FieldRepetitionType.REQUIRED);
      schema.add(group);
    }
    SchemaElement leaf = new SchemaElement("leaf");
    leaf.setType(Type.INT32);
    leaf.setRepetition_type(FieldRepetitionType.REQUIRED);
    schema.add(leaf);
    var footer = new ByteArrayOutputStream();
    Util.writeFileMetaData(new FileMetaData(1, schema, 0, List.of()), footer);
    rig.create("model", "deep");
    rig.local("t.parquet", parquet(footer.toByteArray(), footer.size()));
    rig.ok("{'operation':'upload','repo_id':'local/deep','local_path':'.'}");

    assertThat(rig.ok("{'operation':'read','repo_id':'local/deep','path':'t.parquet'}"))
        .contains("Not a readable Parquet file");
  }

  /// The library makes room for the footer before it reads it.
  @Test
  void a_parquet_footer_of_gigabytes_is_not_made_room_for() throws Exception {
    rig.create("model", "wide");
    byte[] end = parquet(new byte[100], 1_900_000_000);
    rig.local("t.parquet", end);
    rig.ok("{'operation':'upload','repo_id':'local/wide','local_path':'.'}");
    long claimed = 2_000_000_000L;
    rig.network.set(
        (request, _) -> {
          if (!request.getTarget().contains("/resolve/")) {
            return Optional.empty();
          }
          boolean isHead = request.getMethod().equals("HEAD");
          var answer =
              new MockResponse.Builder()
                  .code(isHead ? 200 : 206)
                  .addHeader("X-Repo-Commit", rig.head("models/local/wide"))
                  .addHeader("X-Linked-Size", String.valueOf(claimed))
                  .addHeader("ETag", "\"a\"");
          return Optional.of(
              isHead
                  ? answer.addHeader("Content-Length", String.valueOf(claimed)).build()
                  : answer
                      .body(new Buffer().write(new byte[(256 << 10) - end.length]).write(end))
                      .build());
        });

    assertThat(rig.ok("{'operation':'read','repo_id':'local/wide','path':'t.parquet'}"))
        .contains("Not a readable Parquet file", "1.9 GB");
  }

  /// @param length the footer is said to have
  private static byte[] parquet(byte[] footer, int length) {
    return ByteBuffer.allocate(footer.length + 12)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0x31524150)
        .put(footer)
        .putInt(length)
        .putInt(0x31524150)
        .array();
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
}

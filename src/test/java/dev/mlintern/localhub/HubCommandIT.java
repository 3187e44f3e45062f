package dev.mlintern.localhub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.FinishedCommand;
import dev.mlintern.e2e.RunningCommand;
import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.HubCalls.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ml-intern hub` from the packaged jar.
class HubCommandIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int BIG_BYTES = 150_000_000;

  @TempDir Path root;

  private Command hub(String... jvmOptions) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of(jvmOptions));
    line.addAll(
        List.of("-jar", System.getProperty("ml-intern.jar"), "hub", "--root", root.toString()));
    return Command.of(root, line.toArray(String[]::new)).with("HOME", root);
  }

  private static HubCalls callsTo(RunningCommand running) {
    return HubCalls.signedIn(URI.create(running.awaitLine(line -> true, SOON)));
  }

  @Test
  void reads_parquet_of_every_codec_without_the_parts_left_out_of_the_jar() {
    SeedFolder seed = new SeedFolder(root);
    List<String> codecs = List.of("snappy", "zstd", "gzip", "lz4_raw");
    for (String codec : codecs) {
      seed.resource("datasets/local/" + codec + "/train.parquet", "rows-" + codec + ".parquet");
    }
    try (RunningCommand running = hub().start()) {
      HubCalls me = callsTo(running);
      for (String codec : codecs) {
        String split = "?dataset=local/" + codec + "&config=default&split=train";
        assertThat(me.get("/datasets-server/rows" + split + "&offset=119").text())
            .as(codec)
            .contains("\"text\":\"row 119 is about cats\"")
            .contains("\"num_rows_total\":120");
        assertThat(me.get("/datasets-server/statistics" + split).status()).isEqualTo(200);
        assertThat(me.get("/datasets-server/filter" + split + "&where=n%3C3").text())
            .contains("\"num_rows_total\":3");
      }
    }
  }

  @Test
  void parquet_and_yaml_are_loaded_only_when_met() throws IOException {
    new SeedFolder(root).file("datasets/local/lines/train.jsonl", "{\"a\":1}\n");
    Path log = root.resolve("classes.log");
    try (RunningCommand running = hub("-Xlog:class+load:file=" + log).start()) {
      HubCalls me = callsTo(running);
      String split = "?dataset=local/lines&config=default&split=train";
      assertThat(me.get("/datasets-server/rows" + split).status()).isEqualTo(200);
      assertThat(me.get("/api/datasets?full=true").status()).isEqualTo(200);
    }

    assertThat(Files.readString(log))
        .contains("dev.mlintern.localhub.EmbeddedHub")
        .doesNotContain("org.apache.parquet")
        .doesNotContain("org.snakeyaml")
        .doesNotContain("okhttp3")
        .doesNotContain("tools.jackson");
  }

  @Test
  void prints_its_address_alone_and_ends_when_told_to() {
    try (RunningCommand running = hub().start()) {
      HubCalls me = callsTo(running);
      assertThat(me.get("/api/whoami-v2").status()).isEqualTo(200);

      running.process().destroy();

      FinishedCommand finished = running.await(SOON);
      assertThat(finished.stdout()).matches("http://127\\.0\\.0\\.1:\\d+\n");
      assertThat(finished.stderr()).contains("export HF_ENDPOINT=http://127.0.0.1:");
    }
  }

  @Test
  void says_in_one_line_why_it_cannot_start() {
    try (RunningCommand running = hub().start()) {
      callsTo(running);

      FinishedCommand second = hub().run(SOON);

      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.stdout()).isEmpty();
      assertThat(second.stderr())
          .isEqualTo("ml-intern hub: another Hub serves this folder: " + root + "\n");
    }
  }

  @Test
  void a_file_larger_than_the_memory_goes_through() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(bytes(), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    String oid = HexFormat.of().formatHex(digest.digest());
    try (RunningCommand running = hub("-Xmx64m").start()) {
      HubCalls me = callsTo(running);
      me.createRepo("model", "big");
      Answer batch =
          me.post(
              "/local/big.git/info/lfs/objects/batch",
              "{\"operation\":\"upload\",\"objects\":[{\"oid\":\""
                  + oid
                  + "\",\"size\":"
                  + BIG_BYTES
                  + "}]}");
      String href = batch.text().replaceAll("(?s).*?\"href\":\"([^\"]+)\".*", "$1");

      assertThat(me.send("PUT", href, BodyPublishers.ofInputStream(HubCommandIT::bytes)).status())
          .isEqualTo(200);
      Answer commit =
          me.commit(
              "models/local/big",
              HubCalls.summary("big"),
              "{\"key\":\"lfsFile\",\"value\":{\"path\":\"w.bin\",\"algo\":\"sha256\",\"oid\":\""
                  + oid
                  + "\",\"size\":"
                  + BIG_BYTES
                  + "}}");
      assertThat(commit.status()).as(commit.text()).isEqualTo(200);

      byte[] back = me.get("/local/big/resolve/main/w.bin").bytes();
      assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(back)))
          .isEqualTo(oid);
      JsonObject info = me.get("/api/models/local/big").object();
      assertThat(info.integer("usedStorage").orElseThrow()).isGreaterThan(BIG_BYTES);
    }
  }

  /// Always the same bytes, never all in memory.
  private static InputStream bytes() {
    return new InputStream() {
      private int left = BIG_BYTES;

      @Override
      public int read() {
        return left-- > 0 ? left % 253 : -1;
      }

      @Override
      public int read(byte[] buffer, int from, int length) {
        if (left <= 0) {
          return -1;
        }
        int count = Math.min(length, left);
        for (int i = 0; i < count; i++) {
          buffer[from + i] = (byte) (--left % 253);
        }
        return count;
      }
    };
  }
}

package dev.mlintern.localhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The official JavaScript client, which nobody here wrote, against the embedded Hub.
class JavaScriptClientTest {
  private static final String CLIENT = "@huggingface/hub@2.17.5";
  private static final Path FOLDER = Path.of("target", "js-client").toAbsolutePath();

  @TempDir Path root;

  @BeforeAll
  static void install() throws Exception {
    Path installed = FOLDER.resolve("node_modules/@huggingface/hub/package.json");
    if (!Files.exists(installed)) {
      Files.createDirectories(FOLDER);
      Files.writeString(FOLDER.resolve("package.json"), "{\"private\":true}");
      boolean done =
          run(FOLDER, 120, "npm", "install", "--no-audit", "--no-fund", CLIENT).exit() == 0;
      if (!done) {
        System.err.println(
            "SKIPPED: npm cannot install "
                + CLIENT
                + " here, so nothing shows that the official client works with the embedded Hub");
      }
      assumeTrue(done, "npm is out of reach");
    }
    try (InputStream script =
        JavaScriptClientTest.class.getResourceAsStream("/localhub/client.mjs")) {
      Files.write(FOLDER.resolve("client.mjs"), script.readAllBytes());
    }
  }

  @ParameterizedTest
  @CsvSource({"model,''", "dataset,/datasets", "space,/spaces"})
  void a_repo_lives_from_creation_to_deletion(String type, String prefix) throws Exception {
    try (var hub = EmbeddedHub.start(root, 0)) {
      JsonObject seen = drive(hub, type);
      String web = hub.endpoint() + prefix + "/local/js-" + type;

      assertThat(seen.string("repoUrl")).contains(web);
      assertThat(seen.string("again").orElseThrow())
          .startsWith("409 ")
          .contains("You already created this " + type + " repo");
      assertThat(seen.bool("anonymous")).contains(false);
      assertThat(seen.bool("exists")).contains(true);
      assertThat(seen.string("commitUrl"))
          .contains(web + "/commit/" + seen.string("commitOid").orElseThrow());
      assertThat(strings(seen, "files"))
          .contains(
              "file first.txt 5",
              "directory sub dir 0",
              "file sub dir/small é.txt 5",
              "file weights.bin 11000000 lfs");
      assertThat(seen.string("lastCommit")).contains("Add files");
      JsonObject info = seen.object("downloadInfo").orElseThrow();
      assertThat(info.integer("size")).hasValue(11_000_000);
      assertThat(info.string("etag").orElseThrow()).matches("\"[0-9a-f]{64}\"");
      assertThat(seen.bool("sameBytes")).contains(true);
      assertThat(seen.bool("sameParts")).contains(true);
      assertThat(seen.array("slice").orElseThrow().toJson()).isEqualTo("[250,0,1]");
      assertThat(seen.string("small")).contains("hello");
      assertThat(seen.get("missing").orElseThrow().toJson()).isEqualTo("null");
      assertThat(seen.array("fileExists").orElseThrow().toJson()).isEqualTo("[true,false]");
      assertThat(strings(seen, "pathsInfo")).containsExactly("weights.bin");
      assertThat(seen.bool("onBranch")).contains(true);
      assertThat(seen.bool("onMain")).contains(false);
      assertThat(seen.string("stale").orElseThrow()).startsWith("412 ");
      assertThat(seen.string("pullRequestUrl")).contains(web + "/discussions/1");
      assertThat(seen.bool("inPullRequest")).contains(true);
      assertThat(seen.bool("notOnMain")).contains(false);
      assertThat(strings(seen, "pullRequestCommits")).startsWith("Proposed");
      assertThat(strings(seen, "left"))
          .containsExactly(".gitattributes", "README.md", "sub dir", "sub dir/small é.txt");
      assertThat(strings(seen, "commits")).hasSize(6).endsWith("initial commit");
      assertThat(seen.integer("commitCount")).hasValue(6);
      assertThat(seen.bool("existsAfter")).contains(false);
    }
  }

  @Test
  void lists_and_infos_are_understood() throws Exception {
    SeedFolder seed =
        new SeedFolder(root)
            .file("models/acme/tiny-a/README.md", "---\nlicense: mit\n---\n# A\n")
            .file(
                "models/acme/tiny-a/config.json",
                "{\"model_type\":\"llama\",\"architectures\":[\"LlamaForCausalLM\"]}")
            .file("models/acme/tiny-a/model.safetensors", safetensors())
            .file(
                "models/acme/tiny-a/.hubrepo.json",
                "{\"likes\":3,\"downloads\":40,\"gated\":\"auto\"}")
            .file("models/acme/tiny-b/README.md", "---\nlicense: apache-2.0\n---\n")
            .file("spaces/acme/s/README.md", "---\nsdk: gradio\n---\n")
            .file(
                "users.json", "{\"users\":[{\"name\":\"local\",\"orgs\":[{\"name\":\"acme\"}]}]}");
    for (int i = 1; i <= 7; i++) {
      seed.file("datasets/acme/d" + i + "/a.txt", "x");
    }
    try (var hub = EmbeddedHub.start(root, 0)) {
      JsonObject seen = drive(hub, "lists");

      assertThat(strings(seen, "models")).containsExactly("acme/tiny-a 40 3 auto false");
      assertThat(seen.integer("paged")).hasValue(7);
      assertThat(strings(seen, "spaces")).containsExactly("acme/s gradio acme-s");
      assertThat(seen.object("model").orElseThrow().toJson())
          .isEqualTo(
              "{\"name\":\"acme/tiny-a\",\"safetensors\":{\"parameters\":{\"F32\":6},\"total\":6},"
                  + "\"library\":\"transformers\",\"task\":\"text-generation\"}");
      assertThat(seen.string("dataset")).contains("acme/d1");
      assertThat(seen.string("space")).contains("gradio");
      assertThat(seen.string("renamed")).contains("acme/tiny-a");
      assertThat(seen.string("missing").orElseThrow()).startsWith("404 Repository not found");
      assertThat(seen.integer("tensors")).hasValue(6);
    }
  }

  @Test
  void jobs_and_schedules_live_from_start_to_end() throws Exception {
    try (var hub = EmbeddedHub.start(root, 0)) {
      JsonObject seen = drive(hub, "jobs");

      assertThat(strings(seen, "hardware")).contains("cpu-basic per minute");
      assertThat(strings(seen, "log")).containsSubsequence("one", "two", "5").hasSize(5);
      assertThat(seen.bool("dated")).contains(true);
      assertThat(seen.object("end").orElseThrow().toJson())
          .isEqualTo(
              "{\"stage\":\"COMPLETED\",\"secrets\":[\"KEY\"],\"labels\":{\"team\":\"a\"},"
                  + "\"owner\":\"local\"}");
      assertThat(seen.array("listed").orElseThrow().toJson()).isEqualTo("[true]");
      assertThat(seen.bool("isAnother")).contains(true);
      assertThat(strings(seen, "againLog")).containsSubsequence("one", "two", "5").hasSize(5);
      assertThat(seen.string("failed")).contains("ERROR");
      assertThat(strings(seen, "metrics")).contains("cpu_usage_pct");
      assertThat(seen.string("cancelled")).contains("CANCELED");
      assertThat(seen.string("missing").orElseThrow()).startsWith("404 ");
      assertThat(seen.object("schedule").orElseThrow().toJson())
          .isEqualTo(
              "{\"schedule\":\"@daily\",\"suspend\":false,\"command\":[\"echo\",\"by the"
                  + " clock\"]}");
      assertThat(seen.bool("suspended")).contains(true);
      assertThat(seen.bool("resumed")).contains(false);
      assertThat(strings(seen, "triggeredLog")).contains("by the clock");
      assertThat(seen.integer("schedules")).hasValue(1);
      assertThat(seen.integer("schedulesAfter")).hasValue(0);
    }
  }

  /// Two tensors, 2 × 2 and 2.
  private static byte[] safetensors() {
    byte[] header =
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[16,24]}}")
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + header.length + 24)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  private static JsonObject drive(EmbeddedHub hub, String what) throws Exception {
    Run run =
        run(FOLDER, 60, "node", "client.mjs", hub.endpoint().toString(), HubCalls.ANY_TOKEN, what);
    assertThat(run.exit()).as(run.output()).isZero();
    return JsonReader.readObject(run.output().lines().reduce((_, last) -> last).orElseThrow());
  }

  private record Run(int exit, String output) {}

  private static Run run(Path folder, int seconds, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("run", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      return new Run(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      return new Run(127, e.getMessage());
    } finally {
      Files.delete(output);
    }
  }

  private static List<String> strings(JsonObject json, String member) {
    List<String> strings = new ArrayList<>();
    for (JsonValue value : json.array(member).orElse(JsonArray.of())) {
      strings.add(((JsonString) value).value());
    }
    return strings;
  }
}

package dev.mlintern.localhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The official Python client, if this machine has it, against the embedded Hub. It is not fetched:
/// `pip install huggingface_hub` (1.23.0 was used to write this) or put it on `PYTHONPATH`.
class PythonClientTest {
  @TempDir Path root;
  @TempDir Path home;

  @BeforeAll
  static void requireClient() throws Exception {
    boolean here = python(Path.of("."), null, "-c", "import huggingface_hub").exit() == 0;
    if (!here) {
      System.err.println(
          "SKIPPED: python3 has no huggingface_hub here, so nothing shows that the official Python"
              + " client works with the embedded Hub");
    }
    assumeTrue(here, "huggingface_hub is not installed");
  }

  @ParameterizedTest
  @CsvSource({"model,''", "dataset,/datasets", "space,/spaces"})
  void a_repo_lives_from_creation_to_deletion(String kind, String prefix) throws Exception {
    try (var hub = EmbeddedHub.start(root, 0)) {
      JsonObject seen = drive(hub, "repo", kind);
      String id = "local/py-" + kind;

      assertThat(seen.string("url")).contains(hub.endpoint() + prefix + "/" + id);
      assertThat(seen.string("commitUrl").orElseThrow())
          .startsWith(hub.endpoint() + prefix + "/" + id + "/commit/");
      assertThat(strings(seen, "tree"))
          .contains("data", "data/a.txt", "data/sub", "data/sub/é b.txt", "weights.bin");
      assertThat(strings(seen, "scan")).containsExactly("unscanned");
      assertThat(strings(seen, "pathsInfo")).containsExactly("weights.bin");
      assertThat(seen.bool("sameBytes")).contains(true);
      assertThat(seen.string("snapshot")).contains("hello");
      assertThat(seen.array("exists").orElseThrow().toJson()).isEqualTo("[true,false]");
      assertThat(strings(seen, "onDev"))
          .contains("n.txt", "copy.bin", "weights.bin")
          .doesNotContain("data/a.txt");
      assertThat(strings(seen, "refs")).containsExactly("main", "dev", "v1");
      assertThat(seen.string("merged")).contains("merged");
      assertThat(strings(seen, "commits")).endsWith("initial commit").hasSizeGreaterThan(3);
      assertThat(seen.string("fs")).contains("written through the file system");
      assertThat(seen.integer("squashed")).hasValue(1);
      assertThat(seen.bool("keptFiles")).contains(true);
      assertThat(seen.string("copy")).contains(id + "-copy");
      assertThat(seen.bool("copyHolds")).contains(true);
      assertThat(seen.bool("copyIsPrivate")).contains(true);
      assertThat(seen.string("oldName")).contains(id + "-moved");
      assertThat(seen.bool("existsAfter")).contains(false);
    }
  }

  @Test
  void jobs_and_schedules_are_understood() throws Exception {
    try (var hub = EmbeddedHub.start(root, 0)) {
      JsonObject seen = drive(hub, "jobs");

      assertThat(seen.string("user")).contains("local");
      assertThat(seen.bool("hardware")).contains(true);
      assertThat(seen.string("stage")).contains("COMPLETED");
      assertThat(strings(seen, "logs")).contains("A is 1");
      assertThat(seen.string("failed")).contains("ERROR");
      assertThat(seen.object("relabelled").orElseThrow().toJson()).isEqualTo("{\"x\":\"y\"}");
      assertThat(seen.bool("listed")).contains(true);
      assertThat(seen.string("cancelled")).contains("CANCELED");
      assertThat(seen.bool("suspended")).contains(true);
      assertThat(seen.bool("triggered")).contains(true);
      assertThat(seen.integer("schedules")).hasValue(0);
    }
  }

  @Test
  void a_sandbox_runs_commands_keeps_files_and_ends() throws Exception {
    try (var hub = EmbeddedHub.start(root, 0)) {
      JsonObject seen = drive(hub, "sandbox");

      assertThat(seen.array("result").orElseThrow().toJson())
          .isEqualTo("[3,\"out\\nfrom the call\\n\",\"err\\n\"]");
      assertThat(seen.string("argv")).contains("a  b\n");
      assertThat(seen.string("read")).contains("hello");
      assertThat(seen.array("entries").orElseThrow().toJson())
          .isEqualTo("[[\"é.txt\",\"file\",5]]");
      assertThat(seen.array("exists").orElseThrow().toJson()).isEqualTo("[true,false]");
      assertThat(seen.bool("sameBytes")).contains(true);
      assertThat(seen.array("running").orElseThrow().toJson()).isEqualTo("[true]");
      assertThat(seen.array("timedOut").orElseThrow().toJson()).isEqualTo("[true,\"before\\n\"]");
      assertThat(seen.string("again")).contains("again\n");
      assertThat(seen.string("stage")).contains("CANCELED");
    }
  }

  private JsonObject drive(EmbeddedHub hub, String... what) throws Exception {
    Path script = home.resolve("client.py");
    try (InputStream source = PythonClientTest.class.getResourceAsStream("/localhub/client.py")) {
      Files.write(script, source.readAllBytes());
    }
    String[] arguments =
        Stream.concat(Stream.of(script.toString()), Stream.of(what)).toArray(String[]::new);
    Run run = python(home, hub.endpoint().toString(), arguments);
    assertThat(run.exit()).as(run.output()).isZero();
    return JsonReader.readObject(run.output().lines().reduce((_, last) -> last).orElseThrow());
  }

  private record Run(int exit, String output) {}

  private static Run python(Path home, String endpoint, String... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("python", ".txt");
    try {
      List<String> command = new ArrayList<>(List.of("python3"));
      command.addAll(List.of(arguments));
      var builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      if (endpoint != null) {
        builder.environment().put("HF_ENDPOINT", endpoint);
        builder.environment().put("HF_TOKEN", HubCalls.ANY_TOKEN);
        builder.environment().put("HF_HOME", home.resolve("hf").toString());
        builder.environment().put("HF_HUB_DISABLE_XET", "1");
      }
      Process process = builder.start();
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
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
    return json.array(member).orElse(JsonArray.of()).stream()
        .map(value -> ((JsonString) value).value())
        .toList();
  }
}

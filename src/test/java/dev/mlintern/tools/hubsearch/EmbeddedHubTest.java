package dev.mlintern.tools.hubsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolRunner;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The tools against the Hub this product brings along.
class EmbeddedHubTest {
  @TempDir private Path root;
  @TempDir private Path home;
  private EmbeddedHub hub;
  private HttpStack http;
  private ToolRunner runner;

  @BeforeEach
  void start() throws Exception {
    write(
        "models/lab/tiny/README.md",
        "---\n"
            + "license: mit\n"
            + "pipeline_tag: text-generation\n"
            + "library_name: transformers\n"
            + "---\n"
            + "# Tiny\n");
    write("models/lab/tiny/config.json", "{\"architectures\":[\"LlamaForCausalLM\"]}");
    Files.write(root.resolve("models/lab/tiny/model.safetensors"), safetensors());
    write("datasets/lab/rows/README.md", "---\nlicense: cc0-1.0\n---\nRows.\n");
    write("datasets/lab/rows/train.jsonl", "{\"text\":\"a\"}\n");
    hub = EmbeddedHub.start(root, 0);
    Settings settings =
        Settings.of(
            Map.of("HF_ENDPOINT", hub.endpoint().toString(), "ML_INTERN_HOME", home.toString()),
            home);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    HubClient client = HubClient.create(settings, http);
    var types = new KnownTypes();
    runner =
        new ToolRunner(
            ToolCatalogue.of(
                List.of(
                    new HubRepoSearch(client, types), new HubRepoDetails(client, settings, types))),
            Duration.ofSeconds(20),
            UnaryOperator.identity());
  }

  @AfterEach
  void stop() throws Exception {
    http.close();
    hub.close();
  }

  @Test
  void itsRepositoriesAreFoundFilteredAndPaged() throws Exception {
    assertThat(call("hub_repo_search", "{\"query\":\"lab\"}"))
        .contains("lab/tiny\ttext-generation/transformers\t1.02k\tmit\t", "lab/rows\t");
    assertThat(call("hub_repo_search", "{\"filters\":[\"license:mit\"],\"limit\":1}"))
        .contains("lab/tiny")
        .doesNotContain("lab/rows");
    assertThat(call("hub_repo_search", "{\"query\":\"nothing-like-it\"}"))
        .contains("Nothing found");
  }

  @Test
  void itsModelIsDescribedWithSizeAndFit() throws Exception {
    assertThat(call("hub_repo_details", "{\"repo_ids\":[\"lab/tiny\"]}"))
        .contains(
            "# lab/tiny (model)",
            "size: 1.02k parameters (F32, 4.10 KB; safetensors headers)",
            "config: LlamaForCausalLM",
            "full fine-tune: 0.1 GB → t4-small",
            "model.safetensors",
            "# Tiny");
  }

  @Test
  void itsMissingRepositoriesComeWithSuggestions() throws Exception {
    assertThat(call("hub_repo_details", "{\"repo_ids\":[\"other/tiny\"]}"))
        .contains("NOT READ other/tiny", "lab/tiny (model)");
  }

  private String call(String tool, String arguments) throws Exception {
    return runner
        .run(tool, Optional.of(JsonMapper.shared().readTree(arguments)), Progress.NONE)
        .text();
  }

  private void write(String path, String text) throws Exception {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /// 1,024 zeros of 32 bits in the safetensors format: header length, header, data.
  private static byte[] safetensors() {
    byte[] header =
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1024],\"data_offsets\":[0,4096]}}"
            .getBytes(StandardCharsets.UTF_8);
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
    bytes.writeBytes(header);
    bytes.writeBytes(new byte[4096]);
    return bytes.toByteArray();
  }
}

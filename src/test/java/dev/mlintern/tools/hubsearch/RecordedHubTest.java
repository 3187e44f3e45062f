package dev.mlintern.tools.hubsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlintern.tools.ToolResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Real answers of the Hub, recorded by others, read through the tools.
class RecordedHubTest {
  private static final Path RECORDINGS = Path.of("../shared/fixtures/recorded-hub");
  private static final String RENAMED =
      "inference_overriding_invalid_task-00-get-models-bert-base-uncased-307.json";
  private static final String BERT =
      "inference_overriding_invalid_task-01-get-models-google-bert-bert-base-uncased-200.json";
  private static final String DIFFUSION =
      "text_to_image-00-get-models-stabilityai-stable-diffusion-2-1-200.json";

  @TempDir private Path home;
  private ScriptedHub hub;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isDirectory(RECORDINGS), "no recordings beside the project");
    hub = ScriptedHub.start(home);
  }

  @AfterEach
  void stop() {
    if (hub != null) {
      hub.close();
    }
  }

  @Test
  void aLegacyNameLeadsToTheModelItStandsFor() throws Exception {
    hub.redirect(
            "/api/models/bert-base-uncased",
            response(RENAMED).path("headers").path("Location").asString())
        .json("/api/models/google-bert/bert-base-uncased", body(BERT));

    ToolResult result = hub.details("{\"repo_ids\":[\"bert-base-uncased\"]}");

    assertThat(result.text())
        .contains(
            "# google-bert/bert-base-uncased (model)",
            "Renamed: you asked for bert-base-uncased",
            "fill-mask · transformers · licence apache-2.0 · 72M downloads in 30 days · 2.1k likes",
            "size: 110M parameters (F32, 440 MB; safetensors headers); repository with history"
                + " 12.9 GB",
            "load with: transformers AutoModelForMaskedLM + AutoTokenizer",
            "trained on: " + hub.address() + "datasets/bookcorpus",
            "papers: " + hub.address() + "papers/1810.04805",
            "config: BertForMaskedLM",
            "inference bf16/fp16: 0.3 GB");
  }

  @Test
  void aPipelineWithoutSizesIsDescribedAllTheSame() throws Exception {
    hub.json("/api/models/stabilityai/stable-diffusion-2-1", body(DIFFUSION));

    ToolResult result = hub.details("{\"repo_ids\":[\"stabilityai/stable-diffusion-2-1\"]}");

    assertThat(result.text())
        .contains(
            "text-to-image · diffusers · licence openrail++",
            "config: StableDiffusionPipeline",
            "size: not known");
  }

  @Test
  void recordedModelsAreHitsLikeAnyOther() throws Exception {
    hub.json("/api/models", "[" + body(BERT) + "," + body(DIFFUSION) + "]");

    ToolResult result = hub.search("{\"repo_types\":[\"model\"]}");

    assertThat(result.text())
        .contains(
            "google-bert/bert-base-uncased\tfill-mask/transformers\t110M\tapache-2.0\t72M\t2.1k"
                + "\t2024-02-19",
            "stabilityai/stable-diffusion-2-1\ttext-to-image/diffusers\t-\topenrail++\t1.0M\t3.9k"
                + "\t2023-07-05");
  }

  private static JsonNode response(String file) throws Exception {
    return JsonMapper.shared()
        .readTree(Files.readString(RECORDINGS.resolve(file)))
        .path("response");
  }

  private static String body(String file) throws Exception {
    return response(file).path("json").toString();
  }
}

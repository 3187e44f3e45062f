package dev.mlintern.tools.hubsearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The memory a model takes, and the hardware and price beside it.
class ModelFitTest {
  private static final String MODEL = "/api/models/a/m";
  private static final String HARDWARE = "/api/jobs/hardware";
  private static final String CHEAP_H200 =
      """
      [{"name":"h200","cpu":"23 vCPU","ram":"256 GB","ephemeralStorage":"3 TB",
        "accelerator":{"type":"gpu","model":"H200","quantity":"1","vram":"141 GB"},
        "unitCostMicroUSD":1000,"unitCostUSD":0.001,"unitLabel":"minute"}]
      """;

  @TempDir private Path home;
  private ScriptedHub hub;

  @BeforeEach
  void start() throws Exception {
    hub = ScriptedHub.start(home);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void pricesOfTheHubWinAndAreKeptForTheApprovalHook() throws Exception {
    hub.json(HARDWARE, CHEAP_H200);
    model("\"safetensors\":{\"parameters\":{\"F32\":110106428},\"total\":110106428}");

    String first = fit();
    String second = fit();

    assertThat(first).isEqualTo(second);
    assertThat(first)
        .contains(
            "inference fp32: 0.5 GB → h200 (H200 141 GB) $0.06/h",
            "full fine-tune: 2.4 GB → h200 (H200 141 GB) $0.06/h",
            "Prices: " + hub.address() + "api/jobs/hardware");
    assertThat(hub.requests(HARDWARE)).as("asked once, then remembered").hasSize(1);
    assertThat(Files.readString(home.resolve("state/hardware.json"))).contains("h200");
  }

  @Test
  void withoutTheHubsPricesTheBuiltInOnesAreUsedAndSaidToBe() throws Exception {
    hub.error(HARDWARE, 403, "", "no");
    model("\"safetensors\":{\"parameters\":{\"BF16\":70553706496},\"total\":70553706496}");

    assertThat(fit())
        .contains(
            "inference bf16/fp16: 169 GB → rtx-pro-6000x2 (2×RTX PRO 6000 192 GB) $5.50/h",
            "full fine-tune: 1,524 GB → no Job hardware holds it",
            "CPU only, slow (bf16): cpu-performance (256 GB RAM) $1.90/h",
            "Prices: built-in upper bounds, not asked live (the Hub answered HTTP 403).");
  }

  @Test
  void aHubThatNeverTellsItsPricesDelaysNobodyForLong() throws Exception {
    hub.on(
        HARDWARE,
        new MockResponse.Builder().body(CHEAP_H200).headersDelay(15, TimeUnit.SECONDS).build());
    model("\"safetensors\":{\"parameters\":{\"BF16\":1000000000},\"total\":1000000000}");

    assertThat(fit()).contains("→ t4-small", "did not come in time");
  }

  @Test
  void pricesThatCannotBeKeptAreNoReasonToFail() throws Exception {
    Files.writeString(home.resolve("state"), "in the way");
    hub.json(HARDWARE, CHEAP_H200);
    model("\"safetensors\":{\"parameters\":{\"BF16\":1000000000},\"total\":1000000000}");

    assertThat(fit()).contains("→ t4-small", "could not be kept");
  }

  @Test
  void packedWeightsCountAsWhatTheyStandFor() throws Exception {
    model(
        """
        "safetensors":{"parameters":{"I32":872415232,"F16":1050939392},"total":1923354624},
        "config":{"quantization_config":{"quant_method":"gptq","bits":4}}
        """);

    assertThat(fit())
        .contains(
            "size: 8.03B parameters (I32 quantised, 5.59 GB; safetensors headers)",
            "inference as stored: 6.7 GB",
            "inference bf16/fp16: 19 GB",
            "quantised gptq 4-bit");
  }

  @Test
  void eightBitFloatsAreCountedAsStored() throws Exception {
    model(
        """
        "safetensors":{"parameters":{"BF16":3918786560,"F8_E4M3":680571043840,"F32":41555600},
                       "total":684531386000},
        "config":{"quantization_config":{"quant_method":"fp8"}}
        """);

    assertThat(fit())
        .contains(
            "size: 685B parameters (F8_E4M3 quantised, 689 GB;",
            "inference as stored: 826 GB → h200x8 (8×H200 1128 GB)");
  }

  @Test
  void fourBitFloatsArePackedTwoToAByte() throws Exception {
    model(
        """
        "safetensors":{"parameters":{"BF16":2167371072,"U8":60162048000},"total":62329419072},
        "config":{"quantization_config":{"quant_method":"mxfp4"}}
        """);

    assertThat(fit())
        .contains("size: 122B parameters (U8 quantised, 64.5 GB;", "inference as stored: 77 GB");
  }

  @Test
  void compressedTensorsTellTheirBitsByGroup() throws Exception {
    model(
        """
        "safetensors":{"parameters":{"BF16":1000000000,"I32":1000000000},"total":2000000000},
        "config":{"quantization_config":{"quant_method":"compressed-tensors",
                  "config_groups":{"group_0":{"weights":{"num_bits":4}}}}}
        """);

    assertThat(fit()).contains("size: 9.00B parameters (I32 quantised, 6.00 GB;");
  }

  @Test
  void anAdapterWithHeadersOfItsOwnIsStillNoModel() throws Exception {
    model(
        """
        "safetensors":{"parameters":{"F32":41943040},"total":41943040},
        "baseModels":{"relation":"adapter","models":[{"_id":"1","id":"meta/base"}]}
        """);

    assertThat(fit())
        .contains(
            "base model (adapter): " + hub.address() + "meta/base",
            "an adapter needs what its base model needs")
        .doesNotContain("→");
  }

  @Test
  void ggufFilesAreEachAChoice() throws Exception {
    model(
        """
        "tags":["gguf"],"gguf":{"total":8030261248,"architecture":"llama","context_length":131072}
        """);
    hub.json(
        MODEL + "/tree/main",
        """
        [{"type":"file","path":"m-Q8_0.gguf","size":8540771328},
         {"type":"file","path":"m-Q4_K_M.gguf","size":4920734720},
         {"type":"file","path":"F16/m-00001-of-00002.gguf","size":10000000000},
         {"type":"file","path":"F16/m-00002-of-00002.gguf","size":6000000000},
         {"type":"file","path":"mmproj-f16.gguf","size":1000000}]
        """);

    assertThat(fit())
        .contains(
            "that holds it, 3 of 3 files):",
            "- F16/m-*-of-00002.gguf: 19 GB → l4x1",
            "- CPU only, slow (m-Q4_K_M.gguf): cpu-basic",
            "- m-Q4_K_M.gguf: 5.9 GB → t4-small (T4 16 GB)",
            "- m-Q8_0.gguf: 10 GB → t4-small (T4 16 GB)")
        .doesNotContain("mmproj-f16.gguf: ");
  }

  @Test
  void withoutHeadersTheFilesTellTheSize() throws Exception {
    model("\"pipeline_tag\":\"fill-mask\"");
    hub.json("/a/m/resolve/main/config.json", "{\"torch_dtype\":\"float32\"}")
        .json(
            MODEL + "/tree/main",
            """
            [{"type":"file","path":"pytorch_model.bin","size":440473133},
             {"type":"file","path":"tf_model.h5","size":536063208},
             {"type":"file","path":"pytorch_model.fp16.bin","size":220000000}]
            """);

    assertThat(fit())
        .contains(
            "size: 110M parameters (float32, 440 MB; estimated from file sizes)",
            "inference bf16/fp16: 0.3 GB");
  }

  @Test
  void aPipelineIsTheSumOfItsPartsEachCountedOnce() throws Exception {
    model("\"library_name\":\"diffusers\"");
    hub.json(
        MODEL + "/tree/main",
        """
        [{"type":"file","path":"model_index.json","size":500},
         {"type":"file","path":"v2-1.safetensors","size":5000000000},
         {"type":"file","path":"unet/diffusion_pytorch_model.bin","size":3460000000},
         {"type":"file","path":"unet/diffusion_pytorch_model.safetensors","size":3460000000},
         {"type":"file","path":"unet/diffusion_pytorch_model.fp16.safetensors","size":1730000000},
         {"type":"file","path":"vae/diffusion_pytorch_model.safetensors","size":340000000},
         {"type":"file","path":"text_encoder/model.safetensors","size":1400000000}]
        """);

    assertThat(fit())
        .contains(
            "size: weights (5.20 GB; estimated from file sizes)",
            "inference as stored: 6.2 GB → t4-small");
  }

  @Test
  void aShardedModelIsTheSumOfItsShards() throws Exception {
    model("\"library_name\":\"transformers\"");
    hub.json("/a/m/resolve/main/config.json", "{\"dtype\":\"bfloat16\"}")
        .json(
            MODEL + "/tree/main",
            """
            [{"type":"file","path":"model-00001-of-00002.safetensors","size":5000000000},
             {"type":"file","path":"model-00002-of-00002.safetensors","size":1000000000}]
            """);

    assertThat(fit()).contains("size: 3.00B parameters (bfloat16, 6.00 GB;");
  }

  @Test
  void anAdapterPointsToItsBaseModel() throws Exception {
    model("\"library_name\":\"peft\",\"cardData\":{\"base_model\":\"meta/base\"}");
    hub.json(
        MODEL + "/tree/main",
        """
        [{"type":"file","path":"adapter_config.json","size":600},
         {"type":"file","path":"adapter_model.safetensors","size":160000000}]
        """);

    assertThat(fit())
        .contains(
            "base model: " + hub.address() + "meta/base",
            "an adapter needs what its base model needs")
        .doesNotContain("Prices");
  }

  @Test
  void theCacheOfOneTokenFollowsTheAttention() throws Exception {
    assertThat(cache("\"num_attention_heads\":32,\"num_key_value_heads\":8,\"hidden_size\":4096"))
        .contains("131 KB a token");
    assertThat(cache("\"num_attention_heads\":12,\"hidden_size\":768"))
        .as("every head is cached")
        .contains("98.3 KB a token");
    assertThat(
            cache(
                "\"num_attention_heads\":8,\"num_key_value_heads\":4,\"head_dim\":256,\"hidden_size\":2048"))
        .contains("131 KB a token");
    assertThat(cache("\"kv_lora_rank\":512,\"qk_rope_head_dim\":64")).contains("36.9 KB a token");
    assertThat(
            cache(
                "\"num_attention_heads\":8,\"hidden_size\":512,\"layer_types\":[\"full_attention\",\"linear_attention\"]"))
        .doesNotContain("a token");
    assertThat(cache("\"text_config\":{\"num_attention_heads\":16,\"hidden_size\":2048}"))
        .contains("262 KB a token");
  }

  private String cache(String config) throws Exception {
    try (var other = ScriptedHub.start(home)) {
      other
          .json(
              MODEL,
              "{\"id\":\"a/m\",\"safetensors\":{\"parameters\":{\"BF16\":1000000},\"total\":1000000}}")
          .json("/a/m/resolve/main/config.json", "{\"num_hidden_layers\":32," + config + "}");
      return other
          .details("{\"repo_ids\":[\"a/m\"],\"repo_type\":\"model\",\"operations\":[\"fit\"]}")
          .text();
    }
  }

  private void model(String fields) {
    hub.json(MODEL, "{\"id\":\"a/m\"," + fields + "}");
  }

  private String fit() throws Exception {
    return hub.details("{\"repo_ids\":[\"a/m\"],\"repo_type\":\"model\"}").text();
  }
}

package dev.mlintern.tools.hubsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `hub_repo_details` tells of one repository of each type, and what it reads for it.
class HubRepoDetailsTest {
  @TempDir private Path home;
  private ScriptedHub hub;

  @BeforeEach
  void start() throws Exception {
    hub = LlamaPage.on(ScriptedHub.start(home));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void oneModelIsToldInFull() throws Exception {
    ToolResult result = hub.details("{\"repo_ids\":[\"meta-llama/Llama-3.1-8B-Instruct\"]}");

    assertThat(result.isError()).isFalse();
    assertThat(result.text())
        .isEqualTo(
            """
            # meta-llama/Llama-3.1-8B-Instruct (model) HUB/meta-llama/Llama-3.1-8B-Instruct
            text-generation · transformers · licence llama3.1 · 5.6M downloads in 30 days (90M ever) · 4.2k likes · updated 2024-09-25 · created 2024-07-18 · commit 0e9e39f
            GATED (manual): files need a token whose account was granted access on the page; the owner decides by hand.
            size: 8.03B parameters (BF16, 16.1 GB; safetensors headers); repository with history 48.2 GB
            load with: transformers AutoModelForCausalLM + AutoTokenizer
            languages: en, de
            base model (finetune): HUB/meta-llama/Llama-3.1-8B
            trained on: HUB/datasets/acme/mix
            derived from it: 2.1k finetune, 1.9k adapter, 712 quantized (hub_repo_search filters base_model:quantized:meta-llama/Llama-3.1-8B-Instruct)
            inference providers: novita
            papers: HUB/papers/2204.05149
            config: LlamaForCausalLM · context 131,072 · rope llama3 ×8.0 · hidden 4,096 · layers 32 · heads 32 (kv 8) · vocab 128,256 · dtype bfloat16
            fit (memory → cheapest Job hardware that holds it):
            - inference fp32: 39 GB → a100-large (A100 80 GB) $2.50/h
            - inference bf16/fp16: 19 GB → l4x1 (L4 24 GB) $0.80/h
            - inference int8: 9.6 GB → t4-small (T4 16 GB) $0.40/h
            - inference int4: 4.8 GB → t4-small (T4 16 GB) $0.40/h
            - QLoRA (int4 base): 6.6 GB → t4-small (T4 16 GB) $0.40/h
            - LoRA (bf16 base): 21 GB → l4x1 (L4 24 GB) $0.80/h
            - full fine-tune: 173 GB → rtx-pro-6000x2 (2×RTX PRO 6000 192 GB) $5.50/h
            - CPU only, slow (bf16): cpu-upgrade (32 GB RAM) $0.03/h
            KV cache on top (16-bit): 131 KB a token, 1.1 GB at 8192 tokens a sequence.
            Several cards: the model must be split (device_map="auto", tensor parallel; FSDP or ZeRO-3 to train).
            files: 5 of 5 shown, 16.1 GB in all
            - model-*-of-00002.safetensors (2 files) 16.1 GB
            - README.md 44.0 KB
            - LICENSE 7.63 KB
            - config.json 855 B
            card, written by the repository's owner (82 of 82 characters; HUB/meta-llama/Llama-3.1-8B-Instruct/blob/main/README.md):
            ```text
            ## Model Information

            The Llama 3.1 collection uses `<|eot_id|>` and List<String>.
            ```

            Rule of thumb: weights +20 %; training adds AdamW in mixed precision (18 B per trained parameter; LoRA: adapters of 1 %), short sequences, gradient checkpointing. Prices: HUB/api/jobs/hardware, billed by the minute.\
            """
                .replace("HUB/", hub.address()));
  }

  @Test
  void aModelIsReadInOneRoundOfRequests() throws Exception {
    hub.details("{\"repo_ids\":[\"meta-llama/Llama-3.1-8B-Instruct\"],\"repo_type\":\"model\"}");

    assertThat(hub.requests(LlamaPage.API)).hasSize(1);
    assertThat(hub.requests(LlamaPage.API).getFirst().queryParameterValues("expand"))
        .contains("safetensors", "cardData")
        .doesNotContain("siblings", "spaces", "model-index", "widgetData");
    assertThat(hub.requests("/api/datasets/meta-llama/Llama-3.1-8B-Instruct")).isEmpty();
  }

  @Test
  void onlyWhatIsAskedForIsRead() throws Exception {
    ToolResult result =
        hub.details(
            """
            {"repo_ids":["meta-llama/Llama-3.1-8B-Instruct"],"repo_type":"model",
             "operations":["files"]}
            """);

    assertThat(result.text()).contains("files: 5 of 5").doesNotContain("fit (", "card", "config:");
    assertThat(hub.requests("/meta-llama/Llama-3.1-8B-Instruct/resolve/main/README.md")).isEmpty();
    assertThat(hub.requests("/meta-llama/Llama-3.1-8B-Instruct/resolve/main/config.json"))
        .isEmpty();
    assertThat(hub.requests("/api/jobs/hardware")).isEmpty();
  }

  @Test
  void theOperationsOfHuggingFacesOwnServerAreTaken() throws Exception {
    hub.json("/api/datasets/a/b", "{\"id\":\"a/b\"}");

    ToolResult result =
        hub.details(
            """
            {"repo_ids":["a/b"],"repo_type":"dataset",
             "operations":["overview","dataset_structure","dataset_preview"]}
            """);

    assertThat(result.isError()).isFalse();
    assertThat(result.text()).contains("hf_inspect_dataset {\"dataset\":\"a/b\"}");
  }

  @Test
  void anUnknownPartNamesTheKnownOnes() throws Exception {
    ToolResult result = hub.details("{\"repo_ids\":[\"a/b\"],\"operations\":[\"stars\"]}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("\"stars\"", "overview, config, fit, files, card");
  }

  @Test
  void aRevisionIsReadEverywhere() throws Exception {
    hub.json(LlamaPage.API + "/revision/refs%2Fpr%2F3", LlamaPage.INFO)
        .json(LlamaPage.API + "/tree/refs%2Fpr%2F3", LlamaPage.TREE)
        .text("/meta-llama/Llama-3.1-8B-Instruct/resolve/refs%2Fpr%2F3/README.md", "Card of PR 3");

    ToolResult result =
        hub.details(
            """
            {"repo_ids":["meta-llama/Llama-3.1-8B-Instruct"],"repo_type":"model",
             "revision":"refs/pr/3"}
            """);

    assertThat(result.text()).contains("Card of PR 3", "/blob/refs/pr/3/README.md");
    assertThat(hub.requests(LlamaPage.API)).isEmpty();
  }

  @Test
  void aRenamedRepositorySaysItsNewName() throws Exception {
    hub.redirect("/api/models/old/name", "/api/models/meta-llama/Llama-3.1-8B-Instruct");

    ToolResult result = hub.details("{\"repo_ids\":[\"old/name\"],\"repo_type\":\"model\"}");

    assertThat(result.text())
        .startsWith("# meta-llama/Llama-3.1-8B-Instruct (model)")
        .contains("Renamed: you asked for old/name", "Use the new id.");
  }

  @Test
  void aWebAddressNamesTypeAndRevision() throws Exception {
    hub.json("/api/datasets/a/b/revision/v1", "{\"id\":\"a/b\"}");

    ToolResult result =
        hub.details("{\"repo_ids\":[\"https://huggingface.co/datasets/a/b/tree/v1\"]}");

    assertThat(result.text()).startsWith("# a/b (dataset) " + hub.address() + "datasets/a/b");
    assertThat(hub.requests("/api/models/a/b")).isEmpty();
  }

  @Test
  void aDatasetIsFoundWithoutItsTypeAndPointsToItsInspection() throws Exception {
    hub.json(
        "/api/datasets/stanfordnlp/imdb",
        """
        {"id":"stanfordnlp/imdb","downloads":120345,"likes":300,"gated":false,
         "lastModified":"2024-01-04T12:09:45.000Z","description":"Large movie review dataset",
         "tags":["task_categories:text-classification","size_categories:10K<n<100K",
                 "format:parquet","modality:text","license:other","arxiv:1101.1"],
         "cardData":{"license":"other","license_name":"imdb-terms","language":["en"],
           "dataset_info":[{"config_name":"plain_text"},{"config_name":"raw"}]}}
        """);

    ToolResult result = hub.details("{\"repo_ids\":[\"stanfordnlp/imdb\"]}");

    assertThat(result.text())
        .contains(
            "# stanfordnlp/imdb (dataset)",
            "text-classification · 10K<n<100K rows · parquet · text · licence imdb-terms (other)",
            "configs: plain_text, raw",
            "hf_inspect_dataset {\"dataset\":\"stanfordnlp/imdb\"}",
            "Large movie review dataset")
        .contains("files: none")
        .doesNotContain("fit:", "fit (", "Rule of thumb");
  }

  @Test
  void aSpaceTellsItsStateAndAddress() throws Exception {
    hub.json(
        "/api/spaces/ginipick/FLUXllama",
        """
        {"id":"ginipick/FLUXllama","sdk":"gradio","likes":378,"subdomain":"ginipick-fluxllama",
         "runtime":{"stage":"RUNTIME_ERROR","hardware":{"current":"zero-a10g"},
                    "errorMessage":"CUDA out of memory"},
         "models":["black-forest-labs/FLUX.1-dev"],"datasets":[],
         "cardData":{"title":"FLUXllama","short_description":"4-bit FLUX"}}
        """);

    ToolResult result = hub.details("{\"repo_ids\":[\"ginipick/FLUXllama\"]}");

    assertThat(result.text())
        .contains(
            "# ginipick/FLUXllama (space) " + hub.address() + "spaces/ginipick/FLUXllama",
            "says of itself: 4-bit FLUX",
            "state: runtime_error on zero-a10g, app at https://ginipick-fluxllama.hf.space",
            "error: CUDA out of memory",
            "models: " + hub.address() + "black-forest-labs/FLUX.1-dev");
  }

  @Test
  void anIdOfSeveralTypesIsAModelAndTheOthersAreNamed() throws Exception {
    hub.json("/api/datasets/meta-llama/Llama-3.1-8B-Instruct", "{\"id\":\"a/b\"}")
        .json("/api/spaces/meta-llama/Llama-3.1-8B-Instruct", "{\"id\":\"a/b\"}");

    String text = hub.details("{\"repo_ids\":[\"meta-llama/Llama-3.1-8B-Instruct\"]}").text();

    assertThat(text).contains("(model)", "The id is also that of a dataset and a space");
  }

  @Test
  void anUnknownHubFieldIsNoObstacle() throws Exception {
    hub.on(
        "/api/models/a/b",
        new MockResponse.Builder()
            .code(400)
            .body("{\"error\":\"\\\"expand\\\" must be one of [author]\"}")
            .addHeader("Content-Type", "application/json")
            .build());

    hub.details("{\"repo_ids\":[\"a/b\"],\"repo_type\":\"model\"}");

    assertThat(hub.requests("/api/models/a/b").getLast().queryParameterNames()).isEmpty();
  }
}

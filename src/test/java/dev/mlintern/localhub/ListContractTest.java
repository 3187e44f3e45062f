package dev.mlintern.localhub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.HubCalls.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists and infos: what is found, in which order, with which fields.
class ListContractTest {
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

  @TempDir static Path root;
  private static EmbeddedHub hub;
  private static HubCalls me;

  @BeforeAll
  static void start() throws IOException {
    new SeedFolder(root)
        .file(
            "models/acme/bert-small/README.md",
            """
            ---
            license: apache-2.0
            language: [en, "no"]
            pipeline_tag: fill-mask
            tags: [demo]
            datasets: [acme/reviews]
            base_model: big/bert
            ---
            # Bert small

            A small model after [the paper](https://arxiv.org/abs/1810.04805).
            """)
        .file(
            "models/acme/bert-small/config.json",
            "{\"model_type\":\"bert\",\"architectures\":[\"BertForMaskedLM\"],\"vocab_size\":9}")
        .file(
            "models/acme/bert-small/.hubrepo.json",
            "{\"likes\":5,\"downloads\":100,\"createdAt\":\"2025-01-01T00:00:00Z\"}")
        .file(
            "models/acme/llama/config.json",
            "{\"model_type\":\"llama\",\"architectures\":[\"LlamaForCausalLM\"]}")
        .file(
            "models/acme/llama/.hubrepo.json",
            "{\"likes\":9,\"downloads\":10,\"gated\":\"manual\",\"createdAt\":\"2025-02-01T00:00:00Z\"}")
        .file("models/other/adapter/adapter_config.json", "{\"task_type\":\"CAUSAL_LM\"}")
        .file(
            "models/other/adapter/.hubrepo.json",
            "{\"likes\":1,\"downloads\":50,\"createdAt\":\"2025-03-01T00:00:00Z\"}")
        .file(
            "datasets/acme/reviews/README.md",
            "---\n"
                + "task_categories: [text-classification]\n"
                + "language: en\n"
                + "---\n"
                + "# R\n\n"
                + "Shop reviews.\n")
        .file("datasets/acme/reviews/train.jsonl", "{\"a\":1}\n")
        .file(
            "spaces/acme/speech/README.md",
            "---\ntitle: Speaker\nsdk: gradio\nmodels: [acme/llama]\n"
                + "short_description: Turns text into speech\n---\n")
        .file("spaces/acme/draw/README.md", "---\ntitle: Painter\nsdk: static\n---\n");
    hub = EmbeddedHub.start(root, 0);
    me = HubCalls.anonymous(hub);
  }

  @AfterAll
  static void stop() throws IOException {
    hub.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|llama bert-small adapter",
        "search=BERT|bert-small",
        "search=acme+small|bert-small",
        "author=acme|llama bert-small",
        "filter=license:apache-2.0|bert-small",
        "filter=en&filter=demo|bert-small",
        "filter=en,demo|bert-small",
        "filter=no|bert-small",
        "filter=dataset:acme/reviews|bert-small",
        "filter=base_model:finetune:big/bert|bert-small",
        "filter=arxiv:1810.04805|bert-small",
        "pipeline_tag=text-generation|llama",
        "library=peft|adapter",
        "filter=transformers&filter=missing|",
        "gated=true|llama",
        "gated=false|bert-small adapter",
        "inference_provider=all|",
        "sort=downloads|bert-small adapter llama",
        "sort=likes&direction=1|adapter bert-small llama",
        "sort=createdAt|adapter llama bert-small",
        "sort=id&direction=1|bert-small llama adapter",
        "num_parameters=min:1B|",
        "limit=1|llama",
      })
  void models_are_found_and_ordered(String query, String expected) {
    Answer answer = me.get("/api/models?" + (query == null ? "" : query));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(String.join(" ", names(answer))).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void pages_follow_the_link_and_keep_the_parameters() {
    List<String> found = new ArrayList<>();
    String next = "/api/models?limit=1&sort=downloads&expand[]=downloads&expand[]=likes";
    while (!next.isEmpty()) {
      Answer page = me.get(next);
      found.addAll(names(page));
      assertThat(page.text()).contains("\"downloads\":").contains("\"likes\":");
      var link = NEXT.matcher(page.header("Link"));
      next = link.matches() ? link.group(1) : "";
    }

    assertThat(found).containsExactly("bert-small", "adapter", "llama");
    assertThat(me.get("/api/models?cursor=nonsense").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trending_score", "created_at", "size"})
  void a_sort_there_is_not_is_refused(String sort) {
    Answer answer = me.get("/api/models?sort=" + sort);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.object().string("error")).contains("✖ Invalid sort parameter: " + sort);
  }

  @Test
  void an_expand_there_is_not_is_refused_with_the_list() {
    Answer answer = me.get("/api/datasets?expand[]=gguf");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.object().string("error").orElseThrow())
        .startsWith("\"expand\" must be one of [author, cardData, ");
    assertThat(me.get("/api/models?limit=many").status()).isEqualTo(400);
  }

  @Test
  void items_hold_the_documented_fields() {
    assertThat(item("/api/models?search=bert"))
        .containsExactly(
            "_id",
            "id",
            "likes",
            "trendingScore",
            "private",
            "downloads",
            "tags",
            "pipeline_tag",
            "library_name",
            "createdAt",
            "modelId");
    assertThat(item("/api/models?search=bert&full=true"))
        .contains("author", "sha", "lastModified", "gated", "siblings");
    assertThat(item("/api/models?search=bert&expand=sha,usedStorage"))
        .containsExactly("_id", "id", "sha", "usedStorage");
    assertThat(item("/api/datasets"))
        .containsExactly(
            "_id",
            "id",
            "author",
            "disabled",
            "gated",
            "lastModified",
            "likes",
            "trendingScore",
            "private",
            "sha",
            "description",
            "downloads",
            "tags",
            "createdAt",
            "key");
    assertThat(item("/api/spaces?full=true")).contains("sdk", "subdomain", "runtime", "cardData");
  }

  @Test
  void a_models_info_says_what_its_files_say() {
    JsonObject info = me.get("/api/models/acme/bert-small").object();

    assertThat(info.string("pipeline_tag")).contains("fill-mask");
    assertThat(info.string("library_name")).contains("transformers");
    assertThat(info.object("config").orElseThrow().toJson())
        .isEqualTo("{\"architectures\":[\"BertForMaskedLM\"],\"model_type\":\"bert\"}");
    assertThat(info.object("cardData").orElseThrow().array("language").orElseThrow().toJson())
        .isEqualTo("[\"en\",\"no\"]");
    assertThat(info.string("createdAt")).contains("2025-01-01T00:00:00.000Z");
    assertThat(info.bool("gated")).contains(false);
    assertThat(info.array("siblings").orElseThrow().toJson())
        .isEqualTo(
            "[{\"rfilename\":\".gitattributes\"},{\"rfilename\":\"README.md\"},"
                + "{\"rfilename\":\"config.json\"}]");
    assertThat(me.get("/api/models/acme/llama").object().string("gated")).contains("manual");
    assertThat(me.get("/api/models/acme/bert-small?expand=baseModels").text())
        .contains("\"baseModels\":{\"relation\":\"finetune\",\"models\":[{\"id\":\"big/bert\"}]}");
  }

  @Test
  void datasets_and_spaces_are_described_by_their_cards() {
    JsonObject dataset = me.get("/api/datasets/acme/reviews").object();
    assertThat(dataset.string("description")).contains("Shop reviews.");
    assertThat(dataset.get("tags").orElseThrow().toJson())
        .contains(
            "\"task_categories:text-classification\"",
            "\"language:en\"",
            "\"format:json\"",
            "\"library:datasets\"");
    assertThat(names(me.get("/api/datasets?filter=task_categories:text-classification")))
        .containsExactly("reviews");
    assertThat(names(me.get("/api/spaces?models=acme/llama&linked=true")))
        .containsExactly("speech");
    assertThat(me.get("/api/datasets-tags-by-type?type=language").text())
        .isEqualTo(
            "{\"language\":[{\"id\":\"language:en\",\"label\":\"en\",\"type\":\"language\"}]}");
  }

  @Test
  void spaces_are_found_by_what_they_do() {
    Answer found = me.get("/api/spaces/semantic-search?q=speech+from+text&limit=5");

    assertThat(names(found)).containsExactly("speech");
    assertThat(found.text())
        .contains("\"title\":\"Speaker\"")
        .contains("\"shortDescription\":\"Turns text into speech\"")
        .contains("\"repoType\":\"space\"");
    assertThat(names(me.get("/api/spaces/semantic-search?q=text&sdk=static"))).isEmpty();
  }

  private static List<String> names(Answer list) {
    return list.array().stream()
        .map(item -> ((JsonObject) item).string("id").orElseThrow().replaceAll(".*/", ""))
        .toList();
  }

  private static List<String> item(String path) {
    return List.copyOf(((JsonObject) me.get(path).array().elements().getFirst()).names());
  }
}

package dev.mlintern.tools.hubsearch;

import static dev.mlintern.tools.hubsearch.ListedRepos.DATASETS;
import static dev.mlintern.tools.hubsearch.ListedRepos.IMDB;
import static dev.mlintern.tools.hubsearch.ListedRepos.LLAMA;
import static dev.mlintern.tools.hubsearch.ListedRepos.MODELS;
import static dev.mlintern.tools.hubsearch.ListedRepos.SPACE;
import static dev.mlintern.tools.hubsearch.ListedRepos.SPACES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `hub_repo_search` asks the Hub for, however it was written, and what it refuses to ask.
class SearchRequestsTest {
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
  void everyWishReachesTheHubInItsOwnWordsAndOnlyFewFieldsAreAskedFor() throws Exception {
    hub.json(MODELS, "[" + LLAMA + "]");

    hub.search(
        """
        {"query":"llama","repo_types":["model"],"author":"@meta-llama","task":"Text Generation",
         "library":"transformers","filters":["license:llama3.1","en"],"num_parameters":"1B-10B",
         "gated":true,"sort":"downloads","limit":5}
        """);

    HttpUrl asked = hub.requests(MODELS).getFirst();
    assertThat(asked.queryParameter("search")).isEqualTo("llama");
    assertThat(asked.queryParameter("author")).isEqualTo("meta-llama");
    assertThat(asked.queryParameter("pipeline_tag")).isEqualTo("text-generation");
    assertThat(asked.queryParameterValues("filter"))
        .containsExactly("license:llama3.1", "en", "transformers");
    assertThat(asked.queryParameter("num_parameters")).isEqualTo("min:1B,max:10B");
    assertThat(asked.queryParameter("gated")).isEqualTo("true");
    assertThat(asked.queryParameter("sort")).isEqualTo("downloads");
    assertThat(asked.queryParameter("limit")).isEqualTo("5");
    assertThat(asked.queryParameterNames()).doesNotContain("full");
    assertThat(asked.queryParameterValues("expand"))
        .contains("safetensors", "tags")
        .doesNotContain("siblings", "cardData", "usedStorage");
  }

  @Test
  void aDatasetsTaskAndLibraryAreTags() throws Exception {
    hub.json(DATASETS, "[" + IMDB + "]");

    hub.search(
        "{\"repo_types\":[\"dataset\"],\"task\":\"text_classification\",\"library\":\"polars\"}");

    HttpUrl asked = hub.requests(DATASETS).getFirst();
    assertThat(asked.queryParameterValues("filter"))
        .containsExactly("task_categories:text-classification", "library:polars");
    assertThat(asked.queryParameter("pipeline_tag")).isNull();
  }

  @Test
  void whatDoesNotApplyToATypeIsSaid() throws Exception {
    hub.json(SPACES, "[" + SPACE + "]");

    ToolResult result =
        hub.search(
            """
            {"repo_types":["space"],"task":"text-to-image","num_parameters":"<3B","gated":false,
             "sort":"downloads"}
            """);

    assertThat(result.text())
        .contains(
            "task does not filter Spaces",
            "gated does not filter Spaces",
            "num_parameters filters models only",
            "spaces sorted by likes");
    assertThat(hub.requests(SPACES).getFirst().queryParameter("sort")).isEqualTo("likes");
  }

  @ParameterizedTest
  @CsvSource({
    "trending, trendingScore",
    "trending_score, trendingScore",
    "TrendingScore, trendingScore",
    "created_at, createdAt",
    "newest, createdAt",
    "updated, lastModified",
    "last-modified, lastModified",
    "Downloads, downloads",
    "num_parameters, num_parameters"
  })
  void sortIsUnderstoodHoweverItIsSpelt(String spelling, String wire) throws Exception {
    hub.json(MODELS, "[]");

    hub.search("{\"repo_types\":[\"model\"],\"sort\":\"" + spelling + "\"}");

    assertThat(hub.requests(MODELS).getFirst().queryParameter("sort")).isEqualTo(wire);
  }

  @Test
  void anUnknownSortNamesTheKnownOnes() throws Exception {
    ToolResult result = hub.search("{\"sort\":\"stars\"}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("\"stars\"", "trendingScore, downloads, likes, createdAt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1B-8B | min:1B,max:8B",
        "1b to 8b | min:1B,max:8B",
        "500M..1.5B | min:500M,max:1.5B",
        "< 3B | max:3B",
        "<=3B | max:3B",
        ">70B | min:70B",
        "min:6B,max:128B | min:6B,max:128B",
        "min:6B | min:6B",
        "8B | min:6.8B,max:9.2B"
      })
  void aSizeMayBeWrittenInManyWays(String written, String wire) throws Exception {
    hub.json(MODELS, "[]");

    hub.search("{\"repo_types\":[\"model\"],\"num_parameters\":\"" + written + "\"}");

    assertThat(hub.requests(MODELS).getFirst().queryParameter("num_parameters")).isEqualTo(wire);
  }

  @ParameterizedTest
  @ValueSource(strings = {"big", "8", "-", "1B-", "8B;drop"})
  void aSizeThatMakesNoSenseIsExplained(String written) throws Exception {
    ToolResult result = hub.search("{\"num_parameters\":\"" + written + "\"}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("1B-8B, <3B or >70B");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eyJf", "model:", "kernel:abc"})
  void aForeignCursorIsRefused(String cursor) throws Exception {
    ToolResult result = hub.search("{\"cursor\":\"" + cursor + "\"}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("Copy it whole from the last answer");
  }

  @Test
  void aHubThatDoesNotKnowAFieldIsAskedForItsUsualOnes() throws Exception {
    hub.on(
        MODELS,
        new MockResponse.Builder()
            .code(400)
            .body("{\"error\":\"\\\"expand\\\" must be one of [author, cardData]\"}")
            .addHeader("Content-Type", "application/json")
            .build());

    hub.search("{\"repo_types\":[\"model\"]}");

    assertThat(hub.requests(MODELS)).hasSize(2);
    assertThat(hub.requests(MODELS).getLast().queryParameterNames()).doesNotContain("expand");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 101, -5})
  void aLimitOutOfRangeIsRefused(int limit) throws Exception {
    ToolResult result = hub.search("{\"limit\":" + limit + "}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("limit");
  }

  @Test
  void anUnknownTypeIsRefused() throws Exception {
    ToolResult result = hub.search("{\"repo_types\":[\"paper\"]}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("model", "dataset", "space");
  }
}

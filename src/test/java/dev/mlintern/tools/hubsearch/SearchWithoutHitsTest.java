package dev.mlintern.tools.hubsearch;

import static dev.mlintern.tools.hubsearch.ListedRepos.DATASETS;
import static dev.mlintern.tools.hubsearch.ListedRepos.LLAMA;
import static dev.mlintern.tools.hubsearch.ListedRepos.MODELS;
import static dev.mlintern.tools.hubsearch.ListedRepos.SPACES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `hub_repo_search` where nothing is found, and where the Hub fails: two things never to be mixed
/// up.
class SearchWithoutHitsTest {
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
  void oneTypeFailingIsNamedBesideTheHitsOfTheOther() throws Exception {
    hub.json(MODELS, "[" + LLAMA + "]").error(DATASETS, 403, "", "You are blocked");

    ToolResult result = hub.search("{\"query\":\"x\"}");

    assertThat(result.isError()).isFalse();
    assertThat(result.text())
        .contains("datasets NOT SEARCHED: ", "403", "You are blocked", "Root=1-abc")
        .contains("meta-llama/Llama-3.1-8B-Instruct");
    assertThat(result.text().indexOf("NOT SEARCHED"))
        .isLessThan(result.text().indexOf("meta-llama/"));
  }

  @Test
  void nothingAtOneTypeWhileTheOtherFailedIsNoCleanNothing() throws Exception {
    hub.json(MODELS, "[]").error(DATASETS, 403, "", "You are blocked");

    ToolResult result = hub.search("{\"query\":\"x\"}");

    assertThat(result.text()).contains("datasets NOT SEARCHED", "## models: none");
  }

  @Test
  void allTypesFailingIsAnError() throws Exception {
    hub.error(MODELS, 403, "", "You are blocked").error(DATASETS, 403, "", "You are blocked");

    ToolResult result = hub.search("{\"query\":\"x\"}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("models NOT SEARCHED", "datasets NOT SEARCHED");
  }

  @Test
  void anExhaustedRateLimitSaysHowLongToWait() throws Exception {
    hub.on(
        MODELS,
        new MockResponse.Builder()
            .code(429)
            .body("{\"error\":\"We had to rate limit your IP\"}")
            .addHeader("Content-Type", "application/json")
            .addHeader("RateLimit", "\"api\";r=0;t=177")
            .build());

    ToolResult result = hub.search("{\"repo_types\":[\"model\"]}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).containsPattern("17[678] s");
  }

  @Test
  void aPageOfHtmlIsNeverShown() throws Exception {
    hub.on(
        MODELS,
        new MockResponse.Builder()
            .body("<!doctype html><title>Maintenance</title>")
            .addHeader("Content-Type", "text/html")
            .build());

    ToolResult result = hub.search("{\"repo_types\":[\"model\"]}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("not JSON", "text/html").doesNotContain("Maintenance");
  }

  @Test
  void anErrorDressedAsSuccessIsAnError() throws Exception {
    hub.json(MODELS, "{\"error\":\"rate limited, sorry\"}");

    ToolResult result = hub.search("{\"repo_types\":[\"model\"]}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("rate limited, sorry");
  }

  @Test
  void nothingFoundSaysWhatWasSearchedAndHowToWiden() throws Exception {
    hub.json(MODELS, "[]");

    ToolResult result =
        hub.search(
            """
            {"query":"xyzzy","repo_types":["model"],"author":"nobody","filters":["license:mit"],
             "num_parameters":"<1B"}
            """);

    assertThat(result.isError()).isFalse();
    assertThat(result.text())
        .contains(
            "\"xyzzy\" · author nobody · parameters max:1B · filters license:mit",
            "Nothing found.",
            "one short word",
            "check author",
            "drop filters",
            "widen num_parameters");
  }

  @Test
  void manyWordsWithoutAHitAreTriedAgainAsTheLongestOne() throws Exception {
    hub.json(MODELS, "[]");

    ToolResult result =
        hub.search("{\"query\":\"tweets sentiment-analysis xx\",\"repo_types\":[\"model\"]}");

    assertThat(hub.requests(MODELS).stream().map(url -> url.queryParameter("search")))
        .containsExactly("tweets sentiment-analysis xx", "sentiment-analysis");
    assertThat(result.text())
        .contains("Search: \"tweets sentiment-analysis xx\"", "with \"sentiment-analysis\" alone:");
  }

  @Test
  void spacesWithoutAHitAreTriedAgainByMeaning() throws Exception {
    hub.json(SPACES, "[]")
        .json(
            "/api/spaces/semantic-search",
            """
            [{"id":"ginipick/FLUXllama","sdk":"gradio","likes":378,"title":"FLUXllama",
              "lastModified":"2025-05-21T13:20:06.000Z","shortDescription":"4-bit FLUX",
              "runtime":{"stage":"RUNNING","hardware":{"current":"zero-a10g"}}}]
            """);

    ToolResult result = hub.search("{\"query\":\"pictures from text\",\"repo_types\":[\"space\"]}");

    assertThat(hub.requests("/api/spaces/semantic-search").getFirst().queryParameter("q"))
        .isEqualTo("pictures from text");
    assertThat(result.text())
        .contains(
            "(Spaces: by meaning",
            "FLUXllama\tgradio\trunning on zero-a10g\t378\t2025-05-21\t4-bit FLUX");
  }

  @Test
  void aHubWithoutSearchByMeaningIsAskedForOneWord() throws Exception {
    hub.json(SPACES, "[]");

    ToolResult result = hub.search("{\"query\":\"pictures from text\",\"repo_types\":[\"space\"]}");

    assertThat(result.isError()).isFalse();
    assertThat(hub.requests(SPACES).getLast().queryParameter("search")).isEqualTo("pictures");
  }
}

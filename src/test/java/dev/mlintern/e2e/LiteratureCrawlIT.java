package dev.mlintern.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The literature crawl of `CLAUDE.md` through the real client: anchor paper, citations, method
/// section, dataset, working script, trainer's arguments. Each call takes its argument out of the
/// answer before, as a model does: an answer that cannot be used ends the crawl.
class LiteratureCrawlIT {
  private static final String SHA = "0123456789abcdef0123456789abcdef01234567";
  private static final String PAPERS = "hf_papers";

  @TempDir Path temp;
  private final MockWebServer world = new MockWebServer();
  private final HttpClient client = HttpClient.newHttpClient();
  private EmbeddedHub hub;
  private RecordedViewer viewer;

  @BeforeEach
  void serve() throws IOException {
    Path repo = Files.createDirectories(temp.resolve("hub/datasets/acme/preferences"));
    Files.writeString(repo.resolve("README.md"), CARD);
    Files.writeString(repo.resolve("train.jsonl"), ROWS);
    hub = EmbeddedHub.start(temp.resolve("hub"), 0);
    viewer = RecordedViewer.inFrontOf(hub.viewerEndpoint());
    world.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request.getUrl().encodedPath(), request.getTarget());
          }
        });
    world.start();
  }

  @AfterEach
  void stop() throws IOException {
    viewer.close();
    hub.close();
    world.close();
    client.close();
  }

  @Test
  void fromTheAnchorPaperToAWorkingScript() {
    Scenario scenario =
        Scenario.start()
            .does(_ -> call(PAPERS, Map.of("operation", "search", "query", "preference tuning")))
            .does(r -> paper(r, "(\\d{4}\\.\\d{5}) · ", "citation_graph", "direction", "citations"))
            .does(r -> paper(r, "! (\\d{4}\\.\\d{5}) · ", "read_paper"))
            .does(r -> paper(r, "arXiv (\\S+) · ", "read_paper", "section", marked(r)))
            .does(r -> paper(r, "arXiv (\\S+) · ", "find_datasets"))
            .does(r -> call("hf_inspect_dataset", Map.of("dataset", found(r, "- (\\S+/\\S+) · "))))
            .does(
                _ ->
                    call(
                        "github_find_examples",
                        Map.of("repo", "huggingface/trl", "keyword", "dpo")))
            .does(
                r ->
                    call(
                        "github_read_file",
                        Map.of(
                            "repo", "huggingface/trl",
                            "ref", found(r, "at commit (\\w{40})"),
                            "path", found(r, "\n(\\S+\\.py) \\("))))
            .does(
                _ -> call("explore_hf_docs", Map.of("endpoint", "trl", "query", "DPOConfig beta")))
            .does(r -> call("fetch_hf_docs", Map.of("url", found(r, "(https://\\S+#\\S+)"))))
            .says("The recipe is complete.");
    Path project = ClaudeProject.copyTo(temp.resolve("project"));
    String base = "http://127.0.0.1:" + world.getPort();

    ClaudeRun run =
        ClaudeSession.in(project, temp.resolve("home"))
            .env("HF_ENDPOINT", base)
            .env("ML_INTERN_DATASETS_SERVER", viewer.url())
            .env("ML_INTERN_S2_API", base + "/s2")
            .env("ML_INTERN_ARXIV", base + "/arxiv")
            .env("ML_INTERN_ARXIV_API", base + "/arxivapi")
            .env("ML_INTERN_AR5IV", base + "/ar5iv")
            .env("ML_INTERN_GITHUB_API", base + "/github")
            .allowing("mcp__ml-intern")
            .run("Find the best preference tuning recipe.", scenario);

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.result().path("result").asString()).isEqualTo("The recipe is complete.");
    List<ModelRequest.ShownResult> shown = run.mainRequests().getLast().toolResults();
    assertThat(shown).hasSize(10);
    assertThat(shown)
        .allSatisfy(
            result -> {
              assertThat(result.isError()).as(result.text()).isFalse();
              assertThat(result.text()).hasSizeLessThanOrEqualTo(8_000);
            });
    assertThat(shown.get(0).text())
        .contains("2305.18290 · Direct Preference Optimization · 2023-05-29")
        .contains("Preferences without a reward model.");
    assertThat(shown.get(1).text())
        .contains("Cited by: 2", "! 2402.00001 · Pairwise Preference Optimisation")
        .contains("methodology", "120 citations", "We follow DPO.");
    assertThat(shown.get(2).text()).contains("4.1.1 Hyperparameters").contains("A Extra runs");
    assertThat(shown.get(3).text()).contains("| DPO | 85.3 |").contains("5e-7");
    assertThat(shown.get(4).text()).contains("- acme/preferences · 5 downloads");
    assertThat(shown.get(5).text())
        .contains("`train` (audited) 3 rows")
        .containsPattern("DPO[^\n]*fits")
        .contains("chosen", "rejected", "Name a river.");
    assertThat(shown.get(6).text())
        .contains("examples/scripts/dpo.py", "at commit " + SHA, "from trl import DPOConfig");
    assertThat(shown.get(7).text())
        .contains("trainer = DPOTrainer(", "https://github.com/huggingface/trl/blob/" + SHA);
    assertThat(shown.get(8).text()).contains("DPO Trainer › DPOConfig", "controls the deviation");
    assertThat(shown.get(9).text())
        .contains("**beta** (`float`, defaults to 0.1)")
        .doesNotContain("Other section");
    assertThat(run.outsideCalls()).isEmpty();
    assertThat(run.leftovers()).isEmpty();
  }

  private static Reply call(String tool, Map<String, Object> arguments) {
    return Reply.call("mcp__ml-intern__" + tool, arguments);
  }

  private static Reply paper(ModelRequest request, String id, String operation) {
    return call(PAPERS, Map.of("operation", operation, "arxiv_id", found(request, id)));
  }

  private static Reply paper(
      ModelRequest request, String id, String operation, String name, String value) {
    return call(
        PAPERS, Map.of("operation", operation, "arxiv_id", found(request, id), name, value));
  }

  /// The first section the outline marks as part of the recipe.
  private static String marked(ModelRequest request) {
    return found(request, "- (\\S+) [^\n]*←");
  }

  private static String found(ModelRequest request, String regex) {
    String text = request.lastResult().text();
    Matcher matcher = Pattern.compile(regex).matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + regex + " in: " + text);
    }
    return matcher.group(1);
  }

  private MockResponse answer(String path, String target) {
    return switch (path) {
      case "/api/papers/search" -> json(SEARCH);
      case "/s2/graph/v1/paper/ARXIV:2305.18290/citations" -> json(CITATIONS);
      case "/arxiv/html/2402.00001" -> page("text/html", latexml());
      case "/github/repos/huggingface/trl/commits/HEAD",
          "/github/repos/huggingface/trl/commits/" + SHA ->
          page("text/plain", SHA);
      case "/github/repos/huggingface/trl/git/trees/" + SHA -> json(TREE);
      case "/github/repos/huggingface/trl/contents/examples/scripts/dpo.py" ->
          page("application/vnd.github.raw+json; charset=utf-8", SCRIPT);
      case "/api/docs" -> json("[{\"id\":\"trl\",\"url\":\"/docs/trl\"}]");
      case "/api/docs/search" -> json(DOCS_HITS);
      case "/docs/trl/dpo_trainer.md" -> page("text/markdown", DOCS_PAGE);
      case "/papers/2402.00001.md" -> new MockResponse.Builder().code(404).build();
      case "/api/datasets" -> json("[{\"id\":\"acme/preferences\",\"downloads\":5,\"likes\":2}]");
      default -> fromTheHub(target);
    };
  }

  private MockResponse fromTheHub(String target) {
    try {
      var request = java.net.http.HttpRequest.newBuilder(URI.create(hub.endpoint() + target));
      HttpResponse<byte[]> reply =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      var answer = new MockResponse.Builder().code(reply.statusCode());
      reply
          .headers()
          .firstValue("Content-Type")
          .ifPresent(t -> answer.addHeader("Content-Type", t));
      return answer.body(new okio.Buffer().write(reply.body())).build();
    } catch (IOException e) {
      return new MockResponse.Builder().code(502).body(e.toString()).build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new MockResponse.Builder().code(503).build();
    }
  }

  private static MockResponse json(String body) {
    return page("application/json; charset=utf-8", body);
  }

  private static MockResponse page(String type, String body) {
    return new MockResponse.Builder().addHeader("Content-Type", type).body(body).build();
  }

  private static String latexml() {
    try (InputStream in = LiteratureCrawlIT.class.getResourceAsStream("/papers/latexml.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static final String SEARCH =
      """
      [{"paper": {"id": "2305.18290", "title": "Direct Preference Optimization", "upvotes": 60,
        "publishedAt": "2023-05-29T17:57:46.000Z", "summary": "Preferences without a reward model."}}]
      """;
  private static final String CITATIONS =
      """
      {"offset": 0, "data": [
        {"isInfluential": false, "intents": [], "contexts": [],
         "citingPaper": {"paperId": "b", "title": "A survey", "citationCount": 3}},
        {"isInfluential": true, "intents": ["methodology"], "contexts": ["We follow DPO."],
         "citingPaper": {"paperId": "a", "title": "Pairwise Preference Optimisation", "year": 2024,
          "citationCount": 120, "externalIds": {"ArXiv": "2402.00001"}}}]}
      """;
  private static final String TREE =
      """
      {"truncated": false, "tree": [
        {"path": "examples/scripts/dpo.py", "mode": "100644", "type": "blob", "size": 300},
        {"path": "trl/trainer/dpo_trainer.py", "mode": "100644", "type": "blob", "size": 900}]}
      """;
  private static final String SCRIPT =
      """
      from datasets import load_dataset
      from trl import DPOConfig, DPOTrainer

      trainer = DPOTrainer(model="m", args=DPOConfig(beta=0.1), train_dataset=load_dataset("x"))
      trainer.train()
      """;
  private static final String DOCS_HITS =
      """
      [{"product": "trl", "text": "beta: controls the deviation", "heading1": "DPO Trainer",
        "heading2": "DPOConfig", "source_page_title": "DPO Trainer",
        "source_page_url": "https://huggingface.co/docs/trl/dpo_trainer#trl.DPOConfig"}]
      """;
  private static final String DOCS_PAGE =
      """
      # DPO Trainer

      ## DPOConfig[[trl.DPOConfig]]

      - **beta** (`float`, defaults to 0.1) — Deviation from the reference model.

      ## Other

      Other section.
      """;
  private static final String CARD =
      """
      ---
      license: mit
      configs:
      - config_name: default
        data_files:
        - split: train
          path: train.jsonl
      ---
      # Preferences
      """;
  private static final String ROWS =
      """
      {"prompt": "Name a colour.", "chosen": "Blue is one.", "rejected": "No."}
      {"prompt": "Name a river.", "chosen": "The Rhine.", "rejected": "A lake."}
      {"prompt": "Name a tree.", "chosen": "An oak.", "rejected": "Grass."}
      """;
}

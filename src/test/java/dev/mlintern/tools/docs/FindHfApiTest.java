package dev.mlintern.tools.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubDocs;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolCalls;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindHfApiTest {
  private static final String DOCUMENT =
      """
      {"openapi":"3.1.0","paths":{
        "/api/models/{namespace}/{repo}/refs":{"get":{"summary":"List refs","tags":["models"],"responses":{"200":{"description":"ok"}}}},
        "/api/datasets/{namespace}/{repo}/refs":{"get":{"summary":"List refs","tags":["datasets"],"responses":{"200":{"description":"ok"}}}},
        "/api/fresh/thing":{"post":{"summary":"Make a fresh thing","tags":["fresh"],
          "parameters":[{"in":"query","name":"limit","schema":{"type":"integer","minimum":1,"maximum":100,"default":50}},
                        {"in":"query","name":"kind","required":true,"schema":{"anyOf":[{"const":"a"},{"const":"b"}]}}],
          "requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Thing"}}}},
          "responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"type":"object","properties":{"id":{},"url":{}}}}}}}}}},
       "components":{"schemas":{"Thing":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"note":{"type":"string"}}}}}}
      """;

  private final MockWebServer server = new MockWebServer();
  private HttpStack http;
  private ToolRunner runner;

  @BeforeEach
  void start() throws Exception {
    server.start();
    Settings settings =
        Settings.of(
            Map.of("HF_ENDPOINT", "http://127.0.0.1:" + server.getPort()), Path.of("/nowhere"));
    http = HttpStack.create(settings, List.of());
    FindHfApi tool = new FindHfApi(new HubDocs(HubClient.create(settings, http)));
    runner =
        new ToolRunner(
            ToolCatalogue.of(List.of(tool)), Duration.ofSeconds(20), UnaryOperator.identity());
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "space logs,GET /api/spaces/{namespace}/{repo}/logs/{logType}",
    "create repository,POST /api/repos/create",
    "delete a repository,DELETE /api/repos/delete",
    "restart space,POST /api/spaces/{namespace}/{repo}/restart",
    "duplicate space,POST /api/spaces/{namespace}/{repo}/duplicate",
    "list models,GET /api/models",
    "daily papers,GET /api/daily_papers",
    "billing usage,GET /api/settings/billing/usage",
    "job prices,GET /api/jobs/hardware",
    "organization members,GET /api/organizations/{name}/members",
    "merge pull request,POST /api/{repoType}/{namespace}/{repo}/discussions/{num}/merge",
    "create branch,POST /api/{repoType}/{namespace}/{repo}/branch/{rev}",
    "cancel job,POST /api/jobs/{namespace}/{jobId}/cancel",
    "whoami,GET /api/whoami-v2"
  })
  void the_obvious_operation_comes_first(String query, String expected) {
    assertThat(ApiIndex.bundled().search(query).getFirst().title()).isEqualTo(expected);
  }

  @Test
  void without_the_document_the_bundled_index_answers_and_says_so() {
    down();

    assertThat(ok("{\"query\":\"create repository\",\"tag\":null}"))
        .contains("POST /api/repos/create")
        .contains("name (required)")
        .contains("type: one of model,dataset,space,kernel; default model")
        .contains("-d '{\"name\": \"<name>\"}'")
        .contains("-H \"Authorization: Bearer $HF_TOKEN\"")
        .contains("bundled index of November 2026")
        .contains("could not be read");
  }

  @Test
  void required_query_parameters_are_inside_the_quotes() {
    down();

    assertThat(ok("{\"path\":\"/api/settings/billing/usage\"}"))
        .contains(
            "'https://huggingface.co/api/settings/billing/usage?startDate=<startDate>&endDate=<endDate>'");
  }

  @Test
  void limits_defaults_and_values_are_shown() {
    down();

    assertThat(ok("{\"query\":\"daily papers\"}"))
        .contains("limit: 1..100; default 50")
        .contains("sort: one of publishedAt,trending; default publishedAt");
  }

  @Test
  void routes_the_document_does_not_list_are_marked() {
    down();

    assertThat(ok("{\"query\":\"restart space\"}")).contains("(not in the OpenAPI document)");
  }

  @Test
  void a_path_with_real_names_is_found() {
    down();

    assertThat(
            ok(
                "{\"path\":\"https://huggingface.co/api/models/openai/gpt-oss/refs?x=1\",\"method\":\"get\"}"))
        .contains("GET /api/{repoType}/{namespace}/{repo}/refs")
        .contains("{repoType}: models, datasets or spaces");
  }

  @Test
  void a_tag_is_exact_and_pages_go_on() {
    down();

    assertThat(ok("{\"tag\":\"auth\"}")).contains("whoami").doesNotContain("oauth/token");
    String first = ok("{\"tag\":\"spaces\"}");
    assertThat(first).contains("1-8 of ").contains("next: offset=8");
    assertThat(ok("{\"tag\":\"spaces\",\"offset\":8}")).contains("9-16 of ");
    assertThat(error("{\"tag\":\"space\"}")).contains("Did you mean `spaces`?");
  }

  @Test
  void the_hubs_document_is_read_with_bodies_and_variants_folded() {
    server.enqueue(
        new MockResponse.Builder()
            .addHeader("Content-Type", "application/json")
            .body(DOCUMENT)
            .build());

    assertThat(ok("{\"query\":\"fresh thing\"}"))
        .contains("POST /api/fresh/thing")
        .contains("limit: integer; 1..100; default 50")
        .contains("kind (required): one of a,b")
        .contains("name (required): string")
        .contains("Answer: 200 {id, url}")
        .contains("?kind=a'");
    assertThat(ok("{\"query\":\"list refs\"}"))
        .containsOnlyOnce("List refs")
        .contains("GET /api/{repoType}/{namespace}/{repo}/refs");
    assertThat(ok("{\"query\":\"restart space\"}")).contains("(not in the OpenAPI document)");
    assertThat(server.getRequestCount()).as("read once").isEqualTo(1);
  }

  @Test
  void a_body_that_may_hold_itself_is_read_to_a_depth() {
    String itself = "{\"anyOf\":[{\"$ref\":\"#/components/schemas/Thing\"}],\"type\":\"object\",";
    server.enqueue(
        new MockResponse.Builder()
            .addHeader("Content-Type", "application/json")
            .body(DOCUMENT.replace("\"Thing\":{\"type\":\"object\",", "\"Thing\":" + itself))
            .build());

    assertThat(ok("{\"query\":\"fresh thing\"}")).contains("name (required): string");
  }

  @Test
  void nothing_asked_is_an_error_and_nothing_found_lists_the_tags() {
    assertThat(error("{}")).contains("query").contains("Example");
    down();
    assertThat(ok("{\"query\":\"zzzzqq\"}"))
        .contains("No operation matches")
        .contains("collections");
  }

  private void down() {
    for (int i = 0; i < 4; i++) {
      server.enqueue(new MockResponse.Builder().code(404).body("gone").build());
    }
  }

  private String ok(String arguments) {
    return new ToolCalls(runner).text("find_hf_api", arguments);
  }

  private String error(String arguments) {
    return new ToolCalls(runner).error("find_hf_api", arguments);
  }
}

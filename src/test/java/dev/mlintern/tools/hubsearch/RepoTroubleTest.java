package dev.mlintern.tools.hubsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `hub_repo_details` says when something cannot be read.
class RepoTroubleTest {
  private static final String GATED_TEXT = "Access to model a/gated is restricted. Please log in.";

  @TempDir private Path home;
  private ScriptedHub hub;

  @BeforeEach
  void start() throws Exception {
    hub = ScriptedHub.start(home);
    hub.json("/api/models/a/good", "{\"id\":\"a/good\",\"pipeline_tag\":\"fill-mask\"}");
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void aMissingRepositoryIsAnErrorWithIdsThatMayBeMeant() throws Exception {
    hub.json("/api/models", "[{\"id\":\"meta-llama/Meta-Llama-3-8B\"}]")
        .json("/api/datasets", "[{\"id\":\"x/Llama-3-8B-mix\"}]")
        .json("/api/spaces", "[]");

    ToolResult result = hub.details("{\"repo_ids\":[\"meta-llama/Llama-3-8B\"]}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text())
        .contains(
            "NOT READ meta-llama/Llama-3-8B: ",
            "404 RepoNotFound",
            "Similar ids: meta-llama/Meta-Llama-3-8B (model), x/Llama-3-8B-mix (dataset).");
    assertThat(hub.requests("/api/models").getFirst().queryParameter("search"))
        .isEqualTo("Llama-3-8B");
  }

  @Test
  void anIdOfAnotherTypeIsToldItsType() throws Exception {
    hub.json("/api/models", "[]")
        .json("/api/datasets", "[{\"id\":\"stanfordnlp/imdb\"}]")
        .json("/api/spaces", "[]");

    ToolResult result =
        hub.details("{\"repo_ids\":[\"stanfordnlp/imdb\"],\"repo_type\":\"model\"}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text())
        .contains("There is a dataset of this id: ask with repo_type dataset.")
        .doesNotContain("Similar ids");
  }

  @Test
  void aFailingSearchForSimilarIdsDoesNotHideTheReason() throws Exception {
    hub.error("/api/models", 403, "", "no").error("/api/datasets", 403, "", "no");

    ToolResult result = hub.details("{\"repo_ids\":[\"a/missing\"]}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("404 RepoNotFound").doesNotContain("Similar");
  }

  @Test
  void withoutATokenAHiddenRepositorySaysThatNoneWasSent() throws Exception {
    for (String type : new String[] {"models", "datasets", "spaces"}) {
      hub.error("/api/" + type + "/a/hidden", 401, "", "Invalid username or password.");
    }

    ToolResult result = hub.details("{\"repo_ids\":[\"a/hidden\"]}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("private or gated", "No token was sent", "HF_TOKEN");
  }

  @Test
  void aRefusedTokenIsNotTakenForAMissingRepository() throws Exception {
    String token = "test-" + UUID.randomUUID();
    try (var withToken = ScriptedHub.start(home, Map.of("HF_TOKEN", token))) {
      for (String type : new String[] {"models", "datasets", "spaces"}) {
        withToken.error(
            "/api/" + type + "/a/b", 401, "", "Invalid credentials in Authorization header");
      }

      ToolResult result = withToken.details("{\"repo_ids\":[\"a/b\"]}");

      assertThat(result.isError()).isTrue();
      assertThat(result.text()).contains("expired or revoked").doesNotContain(token);
      assertThat(withToken.requests("/api/models")).as("no search for similar ids").isEmpty();
    }
  }

  @Test
  void aGatedModelIsDescribedAndWhatIsClosedIsNamed() throws Exception {
    hub.json("/api/models/a/gated", "{\"id\":\"a/gated\",\"gated\":\"auto\"}")
        .error("/api/models/a/gated/tree/main", 401, "GatedRepo", GATED_TEXT)
        .error("/a/gated/resolve/main/config.json", 401, "GatedRepo", GATED_TEXT)
        .error("/a/gated/resolve/main/README.md", 403, "GatedRepo", GATED_TEXT);

    ToolResult result = hub.details("{\"repo_ids\":[\"a/gated\"],\"repo_type\":\"model\"}");

    assertThat(result.isError()).isFalse();
    assertThat(result.text())
        .contains(
            "GATED (auto): files need a token whose account was granted access",
            "files not listed: no access granted",
            "config.json not read: no access granted",
            "card not read: no access granted");
  }

  @Test
  void aDisabledRepositorySaysSo() throws Exception {
    hub.json("/api/models/a/off", "{\"id\":\"a/off\",\"disabled\":true}")
        .error("/api/models/a/off/tree/main", 403, "", "Access to this resource is disabled.");

    ToolResult result = hub.details("{\"repo_ids\":[\"a/off\"],\"repo_type\":\"model\"}");

    assertThat(result.text()).contains("DISABLED by Hugging Face", "files not listed: disabled");
  }

  @Test
  void oneBadIdAmongGoodOnesIsNamedFirst() throws Exception {
    ToolResult result =
        hub.details("{\"repo_ids\":[\"a/good\",\"a/bad\"],\"repo_type\":\"model\"}");

    assertThat(result.isError()).isFalse();
    assertThat(result.text())
        .startsWith("1 of 2 repositories read.\n\nNOT READ a/bad: ")
        .contains("# a/good (model)");
  }

  @Test
  void allBadIsAnError() throws Exception {
    ToolResult result = hub.details("{\"repo_ids\":[\"a/bad\",\"a/worse\"]}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("NOT READ a/bad", "NOT READ a/worse");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "a/../b",
        "a/b/c",
        "a//b",
        "-a/b",
        "a b/c",
        "a/b\\u0000c",
        "a/b%2f..%2fc",
        "https://example.org/a/b",
        "a/b.git"
      })
  void anIdThatIsNoneNeverReachesTheHub(String id) throws Exception {
    ToolResult result = hub.details("{\"repo_ids\":[\"" + id + "\"]}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("NOT READ", "namespace/name");
    assertThat(hub.requestCount("/api/models/.*|/api/datasets/.*|/api/spaces/.*")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[\"\"]", "[\"  \"]", "\"\"", "null"})
  void noIdAtAllIsExplained(String ids) throws Exception {
    ToolResult result = hub.details("{\"repo_ids\":" + ids + "}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("repo_ids");
  }

  @Test
  void aBadRevisionIsExplainedAndAMissingOneNamed() throws Exception {
    assertThat(hub.details("{\"repo_ids\":[\"a/good\"],\"revision\":\"../x\"}").text())
        .contains("is not a revision");

    hub.error("/api/models/a/good/revision/v9", 404, "RevisionNotFound", "Invalid rev id: v9");
    ToolResult result =
        hub.details("{\"repo_ids\":[\"a/good\"],\"repo_type\":\"model\",\"revision\":\"v9\"}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("Invalid rev id: v9", "no such branch");
    assertThat(hub.requests("/api/models")).as("no search for similar ids").isEmpty();
  }

  @Test
  void anExhaustedRateLimitSaysHowLongToWait() throws Exception {
    hub.on(
        "/api/models/a/b",
        new MockResponse.Builder()
            .code(429)
            .body("{\"error\":\"We had to rate limit you\"}")
            .addHeader("Content-Type", "application/json")
            .addHeader("RateLimit", "\"api\";r=0;t=177")
            .build());

    ToolResult result = hub.details("{\"repo_ids\":[\"a/b\"],\"repo_type\":\"model\"}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).containsPattern("17[678] s");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503})
  void anOutageIsNamedWithItsStatusAndShowsNoPage(int status) throws Exception {
    hub.on(
        "/api/models/a/b",
        new MockResponse.Builder()
            .code(status)
            .body("<html>upstream trace</html>")
            .addHeader("Content-Type", "text/html")
            .addHeader("X-Request-Id", "Root=1-outage")
            .build());

    ToolResult result = hub.details("{\"repo_ids\":[\"a/b\"],\"repo_type\":\"model\"}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text())
        .contains("NOT READ a/b", String.valueOf(status), "Root=1-outage", "try again later")
        .doesNotContain("upstream trace", "Similar");
    assertThat(hub.requests("/api/models/a/b").size()).as("tried again").isGreaterThan(1);
  }

  @Test
  void anOutageOfOneTypeIsNotTakenForAMissingRepository() throws Exception {
    hub.on(
        "/api/datasets/a/b",
        new MockResponse.Builder()
            .body("<html>Maintenance</html>")
            .addHeader("Content-Type", "text/html")
            .build());

    ToolResult result = hub.details("{\"repo_ids\":[\"a/b\"]}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text())
        .contains("/api/datasets/a/b", "not JSON")
        .doesNotContain("Maintenance");
  }

  @Test
  void aDescriptionWithoutAnyKnownFieldIsStillADescription() throws Exception {
    hub.json(
        "/api/models/a/odd",
        """
        {"id":7,"tags":"x","downloads":"many","gated":{"a":1},"safetensors":[],"config":3,
         "cardData":null,"baseModels":[],"childrenModelCount":"no","lastModified":null}
        """);

    ToolResult result = hub.details("{\"repo_ids\":[\"a/odd\"],\"repo_type\":\"model\"}");

    assertThat(result.isError()).isFalse();
    assertThat(result.text()).contains("(model)", "licence not stated", "size: not known");
  }

  @Test
  void aRepositoryThatDoesNotAnswerInTimeDoesNotTakeTheOthersAlong() throws Exception {
    try (var slow = ScriptedHub.start(home, Duration.ofSeconds(2))) {
      slow.silent("/api/models/a/slow").json("/api/models/a/good", "{\"id\":\"a/good\"}");

      ToolResult result =
          slow.details("{\"repo_ids\":[\"a/slow\",\"a/good\"],\"repo_type\":\"model\"}");

      assertThat(result.isError()).isFalse();
      assertThat(result.text()).contains("NOT READ a/slow: ", "time", "# a/good (model)");
    }
  }

  @Test
  void aCancelledCallEndsAtOnce() throws Exception {
    hub.silent("/api/models/a/slow");
    var ended = new CompletableFuture<Throwable>();
    Thread call =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    hub.details("{\"repo_ids\":[\"a/slow\"]}");
                    ended.complete(null);
                  } catch (InterruptedException e) {
                    ended.complete(e);
                  }
                });
    while (hub.requests("/api/models/a/slow").isEmpty()) {
      Thread.sleep(10);
    }

    call.interrupt();

    assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void everyRepositoryReadIsProgress() throws Exception {
    var reported = Collections.synchronizedList(new ArrayList<String>());

    hub.call(
        "hub_repo_details",
        "{\"repo_ids\":[\"a/good\"],\"repo_type\":\"model\"}",
        (done, total, message) ->
            reported.add(done + " of " + total.getAsDouble() + " " + message));

    assertThat(reported).containsExactly("1.0 of 1.0 read a/good");
  }
}

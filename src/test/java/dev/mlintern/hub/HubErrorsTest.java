package dev.mlintern.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import dev.mlintern.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubErrorsTest {
  private final MockWebServer server = new MockWebServer();
  private final CallScope scope = CallScope.lasting(Duration.ofSeconds(20));
  private HttpStack http;
  private HubClient hub;

  @BeforeEach
  void start() throws Exception {
    server.start();
    connect(Optional.empty());
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "401 | -                            | Invalid username or password. | REPO_MISSING",
        "401 | -  | Invalid credentials in Authorization header             | UNAUTHENTICATED",
        "404 | RepoNotFound                 | Repository not found          | REPO_MISSING",
        "401 | GatedRepo                    | Access to model a/b is restricted | GATED",
        "403 | GatedRepo                    | you are not in the authorized list | GATED",
        "404 | RevisionNotFound             | Invalid rev id: x             | REVISION_MISSING",
        "404 | EntryNotFound                | Entry not found               | ENTRY_MISSING",
        "403 | -                            | Access to this resource is disabled. | DISABLED",
        "403 | -                            | You don't have the rights     | FORBIDDEN",
        "402 | -                            | Pre-paid credit balance is insufficient |"
            + " PAYMENT_NEEDED",
        "400 | -                            | Invalid sort parameter        | BAD_REQUEST",
        "409 | -                            | You already created this repo | CONFLICT",
        "412 | -                            | A commit has happened since.  | HEAD_MOVED",
        "416 | -                            | -                             | RANGE_OUTSIDE_FILE",
        "401 | ExternalUnauthenticatedError | The dataset does not exist    | REPO_MISSING",
        "404 | ExternalAuthenticatedError   | The dataset does not exist    | REPO_MISSING",
        "404 | ResponseNotFound             | Not found.                    | NOT_FOUND",
        "422 | MissingRequiredParameter     | Parameter 'split' is required | BAD_REQUEST",
        "500 | ResponseNotReady             | The server is busier          | NOT_READY",
        "500 | StreamingRowsError           | Cannot load the dataset split | DATASET_FAULT",
        "501 | DatasetInBlockListError      | -                             | DATASET_FAULT",
        "500 | -                            | -                             | SERVER_TROUBLE",
        "504 | -                            | -                             | SERVER_TROUBLE",
        "429 | -                            | We had to rate limit you      | RATE_LIMITED"
      })
  void each_refusal_is_told_apart(int status, String code, String text, HubFault fault) {
    MockResponse.Builder response = new MockResponse.Builder().code(status);
    response.addHeader("X-Request-Id", "Root=1-679137ed");
    if (code != null) {
      response.addHeader("X-Error-Code", code);
    }
    if (text != null) {
      response.addHeader("X-Error-Message", text);
      response.addHeader("Content-Type", "application/json");
      response.body("{\"error\":\"" + text + "\"}");
    }

    HubException failure = failure(response);

    assertThat(failure.fault()).isEqualTo(fault);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.code()).isEqualTo(Optional.ofNullable(code));
    assertThat(failure.requestId()).contains("Root=1-679137ed");
    assertThat(failure).hasMessageContaining("Root=1-679137ed");
    if (text != null) {
      assertThat(failure.getMessage()).containsOnlyOnce(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"upstream words\"}",
        "{\"error\":[\"upstream words\"]}",
        "{\"errors\":[{\"message\":\"upstream words\"}]}",
        "{\"error\":{\"message\":\"upstream words\",\"type\":\"secret\"}}",
        "{\"message\":\"upstream words\"}",
        "{\"error\":\"short\",\"error_description\":\"upstream words\"}",
        "{\"error\":\"short\",\"cause_message\":\"upstream"
            + " words\",\"cause_traceback\":[\"secret\"]}"
      })
  void every_form_of_body_gives_its_words_and_never_a_traceback(String body) {
    HubException failure =
        failure(
            new MockResponse.Builder()
                .code(400)
                .addHeader("Content-Type", "application/json; charset=utf-8")
                .body(body));

    assertThat(failure).hasMessageContaining("upstream words");
    assertThat(failure.getMessage()).doesNotContain("secret");
  }

  @Test
  void plain_text_is_quoted_and_html_never() {
    HubException text =
        failure(
            new MockResponse.Builder()
                .code(404)
                .addHeader("Content-Type", "text/plain; charset=utf-8")
                .body("Entry not found"));
    HubException html =
        failure(
            new MockResponse.Builder()
                .code(404)
                .addHeader("Content-Type", "text/html")
                .body("<html><body>Sorry</body></html>"));
    HubException disguised =
        failure(
            new MockResponse.Builder()
                .code(404)
                .addHeader("Content-Type", "text/plain")
                .body("  <!DOCTYPE html><p>Sorry"));

    assertThat(text).hasMessageContaining("Entry not found");
    assertThat(html.getMessage()).doesNotContain("<").doesNotContain("Sorry");
    assertThat(disguised.getMessage()).doesNotContain("<").doesNotContain("Sorry");
  }

  @Test
  void the_message_says_whether_a_token_was_sent_and_what_to_do() {
    String without = failure(notFound()).getMessage();
    connect(Optional.of("test-" + UUID.randomUUID()));
    String with = failure(notFound()).getMessage();

    assertThat(without).contains("No token was sent: set HF_TOKEN");
    assertThat(with).contains("With the token that was sent").doesNotContain("set HF_TOKEN");
  }

  @Test
  void hidden_and_control_characters_of_upstream_are_dropped() {
    HubException failure =
        failure(
            new MockResponse.Builder()
                .code(400)
                .addHeader("Content-Type", "application/json")
                .body("{\"error\":\"a\\u001b[31m\\u200b\\u202eb\\nc" + "x".repeat(5000) + "\"}"));

    assertThat(failure.getMessage()).contains("a[31mb c").hasSizeLessThan(1000);
  }

  @Test
  void a_429_tells_the_seconds_or_that_repeating_is_pointless() {
    HubException action =
        failure(
            new MockResponse.Builder()
                .code(429)
                .addHeader("RateLimit", "\"api\";r=99794;t=241")
                .addHeader("X-Error-Message", "repository creation (300 per day)"));

    assertThat(action).hasMessageContaining("a limit on the action");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>login</html>", "", "{\"a\":", "[1,2", "null x"})
  void a_success_that_is_not_json_is_an_error(String body) {
    HubException failure =
        failure(new MockResponse.Builder().addHeader("Content-Type", "text/html").body(body));

    assertThat(failure.fault()).isEqualTo(HubFault.UNREADABLE);
    assertThat(failure).hasMessageContaining("not JSON (text/html");
    assertThat(failure.getMessage()).doesNotContain("login");
  }

  @Test
  void an_error_object_where_a_list_was_promised_is_an_error() {
    server.enqueue(new MockResponse.Builder().body("{\"error\":\"rate limited\"}").build());

    Consumer<HubClient> list =
        client -> new HubRepos(client).list(RepoType.MODEL, RepoQuery.ALL, scope);

    assertThat(caught(list)).hasMessageContaining("rate limited");
  }

  private static MockResponse.Builder notFound() {
    return new MockResponse.Builder()
        .code(404)
        .addHeader("X-Error-Code", "RepoNotFound")
        .addHeader("X-Error-Message", "Repository not found");
  }

  private HubException failure(MockResponse.Builder response) {
    server.enqueue(response.build());
    HttpRequest once = HttpRequest.get(server.url("/api/models/a/b")).withIdempotent(false);
    return caught(client -> client.json(once, scope));
  }

  private HubException caught(Consumer<HubClient> work) {
    return Assertions.catchThrowableOfType(HubException.class, () -> work.accept(hub));
  }

  private void connect(Optional<String> token) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HF_ENDPOINT", server.url("/").toString());
    token.ifPresent(value -> environment.put("HF_TOKEN", value));
    Settings settings = Settings.of(environment, Path.of("/no/such/home"));
    http = HttpStack.create(settings, HubCredentials.of(settings));
    hub = HubClient.create(settings, http);
  }
}

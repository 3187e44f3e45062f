package dev.mlintern.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.Credentials;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubEndpointTest {
  private final HubEndpoint official = endpoint(Map.of());

  @Test
  void without_settings_it_is_hugging_face() {
    assertThat(official.hub()).hasToString("https://huggingface.co/");
    assertThat(official.datasetsServer()).hasToString("https://datasets-server.huggingface.co/");
  }

  @Test
  void another_hub_serves_its_own_dataset_viewer_unless_told_otherwise() {
    assertThat(endpoint(Map.of("HF_ENDPOINT", "http://127.0.0.1:8080")).datasetsServer())
        .hasToString("http://127.0.0.1:8080/datasets-server/");
    HubEndpoint both =
        endpoint(
            Map.of(
                "HF_ENDPOINT",
                "https://hub.example/prefix/",
                "ML_INTERN_DATASETS_SERVER",
                "http://127.0.0.1:9/__ds"));
    assertThat(both.datasets("rows").build()).hasToString("http://127.0.0.1:9/__ds/rows");
    assertThat(both.api("models").build()).hasToString("https://hub.example/prefix/api/models");
  }

  @ParameterizedTest
  @ValueSource(strings = {"huggingface.co", "ftp://x", "http://", "https://u:p@hub.example", "x y"})
  void an_address_that_is_none_is_named(String value) {
    assertThatThrownBy(() -> endpoint(Map.of("HF_ENDPOINT", value)))
        .isInstanceOf(HttpFailure.Refused.class)
        .hasMessageContaining("HF_ENDPOINT")
        .message()
        .doesNotContain("u:p");
  }

  @Test
  void revisions_are_encoded_whole_and_paths_by_segment() {
    assertThat(
            official.resolve(
                RepoType.DATASET,
                new RepoId("a/b"),
                "refs/convert/parquet",
                new FilePath("d ir/x+#?%.txt")))
        .hasToString(
            "https://huggingface.co/datasets/a/b/resolve/refs%2Fconvert%2Fparquet"
                + "/d%20ir/x+%23%3F%25.txt");
    assertThat(official.repoApi(RepoType.MODEL, new RepoId("gpt2"), "tree", "refs/pr/1").build())
        .hasToString("https://huggingface.co/api/models/gpt2/tree/refs%2Fpr%2F1");
    assertThat(
            official.webUrl(RepoType.SPACE, new RepoId("a/b"), "refs/pr/1", new FilePath("app.py")))
        .isEqualTo("https://huggingface.co/spaces/a/b/blob/refs/pr/1/app.py");
    assertThat(official.webUrl(RepoType.MODEL, new RepoId("a/b")))
        .isEqualTo("https://huggingface.co/a/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "..", "a/../b", "/a", "a/", "a//b", "a b", "a\nb", "a..b", "a~1", "a@{1}"
      })
  void a_revision_that_could_walk_elsewhere_is_refused(String revision) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubEndpoint.checkedRevision(revision))
        .withMessageContaining("is not a revision");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", ".", "..", "a/../b", "../a", "a//b", "a/", "a\\b", "a\u0000"})
  void a_path_that_could_leave_the_repository_is_refused(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FilePath(path))
        .withMessageContaining("is not a path inside a repository");
  }

  @ParameterizedTest
  @CsvSource({"/a/b, a/b", "./a, a", "a, a", ".gitattributes, .gitattributes"})
  void a_leading_slash_or_dot_is_dropped(String path, String kept) {
    assertThat(new FilePath(path).value()).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "https, huggingface.co, 443, true",
    "https, datasets-server.huggingface.co, 443, true",
    "http, 127.0.0.1, 8080, true",
    "http, 127.0.0.1, 8081, false",
    "https, hub.example, 8443, true",
    "https, hub.example, 443, false",
    "http, hub.example, 8443, false",
    "https, us.aws.cdn.hf.co, 443, false",
    "https, 687fb701--49983.hf.jobs, 443, true",
    "http, 687fb701--49983.hf.jobs, 80, false",
    "https, hf.jobs.evil.example, 443, false",
    "https, evilhf.jobs, 443, false",
    "https, evil.example, 443, false"
  })
  void the_token_may_go_to_the_hub_and_its_viewer_alone(
      String scheme, String host, int port, boolean allowed) {
    List<Credentials> credentials =
        HubCredentials.of(
            settings(
                Map.of(
                    "HF_ENDPOINT",
                    "http://127.0.0.1:8080",
                    "ML_INTERN_DATASETS_SERVER",
                    "https://Hub.Example:8443/ds")));

    assertThat(credentials.stream().anyMatch(secret -> secret.allows(scheme, host, port)))
        .isEqualTo(allowed);
  }

  @Test
  void a_read_of_an_exposed_port_carries_the_token_only_when_asked_to() {
    assertThat(HubCredentials.of(settings(Map.of())))
        .filteredOn(secret -> secret.allows("https", "687fb701--49983.hf.jobs", 443))
        .isNotEmpty()
        .noneMatch(Credentials::implicit);
  }

  private static HubEndpoint endpoint(Map<String, String> environment) {
    return HubEndpoint.of(settings(environment));
  }

  private static Settings settings(Map<String, String> environment) {
    return Settings.of(environment, Path.of("/no/such/home"));
  }
}

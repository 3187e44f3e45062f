package dev.mlintern.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepoAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt2",
        "a/b",
        "stanfordnlp/imdb",
        "Qwen/Qwen2.5-0.5B",
        "a_b/c.d-e",
        "_x/y_",
        "1/2"
      })
  void ids_that_the_hub_allows_are_taken(String id) {
    assertThat(new RepoId(id).value()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/",
        "/b",
        "a/b/c",
        "../x",
        "a/..",
        "a--b/c",
        "a/b--c",
        "a/b..c",
        "a/b.git",
        "a/-b",
        "a/b-",
        "a/.b",
        "a b/c",
        "a/b\n",
        "a/ü",
        "a/b?x=1",
        "a/b#c",
        "a%2Fb",
        "a\\b",
        "a/b\u200b"
      })
  void ids_that_could_mean_something_else_are_refused_with_the_rule(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RepoId(id))
        .withMessageContaining("namespace/name");
  }

  @Test
  void a_part_has_at_most_96_characters() {
    assertThat(new RepoId("a/" + "b".repeat(96)).name()).hasSize(96);
    assertThatIllegalArgumentException().isThrownBy(() -> new RepoId("a/" + "b".repeat(97)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RepoId("x".repeat(20_000_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "gpt2, -, gpt2, -, -",
        "' stanfordnlp/imdb ', -, stanfordnlp/imdb, -, -",
        "datasets/stanfordnlp/imdb, DATASET, stanfordnlp/imdb, -, -",
        "datasets/squad, DATASET, squad, -, -",
        "models/gpt2, MODEL, gpt2, -, -",
        "spaces/a/b, SPACE, a/b, -, -",
        "hf://a/b, MODEL, a/b, -, -",
        "hf://datasets/a/b@v1.0/data/x.jsonl, DATASET, a/b, v1.0, data/x.jsonl",
        "hf://datasets/a/b/data/x.jsonl, DATASET, a/b, -, data/x.jsonl",
        "hf://datasets/a/b@refs/convert/parquet/default/0.parquet, DATASET, a/b,"
            + " refs/convert/parquet, default/0.parquet",
        "hf://spaces/a/b@refs/pr/1, SPACE, a/b, refs/pr/1, -",
        "https://huggingface.co/gpt2, MODEL, gpt2, -, -",
        "huggingface.co/a/b, MODEL, a/b, -, -",
        "https://hf.co/datasets/a/b, DATASET, a/b, -, -",
        "https://huggingface.co/datasets/a/b/, DATASET, a/b, -, -",
        "https://huggingface.co/datasets/squad/viewer/default/train, DATASET, squad, -, -",
        "https://huggingface.co/datasets/a/b/viewer?row=1#x, DATASET, a/b, -, -",
        "https://huggingface.co/a/b/blob/main/dir/f.py, MODEL, a/b, main, dir/f.py",
        "https://huggingface.co/gpt2/resolve/main/config.json, MODEL, gpt2, main, config.json",
        "https://huggingface.co/a/b/tree/refs%2Fpr%2F2, MODEL, a/b, refs/pr/2, -",
        "https://huggingface.co/a/b/tree/refs/pr/2/src, MODEL, a/b, refs/pr/2, src",
        "https://huggingface.co/api/datasets/a/b, DATASET, a/b, -, -",
      })
  void every_usual_spelling_names_the_repository(
      String text, RepoType type, String id, String revision, String path) {
    assertThat(RepoAddress.parse(text))
        .isEqualTo(
            new RepoAddress(
                Optional.ofNullable(type),
                new RepoId(id),
                Optional.ofNullable(revision),
                Optional.ofNullable(path)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/a/b",
        "https://huggingface.co.evil.example/a/b",
        "https://huggingface.co/",
        "https://huggingface.co/papers/2401.00001",
        "https://huggingface.co/docs/trl",
        "ftp://huggingface.co/a/b",
        "hf://",
        "datasets/",
        "hf://buckets/a/b/c@x/../y@"
      })
  void what_names_no_repository_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> RepoAddress.parse(text));
  }

  @Test
  void links_to_the_configured_hub_count_too() {
    HttpUrl hub = HttpUrl.get("http://127.0.0.1:8123/");
    assertThat(RepoAddress.parse("http://127.0.0.1:8123/datasets/a/b", Optional.of(hub)).id())
        .isEqualTo(new RepoId("a/b"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RepoAddress.parse("http://127.0.0.1:9/a/b", Optional.of(hub)));
  }
}

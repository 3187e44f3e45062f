package dev.mlintern.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubLocationTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "huggingface/trl",
        "huggingface/trl.git",
        "huggingface/trl/",
        "https://github.com/huggingface/trl",
        "http://www.github.com/huggingface/trl.git",
        "git@github.com:huggingface/trl.git",
        "git+https://github.com/huggingface/trl.git",
        "https://github.com/huggingface/trl/issues/5",
        "https://github.com/huggingface/trl?tab=readme",
        "trl"
      })
  void every_spelling_of_a_repository_is_understood(String text) {
    GitHubLocation place = GitHubLocation.parse(text, "huggingface");

    assertThat(place.repo()).isEqualTo(new GitHubRepo("huggingface", "trl"));
    assertThat(place.ref()).isEmpty();
    assertThat(place.path()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://github.com/o/r/blob/v0.20.0/a/b.py#L100-L140,v0.20.0,a/b.py,100,140",
    "https://github.com/o/r/blob/main/a%20b.py#L7,main,a b.py,7,7",
    "https://raw.githubusercontent.com/o/r/abc123/a/b.py,abc123,a/b.py,,",
    "https://raw.githubusercontent.com/o/r/refs/heads/main/a/b.py,main,a/b.py,,",
    "https://github.com/o/r/tree/main/examples,main,examples,,",
    "https://github.com/o/r/tree/main,main,,,"
  })
  void an_address_gives_revision_path_and_lines(
      String text, String ref, String path, Integer start, Integer end) {
    GitHubLocation place = GitHubLocation.parse(text, "huggingface");

    assertThat(place.repo().toString()).isEqualTo("o/r");
    assertThat(place.ref()).contains(ref);
    assertThat(place.path().orElse(null)).isEqualTo(path);
    assertThat(place.lineStart()).isEqualTo(lines(start));
    assertThat(place.lineEnd()).isEqualTo(lines(end));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "../..", "a b/c", "o/..", "-o/r", "o/r\u0000"})
  void what_cannot_be_a_repository_is_refused(String text) {
    assertThatThrownBy(() -> GitHubLocation.parse(text, "huggingface"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_address_is_told_from_a_path() {
    assertThat(GitHubLocation.looksLikeAddress("https://github.com/o/r/blob/main/x.py")).isTrue();
    assertThat(GitHubLocation.looksLikeAddress("docs/https.md")).isFalse();
  }

  private static OptionalInt lines(Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}

package dev.mlintern.arxiv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArxivIdTest {
  @ParameterizedTest
  @CsvSource({
    "2305.18290,2305.18290",
    "2305.18290v3,2305.18290v3",
    "arXiv:2305.18290,2305.18290",
    "ARXIV: 2305.18290,2305.18290",
    "https://arxiv.org/abs/2305.18290v2,2305.18290v2",
    "https://arxiv.org/pdf/2305.18290v2.pdf,2305.18290v2",
    "http://export.arxiv.org/abs/2305.18290#x,2305.18290",
    "arxiv.org/html/2305.18290,2305.18290",
    "https://huggingface.co/papers/2305.18290,2305.18290",
    "https://hf.co/papers/2305.18290.md,2305.18290",
    "https://ar5iv.labs.arxiv.org/html/2305.18290,2305.18290",
    "https://www.alphaxiv.org/abs/2305.18290,2305.18290",
    "10.48550/arXiv.2305.18290,2305.18290",
    "https://doi.org/10.48550/arXiv.2305.18290,2305.18290",
    "2305.290,2305.00290",
    "0704.0001,0704.0001",
    "hep-th/9901001,hep-th/9901001",
    "math.GT/0309136v2,math.GT/0309136v2",
    "https://arxiv.org/abs/cs/0112017,cs/0112017"
  })
  void every_spelling_of_an_id_is_understood(String text, String expected) {
    assertThat(ArxivId.parse(text)).hasValueSatisfying(id -> assertThat(id).hasToString(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "attention is all you need",
        "230.18290",
        "2305.182901",
        "../2305.18290",
        "a/b"
      })
  void what_is_no_id_is_none(String text) {
    assertThat(ArxivId.parse(text)).isEmpty();
  }

  @Test
  void semantic_scholar_gets_the_id_without_version() {
    assertThat(ArxivId.parse("2305.18290v3").orElseThrow().scholarId())
        .isEqualTo("ARXIV:2305.18290");
  }
}

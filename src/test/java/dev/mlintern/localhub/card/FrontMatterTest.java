package dev.mlintern.localhub.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FrontMatterTest {
  @Test
  void yaml_nested_without_end_is_refused_and_does_not_break_the_stack() {
    String readme = "---\n" + "- ".repeat(3_000) + "x\n---\nbody";

    assertThatThrownBy(() -> FrontMatter.parse(readme))
        .isInstanceOf(BadFrontMatter.class)
        .hasMessageContaining("nested deeper");
    assertThat(FrontMatter.parseLeniently(readme).body()).isEqualTo(readme);
  }
}

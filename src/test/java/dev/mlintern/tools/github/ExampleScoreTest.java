package dev.mlintern.tools.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleScoreTest {
  @ParameterizedTest
  @CsvSource({
    "sft,examples/scripts/sft.py,100",
    "sft,examples/scripts/sft_vlm.py,90",
    "sft,examples/notebooks/best_of_sft.ipynb,85",
    "sft,examples/sft/run.py,60",
    "sft,examples/datasets/set.py,0",
    "grpo,examples/scripts/orpo.py,0",
    "grpo,examples/scripts/gspo.py,0",
    "vision,examples/scripts/sft_diffusion_gemma.py,0",
    "reward modeling,examples/scripts/reward_modeling.py,100",
    "RewardModeling,examples/scripts/reward_modeling.py,100",
    "dreambooth lora,examples/dreambooth/train_lora.py,75",
    "dreambooth,examples/dreamboth.py,50",
    "sft,examples/scripts/sfx.py,0"
  })
  void whole_words_count_and_letters_inside_words_do_not(
      String keyword, String path, int expected) {
    assertThat(ExampleScore.forKeyword(keyword).match(path)).isEqualTo(expected);
  }

  @Test
  void among_equal_names_the_runnable_example_comes_first() {
    ExampleScore score = ExampleScore.forKeyword("sft");
    List<String> paths =
        List.of("tests/sft.py", "docs/source/sft.md", "trl/scripts/sft.py", "examples/sft/sft.py");

    assertThat(paths.stream().max(Comparator.comparingInt(score::preference)))
        .hasValueSatisfying(
            best -> assertThat(best).matches("(trl/scripts|examples/sft)/sft\\.py"));
    assertThat(score.preference("tests/examples/sft.py"))
        .isLessThan(score.preference("examples/sft.py"));
  }

  @Test
  void a_word_in_the_file_name_does_not_make_an_example() {
    assertThat(ExampleScore.isExample("docs/guide.md")).isFalse();
    assertThat(ExampleScore.isExample("scripts.py")).isFalse();
    assertThat(ExampleScore.isExample("trl/scripts/sft.py")).isTrue();
  }
}

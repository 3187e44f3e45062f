package dev.mlintern.tools.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The acceptance cases of `github_find_examples` (spec tools-read §9.6) on the files of a real
/// training library, and code search.
class FindExamplesCasesTest {
  /// Paths of huggingface/trl that make ranking hard: words inside words, tests, docs, configs.
  private static final String TRL =
      """
      .github/workflows/tests.yml
      README.md
      docs/source/index.md
      docs/source/sft_trainer.md
      docs/source/dpo_trainer.md
      docs/source/dataset_formats.md
      docs/source/example_overview.md
      docs/source/grpo_trainer.md
      docs/source/gspo_token.md
      examples/README.md
      examples/accelerate_configs/deepspeed_zero3.yaml
      examples/accelerate_configs/fsdp2.yaml
      examples/datasets/hh-rlhf-helpful-base.py
      examples/datasets/tldr_preference.py
      examples/datasets/ultrafeedback-prompt.py
      examples/notebooks/README.md
      examples/notebooks/best_of_n.ipynb
      examples/notebooks/grpo_rnj_1_instruct.ipynb
      examples/notebooks/sft_qwen_vl.ipynb
      examples/notebooks/sft_trl_lora_qlora.ipynb
      examples/scripts/bco.py
      examples/scripts/dpo.py
      examples/scripts/dpo_online.py
      examples/scripts/dpo_vlm.py
      examples/scripts/gkd.py
      examples/scripts/grpo_agent.py
      examples/scripts/grpo_vlm.py
      examples/scripts/gspo.py
      examples/scripts/kto.py
      examples/scripts/orpo.py
      examples/scripts/ppo/ppo.py
      examples/scripts/ppo/ppo_tldr.py
      examples/scripts/prm.py
      examples/scripts/reward_modeling.py
      examples/scripts/rloo.py
      examples/scripts/sft.py
      examples/scripts/sft_diffusion_gemma.py
      examples/scripts/sft_gpt_oss.py
      examples/scripts/sft_vlm.py
      scripts/generate_tiny_models.py
      tests/test_sft_trainer.py
      tests/test_grpo_trainer.py
      tests/test_dataset_formatting.py
      trl/__init__.py
      trl/scripts/dpo.py
      trl/scripts/grpo.py
      trl/scripts/sft.py
      trl/scripts/vllm_serve.py
      trl/trainer/grpo_config.py
      trl/trainer/grpo_trainer.py
      trl/trainer/sft_config.py
      trl/trainer/sft_trainer.py
      """;

  private GitHubDouble github = new GitHubDouble();

  @BeforeEach
  void repository() {
    github
        .commit("huggingface/trl", "HEAD")
        .tree("huggingface/trl", TRL.strip().replace("\n", "|"));
  }

  @AfterEach
  void stop() {
    github.close();
  }

  @Test
  void a_short_word_finds_the_script_of_that_name_first_and_only_files_with_the_word() {
    List<String> hits = hits(github.find("{'repo':'trl','keyword':'sft'}"));

    assertThat(hits.getFirst()).isIn("examples/scripts/sft.py", "trl/scripts/sft.py");
    assertThat(hits).hasSizeBetween(5, 20).allMatch(path -> path.contains("sft"));
  }

  @Test
  void look_alikes_are_not_matches() {
    assertThat(hits(github.find("{'repo':'huggingface/trl','keyword':'grpo'}")))
        .isNotEmpty()
        .allMatch(path -> path.contains("grpo"))
        .contains("trl/scripts/grpo.py", "examples/scripts/grpo_vlm.py");
    assertThat(hits(github.find("{'repo':'trl','keyword':'dpo'}")))
        .allMatch(path -> path.contains("dpo"))
        .doesNotContain("examples/scripts/orpo.py");
  }

  @Test
  void several_words_find_the_file_that_has_them_all() {
    assertThat(
            hits(github.find("{'repo':'huggingface/trl','keyword':'reward modeling'}")).getFirst())
        .isEqualTo("examples/scripts/reward_modeling.py");
  }

  @Test
  void a_word_inside_another_is_no_match_and_that_is_said() {
    String text = github.find("{'repo':'trl','keyword':'vision'}");

    assertThat(text).doesNotContain("diffusion").containsAnyOf("no strong match", "none matches");
  }

  @Test
  void without_a_word_the_folders_are_shown_with_counts() {
    assertThat(github.find("{'repo':'trl'}"))
        .hasSizeLessThanOrEqualTo(8_000)
        .contains("examples/scripts/ (")
        .contains("examples/notebooks/ (5)")
        .containsPattern("\\d+ of \\d+ folders shown")
        .doesNotContain("tests/");
  }

  @Test
  void a_missing_repository_name_is_named() {
    assertThat(github.findError("{'keyword':'sft'}")).contains("repo");
    assertThat(github.requests).isEmpty();
  }

  @Test
  void every_answer_gives_what_the_reader_needs_to_read_the_file() {
    github
        .commit("huggingface/trl", GitHubDouble.SHA)
        .file("huggingface/trl", "examples/scripts/reward_modeling.py", "import trl\n");
    String text = github.find("{'repo':'trl','keyword':'reward modeling'}");

    assertThat(text).contains("at commit " + GitHubDouble.SHA);
    assertThat(
            github.read(
                "{'repo':'huggingface/trl','ref':'%s','path':'%s'}"
                    .formatted(GitHubDouble.SHA, hits(text).getFirst())))
        .contains("1| import trl");
  }

  @Test
  void the_address_of_a_folder_searches_that_folder() {
    github.commit("huggingface/trl", "main");

    assertThat(
            hits(
                github.find(
                    "{'repo':'https://github.com/huggingface/trl/tree/main/trl/trainer','keyword':'sft'}")))
        .containsExactlyInAnyOrder("trl/trainer/sft_trainer.py", "trl/trainer/sft_config.py");
    assertThat(hits(github.find("{'repo':'huggingface/trl/examples','keyword':'kto'}")))
        .containsExactly("examples/scripts/kto.py");
  }

  @Test
  void with_a_token_the_answer_says_whether_anybody_still_looks_after_it() {
    restart(Map.of("GITHUB_TOKEN", "t" + Long.toHexString(System.nanoTime())));
    github
        .commit("o/r", "HEAD")
        .tree("o/r", "examples/sft.py")
        .answers(
            "/repos/o/r",
            GitHubDouble.json(200, "{\"archived\":true,\"pushed_at\":\"2022-03-04T05:06:07Z\"}"));

    assertThat(github.find("{'repo':'o/r','keyword':'sft'}"))
        .contains("examples/sft.py")
        .endsWith("ARCHIVED: nobody changes this repository any more. Last push 2022-03-04.");
  }

  @Test
  void code_search_says_what_it_cannot_do() {
    restart(Map.of("GITHUB_TOKEN", "t" + Long.toHexString(System.nanoTime())));
    github.answers(
        "/search/code",
        GitHubDouble.json(
            200,
            "{\"total_count\":40,\"incomplete_results\":true,\"items\":[{\"path\":\"a.py\",\"html_url\":\"https://github.com/o/r/blob/x/a.py\"}]}"));

    assertThat(github.find("{'repo':'o/r','content':'GRPOConfig(','ref':'v1','extensions':['py']}"))
        .contains("1 of 40 shown")
        .contains("`ref` was not applied")
        .contains("ran out of time");
    assertThat(github.requests.getLast().getUrl().queryParameter("q"))
        .isEqualTo("GRPOConfig( repo:o/r extension:py");
    assertThat(github.findError("{'repo':'o/r','content':'x','extensions':['py','ipynb']}"))
        .contains("one extension");
  }

  @Test
  void a_refused_code_search_says_when_to_come_back() {
    restart(Map.of("GITHUB_TOKEN", "t" + Long.toHexString(System.nanoTime())));
    github.answers(
        "/search/code",
        new MockResponse.Builder()
            .code(403)
            .addHeader("Retry-After", "55")
            .body("{\"message\":\"You have exceeded a secondary rate limit\"}")
            .build());

    assertThat(github.findError("{'repo':'o/r','content':'x'}"))
        .contains("HTTP 403, rate limit")
        .contains("55 s");
  }

  private void restart(Map<String, String> settings) {
    github.close();
    github = new GitHubDouble(settings);
  }

  private static List<String> hits(String text) {
    return Arrays.stream(text.split("\n"))
        .filter(line -> line.matches("\\S+ \\([\\d,]+ B, match \\d+\\)"))
        .map(line -> line.replaceFirst(" .*", ""))
        .toList();
  }
}

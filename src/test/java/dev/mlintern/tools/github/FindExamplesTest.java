package dev.mlintern.tools.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How `github_find_examples` ranks what it finds, and what it says when it finds little.
class FindExamplesTest {
  private GitHubDouble github = new GitHubDouble();

  @AfterEach
  void stop() {
    github.close();
  }

  @Test
  void examples_are_ranked_by_whole_words_with_a_preview() {
    github.commit("huggingface/trl", "HEAD");
    github.tree(
        "huggingface/trl",
        "examples/scripts/grpo.py|examples/scripts/orpo.py|examples/scripts/gspo.py"
            + "|examples/notebooks/grpo_vlm.ipynb|trl/trainer/grpo_trainer.py|tests/test_grpo.py");
    github.file(
        "huggingface/trl",
        "examples/scripts/grpo.py",
        "# licence\n\nfrom trl import GRPOTrainer\n");

    String text = github.find("{'repo':'trl','keyword':'grpo'}");

    assertThat(text).contains(GitHubDouble.SHA).contains("from trl import GRPOTrainer");
    assertThat(text.indexOf("scripts/grpo.py")).isLessThan(text.indexOf("grpo_vlm.ipynb"));
    assertThat(text).doesNotContain("orpo").doesNotContain("gspo").doesNotContain("grpo_trainer");
    assertThat(github.find("{'repo':'trl','keyword':'grpo','scope':'all'}"))
        .contains("grpo_trainer.py");
  }

  @Test
  void no_match_says_what_was_looked_at() {
    github.commit("o/r", "HEAD");
    github.tree("o/r", "examples/a.py|examples/b.py");

    assertThat(github.find("{'repo':'o/r','keyword':'vision'}"))
        .contains("0 of 2")
        .contains("scope=\"all\"");
  }

  @Test
  void a_misspelt_repository_gets_suggestions() {
    github.answers(
        "/search/repositories",
        GitHubDouble.json(
            200, "{\"total_count\":1,\"items\":[{\"full_name\":\"huggingface/trl\"}]}"));

    assertThat(github.findError("{'repo':'trll'}"))
        .contains("huggingface/trll")
        .contains("Did you mean huggingface/trl?");
  }

  @Test
  void code_search_needs_a_token_and_says_so() {
    assertThat(github.findError("{'repo':'o/r','content':'GRPOConfig('}")).contains("GITHUB_TOKEN");
  }

  @Test
  void code_search_shows_fragments_and_sends_the_token() {
    String token = "t" + Long.toHexString(System.nanoTime());
    restart(Map.of("GITHUB_TOKEN", token));
    github.answers(
        "/search/code",
        GitHubDouble.json(
            200,
            """
            {"total_count":1,"items":[{"path":"a.py","html_url":"https://github.com/o/r/blob/x/a.py",
             "text_matches":[{"fragment":"cfg = GRPOConfig(beta=0)"}]}]}
            """));

    assertThat(github.find("{'repo':'o/r','content':'GRPOConfig('}"))
        .contains("cfg = GRPOConfig(beta=0)")
        .contains("1 of 1");
    assertThat(github.requests.getFirst().getHeaders().get("Authorization"))
        .isEqualTo("Bearer " + token);
  }

  @Test
  void a_cut_tree_is_completed_by_the_example_folders() {
    github.commit("o/r", "HEAD");
    String root =
        """
        {"truncated":%s,"tree":[
          {"path":"examples","mode":"040000","sha":"aaa1"},
          {"path":"src","mode":"040000","sha":"bbb2"}]}
        """;
    github.answers(
        "/repos/o/r/git/trees/" + GitHubDouble.SHA + "?recursive=1",
        GitHubDouble.json(200, root.formatted("true")));
    github.answers(
        "/repos/o/r/git/trees/" + GitHubDouble.SHA,
        GitHubDouble.json(200, root.formatted("false")));
    github.answers(
        "/repos/o/r/git/trees/aaa1?recursive=1",
        GitHubDouble.json(
            200, "{\"tree\":[{\"path\":\"sft.py\",\"mode\":\"100644\",\"size\":9}]}"));

    assertThat(github.find("{'repo':'o/r','keyword':'sft'}"))
        .contains("examples/sft.py")
        .contains("GitHub cut the tree")
        .contains("listed on their own: examples/");
  }

  @Test
  void a_revision_is_used_for_the_tree() {
    github.commit("o/r", "v0.30.0");
    github.tree("o/r", "examples/dreambooth.py");

    assertThat(github.find("{'repo':'o/r','keyword':'dreambooth','ref':'v0.30.0'}"))
        .contains("v0.30.0 at commit " + GitHubDouble.SHA)
        .contains("examples/dreambooth.py");
  }

  private void restart(Map<String, String> settings) {
    github.close();
    github = new GitHubDouble(settings);
  }
}

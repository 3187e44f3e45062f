package dev.mlintern.tools.datasets;

import static dev.mlintern.tools.datasets.Answers.CHAT;
import static dev.mlintern.tools.datasets.Answers.TEXT;
import static dev.mlintern.tools.datasets.Answers.conversation;
import static dev.mlintern.tools.datasets.Answers.ordered;
import static dev.mlintern.tools.datasets.Answers.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which trainer a dataset fits as it is, after a conversion, or not (spec tools-read §3.10).
class DatasetFitsTest {
  @TempDir private Path home;
  private ViewerDouble viewer;

  @BeforeEach
  void start() throws Exception {
    viewer = new ViewerDouble(home);
  }

  @AfterEach
  void stop() {
    viewer.close();
  }

  @Test
  void legacy_list_features_are_read_and_chats_analysed_over_the_whole_page() throws Exception {
    String legacy = "[{\"content\":" + TEXT + ",\"role\":" + TEXT + "}]";
    Map<String, String> features = ordered("prompt", TEXT, "messages", legacy);
    viewer.single(
        "HuggingFaceH4/ultrachat_200k",
        "default/train_sft",
        features,
        times(
            10,
            i ->
                "{\"prompt\":\"p"
                    + i
                    + "\",\"messages\":"
                    + conversation(
                        "user", "hi " + i, "assistant", "hello", "user", "and?", "assistant", "x")
                    + "}"));

    String text =
        viewer.text(
            "{\"dataset\":\"HuggingFaceH4/ultrachat_200k\",\"split\":\"train_sft\",\"sample_rows\":2}");

    assertThat(text)
        .contains("messages | list<struct{content: string, role: string}>")
        .contains("roles user 20, assistant 20", "4 turns", "last turn assistant 10")
        .contains("[row 1]", "4 turns\n    user: hi 1\n    assistant: hello")
        .doesNotContain("[row 2]")
        .doesNotContain("Warning")
        .contains("SFT: fits after dropping `prompt`")
        .contains("`ds = ds.remove_columns(\"prompt\")`");
  }

  @Test
  void implicit_prompt_preferences_fit_dpo_and_reward_but_not_grpo() throws Exception {
    Map<String, String> features =
        ordered("chosen", CHAT, "rejected", CHAT, "score_chosen", Answers.INT);
    viewer.single(
        "trl-lib/ultrafeedback_binarized",
        "default/train",
        features,
        times(
            30,
            i ->
                "{\"chosen\":"
                    + conversation("user", "q" + i, "assistant", "a long good answer " + i)
                    + ",\"rejected\":"
                    + conversation(
                        "user", "q" + i, "assistant", i == 4 ? "a long good answer 4" : "no")
                    + ",\"score_chosen\":8}"));

    String text = viewer.text("{\"dataset\":\"trl-lib/ultrafeedback_binarized\"}");

    assertThat(text)
        .contains("DPO, CPO, ORPO: fits — preference, conversational, the prompt is taken from")
        .contains("Reward: fits — preference, conversational, implicit prompt, as recommended")
        .contains("KTO, BCO: fits — preference")
        .contains("XPO (missing `prompt`; trl.extract_prompt can derive it from `chosen`")
        .contains("- ! `chosen` and `rejected` are identical in 1 of the split's 30 pairs")
        .contains("(e.g. row 4)")
        .contains("longer answer in 29 of the split's 30 pairs");
  }

  @Test
  void an_answer_that_is_missing_is_neither_shorter_nor_the_same() throws Exception {
    viewer.single(
        "org/pairs",
        "default/train",
        ordered("chosen", TEXT, "rejected", TEXT),
        times(
            60,
            i ->
                i < 5
                    ? "{\"chosen\":null,\"rejected\":null}"
                    : i < 40
                        ? "{\"chosen\":\"good " + i + "\",\"rejected\":null}"
                        : "{\"chosen\":\"good " + i + "\",\"rejected\":\"bad answer " + i + "\"}"));

    assertThat(viewer.text("{\"dataset\":\"org/pairs\"}"))
        .contains("`rejected` is null 40 times")
        .doesNotContain("identical", "the longer answer");
  }

  @Test
  void share_gpt_conversations_fit_after_a_conversion_that_is_given() throws Exception {
    String from = "[{\"from\":" + TEXT + ",\"value\":" + TEXT + "}]";
    viewer.single(
        "org/share-gpt",
        "default/train",
        Map.of("conversations", from),
        times(
            5,
            i ->
                "{\"conversations\":[{\"from\":\"human\",\"value\":\"q"
                    + i
                    + "\"},{\"from\":\"gpt\",\"value\":\"a\"}]}"));

    String text = viewer.text("{\"dataset\":\"org/share-gpt\"}");

    assertThat(text)
        .contains("ShareGPT list of {from, value}")
        .contains("SFT: fits after conversion of `conversations`")
        .contains(
            "`ds = ds.map(lambda r: {\"messages\": [{\"role\": {\"human\": \"user\", \"gpt\":"
                + " \"assistant\"}.get(m[\"from\"], m[\"from\"]), \"content\": m[\"value\"]} for m"
                + " in r[\"conversations\"]]}, remove_columns=[\"conversations\"])`");
  }
}

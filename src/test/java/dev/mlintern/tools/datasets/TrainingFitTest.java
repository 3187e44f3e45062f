package dev.mlintern.tools.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingFitTest {
  private static final String CHAT = Answers.CHAT;
  private static final String TEXT = Answers.TEXT;

  @Test
  void question_and_answer_fit_after_a_rename() {
    assertThat(verdicts("question", TEXT, "answer", TEXT))
        .contains("SFT: fits after renaming `question` → `prompt`, `answer` → `completion`")
        .contains("ds.rename_columns({\"question\": \"prompt\", \"answer\": \"completion\"})")
        .contains("GRPO, RLOO, OnlineDPO, NashMD, XPO: fits after renaming `question` → `prompt`")
        .contains("GKD: fits after renaming");
  }

  @Test
  void instructions_with_an_input_are_joined_into_a_prompt() {
    assertThat(verdicts("instruction", TEXT, "input", TEXT, "output", TEXT))
        .contains("SFT: fits after joining `instruction` and `input` into `prompt`")
        .contains("r[\"instruction\"] + (\"\\n\\n\" + r[\"input\"] if r[\"input\"] else \"\")");
  }

  @Test
  void a_text_prompt_beside_chat_answers_is_told_apart() {
    assertThat(verdicts("prompt", TEXT, "chosen", CHAT, "rejected", CHAT))
        .contains("`prompt` is text while `chosen` is chat");
    assertThat(verdicts("prompt", CHAT, "chosen", CHAT, "rejected", CHAT))
        .contains("DPO, CPO, ORPO: fits — preference, conversational, explicit prompt");
    assertThat(verdicts("chosen", TEXT, "rejected", CHAT))
        .contains("Does not fit: DPO, CPO, ORPO, Reward (missing one format");
    assertThat(verdicts("question", TEXT, "chosen", TEXT, "rejected", TEXT))
        .contains("DPO, CPO, ORPO: fits after renaming `question` → `prompt`");
  }

  @Test
  void single_messages_are_wrapped_into_lists() {
    String single = "{\"role\":" + TEXT + ",\"content\":" + TEXT + "}";

    assertThat(verdicts("chosen", single, "rejected", single))
        .contains("DPO, CPO, ORPO: fits after conversion")
        .contains("{\"chosen\": [r[\"chosen\"]], \"rejected\": [r[\"rejected\"]]}");
  }

  @Test
  void unpaired_preferences_need_a_boolean() {
    assertThat(verdicts("prompt", TEXT, "completion", TEXT, "label", Answers.BOOL))
        .contains("KTO, BCO: fits — unpaired preference")
        .contains("SFT: fits — prompt-completion");
    assertThat(verdicts("prompt", TEXT, "completion", TEXT, "label", Answers.INT))
        .contains("KTO, BCO: fits after reading `label` as true/false")
        .contains("ds.cast_column(\"label\", datasets.Value(\"bool\"))");
  }

  @Test
  void stepwise_supervision_fits_only_the_process_reward_trainer() {
    String texts = "{\"feature\":" + TEXT + ",\"_type\":\"List\"}";
    String flags = "{\"feature\":" + Answers.BOOL + ",\"_type\":\"List\"}";

    assertThat(verdicts("prompt", TEXT, "completions", texts, "labels", flags))
        .contains("PRM: fits — stepwise supervision")
        .contains("GKD (missing `completion`)")
        .contains("Does not fit: SFT (");
  }

  @Test
  void a_lone_text_column_is_named_to_the_trainer() {
    assertThat(verdicts("sentence", TEXT, "id", Answers.INT))
        .contains(
            "SFT: fits after naming the text column: `SFTConfig(dataset_text_field=\"sentence\")`");
  }

  @Test
  void chats_under_another_name_only_need_the_name() {
    assertThat(verdicts("conversation", CHAT))
        .contains("SFT: fits after renaming `conversation` → `messages`");
  }

  @Test
  void hostile_column_names_stay_inside_their_string() {
    assertThat(verdicts("x\"]; import os #`", TEXT))
        .contains("dataset_text_field=\"x\\\"\\u005d; import os #\\u0060\")");
  }

  private static String verdicts(String... columns) {
    Map<String, FeatureType> schema = new LinkedHashMap<>();
    for (int i = 0; i < columns.length; i += 2) {
      schema.put(columns[i], FeatureType.parse(Answers.json(columns[i + 1])));
    }
    return String.join("\n", TrainerVerdict.lines(TrainingFit.of(ColumnSet.of(schema))));
  }
}

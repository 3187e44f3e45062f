package dev.mlintern.tools.datasets;

import static dev.mlintern.tools.datasets.Answers.BOOL;
import static dev.mlintern.tools.datasets.Answers.CHAT;
import static dev.mlintern.tools.datasets.Answers.INT;
import static dev.mlintern.tools.datasets.Answers.TEXT;
import static dev.mlintern.tools.datasets.Answers.conversation;
import static dev.mlintern.tools.datasets.Answers.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The audits of spec tools-read §3.10 and what somebody about to train must be told.
class DatasetAuditTest {
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
  void a_text_classification_set_is_laid_out_with_counts_classes_and_verdicts() throws Exception {
    Map<String, String> features =
        Map.of("text", TEXT, "label", "{\"names\":[\"neg\",\"pos\"],\"_type\":\"ClassLabel\"}");
    viewer
        .viewer(
            "splits",
            Map.of(),
            Answers.splits(
                "stanfordnlp/imdb",
                "plain_text/train",
                "plain_text/test",
                "plain_text/unsupervised"))
        .viewer("is-valid", Map.of(), Answers.valid())
        .viewer(
            "size",
            Map.of(),
            Answers.size(
                ordered(
                    "plain_text/train", 25_000L,
                    "plain_text/test", 25_000L,
                    "plain_text/unsupervised", 50_000L)))
        .viewer(
            "info",
            Map.of("config", "plain_text"),
            Answers.info(features, Map.of("train", 25_000L, "test", 25_000L)))
        .viewer(
            "first-rows",
            Map.of("config", "plain_text", "split", "train"),
            Answers.rows(
                features,
                0,
                times(100, i -> "{\"text\":\"A film <br /> number " + i + "\",\"label\":0}")))
        .viewer(
            "statistics",
            Map.of("config", "plain_text", "split", "train"),
            """
            {"num_examples":25000,"partial":false,"statistics":[
             {"column_name":"label","column_type":"class_label","column_statistics":{"nan_count":0,
              "no_label_count":0,"n_unique":2,"frequencies":{"neg":12500,"pos":12500}}},
             {"column_name":"text","column_type":"string_text","column_statistics":{"nan_count":0,
              "min":52,"max":13704,"mean":1325.07,"median":979.0,"std":1003.13,"histogram":{
              "hist":[17426,5384,1490,500,200],"bin_edges":[52,1418,2784,4150,8800,13704]}}}]}\
            """)
        .repo(
            "stanfordnlp/imdb",
            """
            {"id":"stanfordnlp/imdb","gated":false,"private":false,"downloads":123456,"likes":312,
             "lastModified":"2024-01-04T12:09:45.000Z","sha":"e6281661ce1c48d982bc483cf8a173c1bbeb5d31",
             "tags":["license:other"],"cardData":{"license":"other"}}\
            """);

    String text = viewer.text("{\"dataset\":\"stanfordnlp/imdb\"}");

    assertThat(text)
        .contains("`train` (audited) 25,000 rows", "`unsupervised` 50,000 rows")
        .contains("class[2]{neg=0,pos=1}", "neg 12,500, pos 12,500")
        .contains("| text | string | 0 | 52–13,704 chars, median 979 |")
        .contains("SFT: fits — language modelling on `text`")
        .contains("Does not fit: DPO, CPO, ORPO, Reward (missing `chosen`, `rejected`)")
        .contains("GRPO, RLOO, OnlineDPO, NashMD, XPO (missing `prompt`)")
        .contains("text classification (`text` → `label`)")
        .contains("rows are sorted by it")
        .contains("HTML tags in 100 of the first 100 texts")
        .contains("in at least 700 (3%) of all 25,000 rows; the longest has about 3,426 tokens")
        .contains("[row 2]", "label: 0 (neg)")
        .doesNotContain("[row 3]")
        .contains("3 of 25,000 rows shown; go on with `offset`: 3")
        .contains("licence other", "updated 2024-01-04", "sha e628166")
        .contains("/datasets/stanfordnlp/imdb");
    assertThat(text.length()).isLessThan(8_000);
  }

  @Test
  void legacy_list_features_are_read_and_chats_analysed_over_the_whole_page() throws Exception {
    String legacy = "[{\"content\":" + TEXT + ",\"role\":" + TEXT + "}]";
    Map<String, String> features = ordered("prompt", TEXT, "messages", legacy);
    simple(
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
    simple(
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
  void the_split_is_taken_from_the_chosen_config() throws Exception {
    Map<String, String> features = Map.of("text", TEXT);
    viewer
        .viewer(
            "splits", Map.of(), Answers.splits("org/two-configs", "main/train", "alt/validation"))
        .viewer("is-valid", Map.of(), Answers.valid())
        .viewer("size", Map.of(), Answers.size(Map.of("alt/validation", 5L)))
        .viewer("info", Map.of("config", "alt"), Answers.info(features, Map.of("validation", 5L)))
        .viewer(
            "first-rows",
            Map.of("config", "alt", "split", "validation"),
            Answers.rows(features, 0, times(5, i -> "{\"text\":\"alternative " + i + "\"}")))
        .repo("org/two-configs", "{\"id\":\"org/two-configs\"}");

    String text = viewer.text("{\"dataset\":\"org/two-configs\",\"config\":\"alt\"}");

    assertThat(text)
        .contains("Config `alt`: `validation` (audited) 5 rows")
        .contains("Other configs (1): `main`")
        .contains("text: alternative 0")
        .contains("no licence stated");
  }

  @Test
  void share_gpt_conversations_fit_after_a_conversion_that_is_given() throws Exception {
    String from = "[{\"from\":" + TEXT + ",\"value\":" + TEXT + "}]";
    simple(
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

  @Test
  void broken_conversations_are_counted_with_an_example() throws Exception {
    simple(
        "org/chats",
        "default/train",
        Map.of("messages", CHAT),
        List.of(
            "{\"messages\":" + conversation("user", "a", "assistant", "b") + "}",
            "{\"messages\":" + conversation("user", "a", "user", "b", "assistant", "") + "}",
            "{\"messages\":" + conversation("system", "s", "assistant", "b") + "}",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\","
                + "\"content\":null,\"tool_calls\":[{\"id\":\"1\"}]},{\"role\":\"tool\",\"content\":"
                + "\"7\",\"tool_calls\":null}]}",
            "{\"messages\":[]}"));

    assertThat(viewer.text("{\"dataset\":\"org/chats\"}"))
        .contains(
            "has a message without content in 1 of 4 conversations in the split's 5 rows (e.g. row"
                + " 1)")
        .contains("the same speaker twice in a row in 1 of 4")
        .contains("does not start with the user in 1 of 4")
        .contains("does not end with the assistant in 1 of 4")
        .contains("uses tools in 1 of 4 conversations", "no `tools` column")
        .contains("`messages` holds no messages in 1 of the split's 5 rows");
  }

  @Test
  void images_are_shown_by_size_and_signed_addresses_never() throws Exception {
    String signed =
        "https://datasets-server.huggingface.co/assets/x/0/image.jpg?Expires=17&Signature=s3cr3t"
            + "&Key-Pair-Id=K";
    simple(
        "org/images",
        "default/train",
        ordered(
            "image",
            "{\"_type\":\"Image\"}",
            "views",
            "{\"feature\":{\"_type\":\"Image\"},\"_type\":\"List\"}",
            "sound",
            "{\"sampling_rate\":16000,\"_type\":\"Audio\"}",
            "note",
            TEXT),
        List.of(
            "{\"image\":{\"src\":\""
                + signed
                + "\",\"height\":512,\"width\":640},"
                + "\"views\":[{\"src\":\""
                + signed
                + "\",\"height\":8,\"width\":9}],"
                + "\"sound\":[{\"src\":\""
                + signed
                + "\",\"type\":\"audio/wav\"}],"
                + "\"note\":\"see "
                + signed
                + " there\"}"));

    assertThat(viewer.text("{\"dataset\":\"org/images\"}"))
        .contains("image: <image 640x512>", "<image 9x8>", "sound: <audio audio/wav>")
        .contains("audio@16000Hz", "list<image>")
        .contains("note: see https://datasets-server.huggingface.co/assets/x/0/image.jpg?… there")
        .doesNotContain("Signature", "s3cr3t", "Expires");
  }

  @Test
  void labels_that_are_all_minus_one_and_identical_splits_are_serious() throws Exception {
    Map<String, String> features =
        ordered("sentence", TEXT, "label", "{\"names\":[\"a\",\"b\"],\"_type\":\"ClassLabel\"}");
    viewer
        .viewer("splits", Map.of(), Answers.splits("org/glue", "default/train", "default/test"))
        .viewer("is-valid", Map.of(), Answers.valid())
        .viewer(
            "size",
            Map.of(),
            """
            {"size":{"splits":[
             {"config":"default","split":"train","num_rows":9,"num_bytes_parquet_files":77,"num_bytes_memory":99},
             {"config":"default","split":"test","num_rows":9,"num_bytes_parquet_files":77,"num_bytes_memory":99}]},
             "partial":false}\
            """)
        .viewer("info", Map.of(), Answers.info(features, Map.of("train", 9L, "test", 9L)))
        .viewer(
            "first-rows",
            Map.of("split", "test"),
            Answers.rows(features, 0, times(9, i -> "{\"sentence\":\"s" + i + "\",\"label\":-1}")))
        .viewer(
            "statistics",
            Map.of(),
            """
            {"num_examples":9,"partial":false,"statistics":[{"column_name":"label",
             "column_type":"class_label","column_statistics":{"nan_count":0,"no_label_count":9,
             "n_unique":2,"frequencies":{"a":0,"b":0}}}]}\
            """)
        .repo("org/glue", "{\"id\":\"org/glue\",\"tags\":[\"license:mit\"]}");

    assertThat(viewer.text("{\"dataset\":\"org/glue\",\"split\":\"test\"}"))
        .contains("- ! `label` holds no labels: it is -1 in all 9 rows")
        .contains("- ! `train` and `test` have the same number of rows (9)")
        .contains("label: -1 (no label)");
  }

  @Test
  void duplicates_blanks_nulls_templates_and_length_are_found_in_the_page() throws Exception {
    String longText = "word ".repeat(2_000);
    simple(
        "org/dirty",
        "default/train",
        ordered("id", INT, "text", TEXT, "source", TEXT, "ok", BOOL),
        List.of(
            "{\"id\":1,\"text\":\"same\",\"source\":\"web\",\"ok\":true}",
            "{\"id\":2,\"text\":\"same\",\"source\":\"web\",\"ok\":true}",
            "{\"id\":3,\"text\":\" \",\"source\":\"web\",\"ok\":true}",
            "{\"id\":4,\"text\":null,\"source\":\"web\",\"ok\":true}",
            "{\"id\":5,\"text\":\"<|im_start|>user hi\",\"source\":\"web\",\"ok\":true}",
            "{\"id\":6,\"text\":\"" + longText + "\",\"source\":\"web\",\"ok\":true}"));

    assertThat(viewer.text("{\"dataset\":\"org/dirty\",\"sample_rows\":6}"))
        .contains(
            "1 of the split's 6 rows repeat an earlier row in every column but ids and media"
                + " (e.g. row 1 = row 0)")
        .contains("`text`: 1 of 5 texts in the split's 6 rows is empty")
        .contains("`text` is null 1 time (17%)")
        .contains("- ! `text`: chat-template tokens in 1 of 5 texts")
        .contains("`text` is longer than 4,096 characters (about 1,024 tokens")
        .contains("`source` has one and the same value in the split's 6 rows")
        .contains("text: \" \"", "text: null", "… (+9,700 chars)");
  }

  @Test
  void a_wide_schema_keeps_the_answer_within_its_budget_and_says_what_is_left_out()
      throws Exception {
    Map<String, String> features = new LinkedHashMap<>();
    StringBuilder row = new StringBuilder("{");
    for (int i = 0; i < 300; i++) {
      features.put("column_number_" + i, TEXT);
      row.append(i == 0 ? "" : ",").append("\"column_number_" + i + "\":\"value " + i + "\"");
    }
    String cells = row.append("}").toString();
    simple("org/wide", "default/train", features, List.of(cells, cells));

    String text = viewer.text("{\"dataset\":\"org/wide\"}");

    assertThat(text.length()).isLessThanOrEqualTo(8_000);
    assertThat(text).contains("of 300 columns shown; name others in `columns`");
    assertThat(viewer.text("{\"dataset\":\"org/wide\",\"columns\":[\"column_number_299\"]}"))
        .contains("| column_number_299 | string |", "column_number_299: value 299")
        .doesNotContain("column_number_298");
    assertThat(viewer.error("{\"dataset\":\"org/wide\",\"columns\":[\"nope\"]}"))
        .contains("`columns`: `nope` is not a column");
  }

  @Test
  void hostile_names_and_texts_cannot_break_out_of_the_report() throws Exception {
    String hostile = "a`|b\\u202e\\nIgnore";
    simple(
        "org/hostile",
        "default/train",
        Map.of(hostile.replace("\\u202e", "\u202e").replace("\\n", "\n"), TEXT),
        List.of("{\"" + hostile + "\":\"``` \\u200b\\n## fake heading\"}"));

    String text = viewer.text("{\"dataset\":\"org/hostile\"}");

    assertThat(text)
        .contains("a`\\|b Ignore")
        .doesNotContain("\u202e", "\u200b", "\n## fake heading")
        .contains("````text");
  }

  /// One split, no statistics, an open repository with a licence.
  private void simple(
      String dataset, String configSplit, Map<String, String> features, List<String> rows) {
    String[] parts = configSplit.split("/");
    viewer
        .viewer("splits", Map.of(), Answers.splits(dataset, configSplit))
        .viewer(
            "is-valid",
            Map.of(),
            "{\"preview\":true,\"viewer\":true,\"search\":false,\"filter\":false,"
                + "\"statistics\":false}")
        .viewer("size", Map.of(), Answers.size(Map.of(configSplit, (long) rows.size())))
        .viewer(
            "info",
            Map.of("config", parts[0]),
            Answers.info(features, Map.of(parts[1], (long) rows.size())))
        .viewer(
            "first-rows",
            Map.of("config", parts[0], "split", parts[1]),
            Answers.rows(features, 0, rows))
        .repo(dataset, "{\"id\":\"" + dataset + "\",\"tags\":[\"license:mit\"]}");
  }

  private static <V> Map<String, V> ordered(String name, V value, Object... more) {
    Map<String, V> map = new LinkedHashMap<>();
    map.put(name, value);
    for (int i = 0; i < more.length; i += 2) {
      @SuppressWarnings("unchecked")
      V next = (V) more[i + 1];
      map.put((String) more[i], next);
    }
    return map;
  }
}

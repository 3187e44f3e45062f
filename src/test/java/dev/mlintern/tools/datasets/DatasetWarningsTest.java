package dev.mlintern.tools.datasets;

import static dev.mlintern.tools.datasets.Answers.BOOL;
import static dev.mlintern.tools.datasets.Answers.CHAT;
import static dev.mlintern.tools.datasets.Answers.INT;
import static dev.mlintern.tools.datasets.Answers.TEXT;
import static dev.mlintern.tools.datasets.Answers.conversation;
import static dev.mlintern.tools.datasets.Answers.ordered;
import static dev.mlintern.tools.datasets.Answers.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What somebody about to train must be told of the rows: duplicates, broken chats, labels that
/// are none (spec tools-read §3.10).
class DatasetWarningsTest {
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
  void broken_conversations_are_counted_with_an_example() throws Exception {
    viewer.single(
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
    viewer.single(
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
}

package dev.mlintern.tools.datasets;

import static dev.mlintern.tools.datasets.Answers.TEXT;
import static dev.mlintern.tools.datasets.Answers.times;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Never a success with empty tables: why it failed, and what to do.
class DatasetErrorsTest {
  private static final Map<String, String> FEATURES = Map.of("text", TEXT);

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
  void a_missing_dataset_is_an_error_with_the_reason_and_similar_ids() throws Exception {
    everywhere(404, "ExternalAuthenticatedError", Answers.NO_ACCESS);
    viewer
        .hub(
            "/api/datasets/org/does-not-exist",
            404,
            "RepoNotFound",
            "{\"error\":\"Repository not found\"}")
        .hub("/api/datasets", 200, "", "[{\"id\":\"org/does-exist\"},{\"id\":\"other/does\"}]");

    assertThat(viewer.error("{\"dataset\":\"org/does-not-exist\"}"))
        .contains("`org/does-not-exist`", "missing", "Check the spelling")
        .contains("The dataset does not exist, or is not accessible")
        .contains("Similar: `org/does-exist`, `other/does`")
        .doesNotContain("##");
  }

  @Test
  void without_a_token_the_answer_names_the_variable() throws Exception {
    everywhere(401, "ExternalUnauthenticatedError", Answers.NO_ACCESS);
    viewer.hub(
        "/api/datasets/org/hidden", 401, "", "{\"error\":\"Invalid username or password.\"}");

    assertThat(viewer.error("{\"dataset\":\"org/hidden\"}"))
        .contains("private or gated", "HF_TOKEN", "/datasets/org/hidden");
  }

  @Test
  void a_gated_dataset_is_an_error_with_the_page_where_access_is_asked() throws Exception {
    everywhere(401, "ExternalUnauthenticatedError", Answers.NO_ACCESS);
    viewer.repo("org/gated", "{\"id\":\"org/gated\",\"gated\":\"manual\"}");

    assertThat(viewer.error("{\"dataset\":\"org/gated\"}"))
        .contains("org/gated is gated (manual)", "/datasets/org/gated", "HF_TOKEN")
        .contains("401 ExternalUnauthenticatedError");
    assertThat(viewer.error("{\"dataset\":\"org/gated\",\"search\":\"x\"}"))
        .contains("org/gated is gated (manual)");
  }

  @Test
  void unknown_configs_and_splits_list_the_valid_ones() throws Exception {
    served("default/train", "default/test");

    assertThat(viewer.error("{\"dataset\":\"org/data\",\"config\":\"defualt\"}"))
        .contains("no config `defualt` (did you mean `default`?)", "Configs: `default`");
    assertThat(viewer.error("{\"dataset\":\"org/data\",\"split\":\"validation\"}"))
        .contains("no split `validation`", "`train`, `test`");
    assertThat(
            viewer.error(
                "{\"dataset\":\"org/data\",\"config\":\"default\",\"split\":\"dev\",\"search\":\"x\"}"))
        .contains("no split `dev`", "`train`, `test`");
  }

  @Test
  void rows_that_are_not_ready_are_asked_for_again() throws Exception {
    served("default/train");
    viewer
        .viewerError(
            "first-rows", Map.of("split", "train"), 500, "ResponseNotReady", Answers.NOT_READY)
        .viewerError(
            "first-rows", Map.of("split", "train"), 500, "ResponseNotReady", Answers.NOT_READY)
        .viewer(
            "first-rows",
            Map.of("split", "train"),
            Answers.rows(FEATURES, 0, times(3, i -> "{\"text\":\"ready " + i + "\"}")));

    assertThat(viewer.text("{\"dataset\":\"org/data\"}")).contains("text: ready 0");
    assertThat(viewer.asked("first-rows")).hasSize(3);
  }

  @Test
  void rows_that_are_never_ready_leave_the_schema_and_one_warning() throws Exception {
    served("default/train");
    viewer.viewerError(
        "first-rows", Map.of("split", "train"), 500, "ResponseNotReady", Answers.NOT_READY);

    String text = viewer.text("{\"dataset\":\"org/data\"}");

    assertThat(text)
        .contains("| text | string |")
        .containsOnlyOnce("Warning: ")
        .contains("Warning: sample rows not available: HTTP 500 ResponseNotReady")
        .contains("Try again in a minute");
    assertThat(viewer.asked("first-rows")).hasSize(4);
  }

  @Test
  void a_sign_in_page_in_place_of_rows_is_no_row_and_is_not_kept() throws Exception {
    served("default/test");
    viewer
        .viewer("first-rows", Map.of("split", "test"), "<!doctype html><title>Sign in</title>")
        .viewer(
            "first-rows",
            Map.of("split", "test"),
            Answers.rows(FEATURES, 0, List.of("{\"text\":\"a row\"}")));

    assertThat(viewer.text("{\"dataset\":\"org/data\"}"))
        .contains("sample rows not available", "not JSON")
        .doesNotContain("Sign in");
    assertThat(viewer.text("{\"dataset\":\"org/data\"}")).contains("text: a row");
  }

  @Test
  void a_viewer_that_is_never_ready_is_said_to_be_and_nothing_is_made_up() throws Exception {
    everywhere(500, "ResponseNotReady", Answers.NOT_READY);
    viewer.repo("org/data", "{\"id\":\"org/data\",\"tags\":[\"license:mit\"]}");

    ToolResult result = viewer.call("{\"dataset\":\"org/data\"}");

    assertThat(result.text())
        .contains("ResponseNotReady", "Try again in a minute", "No row was seen")
        .doesNotContain("| column |", "0 rows", "..");
  }

  @Test
  void a_permanent_fault_of_the_dataset_is_not_asked_for_twice() throws Exception {
    served("default/train");
    viewer.viewerError(
        "first-rows",
        Map.of("split", "train"),
        500,
        "StreamingRowsError",
        "{\"error\":\"Cannot load the dataset split\",\"cause_message\":\"no such file\","
            + "\"cause_traceback\":[\"secret traceback line\"]}");

    assertThat(viewer.text("{\"dataset\":\"org/data\"}"))
        .contains("StreamingRowsError", "no such file")
        .doesNotContain("traceback");
    assertThat(viewer.asked("first-rows")).hasSize(1);
  }

  @Test
  void a_dataset_the_viewer_cannot_process_is_described_from_card_and_files() throws Exception {
    everywhere(
        501,
        "DatasetWithScriptNotSupportedError",
        "{\"error\":\"The dataset viewer doesn't support this dataset because it runs arbitrary"
            + " Python code.\"}");
    viewer
        .repo(
            "org/script",
            """
            {"id":"org/script","cardData":{"license":"mit","dataset_info":{"config_name":"main",
             "features":[{"name":"question","dtype":"string"},{"name":"answer","dtype":"string"},
              {"name":"turns","list":[{"name":"role","dtype":"string"},{"name":"content","dtype":"string"}]},
              {"name":"kind","dtype":{"class_label":{"names":{"0":"a","1":"b"}}}}],
             "splits":[{"name":"train","num_examples":7473}]}}}\
            """)
        .hub(
            "/api/datasets/org/script/tree/main",
            200,
            "",
            """
            [{"type":"file","path":"script.py","size":900,"oid":"a"},
             {"type":"file","path":"data/train.zip","size":5200000,"oid":"b"}]\
            """);

    assertThat(viewer.text("{\"dataset\":\"org/script\"}"))
        .contains("cannot show this dataset", "arbitrary Python code", "Python script")
        .contains("No row was seen")
        .contains("`question` string", "list<struct{role: string, content: string}>")
        .contains("class[2]{a=0,b=1}", "`train` 7,473 rows")
        .contains("`data/train.zip` 5.20 MB", "2, 5.20 MB; 1 py, 1 zip");
  }

  @Test
  void a_renamed_dataset_is_found_under_its_new_name() throws Exception {
    viewer
        .viewerError(
            "splits",
            Map.of("dataset", "imdb"),
            404,
            "RenamedDatasetError",
            "{\"error\":\"renamed\"}")
        .hub("/api/datasets/imdb", 200, "", "{\"id\":\"org/data\"}");
    served("default/train");

    assertThat(viewer.text("{\"dataset\":\"imdb\"}"))
        .startsWith("imdb is now org/data.\n# org/data")
        .contains("text: row 0");
  }

  @Test
  void a_viewer_out_of_reach_and_a_hub_out_of_reach_are_both_named() throws Exception {
    everywhere(503, "", "{\"error\":\"down\"}");
    viewer.hub("/api/datasets/org/data", 503, "", "{\"error\":\"down\"}");

    assertThat(viewer.error("{\"dataset\":\"org/data\"}")).contains("503", "down");
  }

  @Test
  void bad_arguments_are_named() throws Exception {
    assertThat(viewer.error("{\"sample_rows\":3}")).contains("`dataset`");
    assertThat(viewer.error("{\"dataset\":\"../etc/passwd\"}")).contains("`dataset`");
    assertThat(viewer.error("{\"dataset\":\"\"}")).contains("`dataset`");
    assertThat(viewer.error("{\"dataset\":\"a/b\",\"sample_rows\":101}")).contains("sample_rows");
    assertThat(viewer.error("{\"dataset\":\"a/b\",\"include\":[\"everything\"]}"))
        .contains("include");
    assertThat(viewer.error("{\"dataset\":\"a/b\",\"search\":\"x\",\"where\":\"y\"}"))
        .contains("cannot be combined");
    assertThat(viewer.error("{\"dataset\":\"https://huggingface.co/openai-community/gpt2\"}"))
        .contains("not a dataset");
  }

  @Test
  void null_counts_as_absent_and_addresses_count_as_ids() throws Exception {
    served("default/train");

    ToolResult result =
        viewer.call(
            "{\"dataset\":\"https://huggingface.co/datasets/org/data\",\"sample_rows\":null,"
                + "\"config\":null}");

    assertThat(result.isError()).isFalse();
    assertThat(result.text()).contains("[row 2]").doesNotContain("[row 3]");
  }

  @Test
  void parts_that_fail_are_listed_and_the_rest_is_shown() throws Exception {
    served("default/train");
    viewer
        .viewerError(
            "size",
            Map.of("dataset", "org/data"),
            500,
            "UnexpectedError",
            "{\"error\":\"size broke\"}")
        .viewerError(
            "statistics",
            Map.of("dataset", "org/data"),
            500,
            "UnexpectedError",
            "{\"error\":\"stats broke\"}");

    assertThat(viewer.text("{\"dataset\":\"org/data\"}"))
        .contains("text: row 0", "`train` (audited) 5 rows")
        .contains("Warning: sizes not available: HTTP 500 UnexpectedError: size broke")
        .contains("Warning: statistics not available: HTTP 500 UnexpectedError: stats broke");
  }

  private void served(String... configSplits) {
    viewer
        .viewer("splits", Map.of("dataset", "org/data"), Answers.splits("org/data", configSplits))
        .viewer("is-valid", Map.of(), Answers.valid())
        .viewer("size", Map.of(), Answers.size(Map.of("default/train", 5L)))
        .viewer("info", Map.of("config", "default"), Answers.info(FEATURES, Map.of("train", 5L)))
        .viewer(
            "first-rows",
            Map.of(),
            Answers.rows(FEATURES, 0, times(5, i -> "{\"text\":\"row " + i + "\"}")))
        .viewer("statistics", Map.of(), "{\"num_examples\":5,\"statistics\":[],\"partial\":false}")
        .viewerError("search", Map.of(), 404, "ResponseNotFound", "{\"error\":\"Not found.\"}")
        .repo("org/data", "{\"id\":\"org/data\",\"tags\":[\"license:mit\"]}");
  }

  private void everywhere(int status, String code, String body) {
    for (String route :
        List.of(
            "splits", "is-valid", "size", "info", "first-rows", "statistics", "search", "rows")) {
      viewer.viewerError(route, Map.of(), status, code, body);
    }
  }
}

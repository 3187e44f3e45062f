package dev.mlintern.tools.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is asked at the same time: each held answer is only given once the question that must not
/// wait for it has arrived.
class DatasetRoundTripsTest {
  private static final Map<String, String> FEATURES = Map.of("text", Answers.TEXT);

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
  void a_dataset_that_looks_like_most_takes_one_round_trip() throws Exception {
    serve("default");
    viewer.holdUntilAsked("splits", url -> rows(url, "default"));
    viewer.holdUntilAsked("size", url -> statistics(url, "default"));

    assertThat(viewer.text("{\"dataset\":\"org/data\"}")).contains("text: row 0");
    assertThat(viewer.asked("first-rows")).hasSize(1);
  }

  @Test
  void otherwise_rows_are_asked_for_as_soon_as_the_splits_are_known() throws Exception {
    serve("plain_text");
    viewer.holdUntilAsked("size", url -> rows(url, "plain_text"));
    viewer.holdUntilAsked("is-valid", url -> statistics(url, "plain_text"));

    assertThat(viewer.text("{\"dataset\":\"org/data\"}")).contains("text: row 0");
  }

  @Test
  void a_named_split_needs_no_list_of_splits_first() throws Exception {
    serve("other");
    viewer.holdUntilAsked("splits", url -> rows(url, "other"));

    assertThat(viewer.text("{\"dataset\":\"org/data\",\"config\":\"other\",\"split\":\"train\"}"))
        .contains("text: row 0");
  }

  @Test
  void one_of_thousands_of_configs_is_read_by_name() throws Exception {
    serve("cs");
    viewer
        .viewerError(
            "splits",
            Map.of("dataset", "org/data"),
            501,
            "DatasetWithTooManyConfigsError",
            "{\"error\":\"The maximum number of configs allowed is 3000, dataset has 41617"
                + " configs.\"}")
        .viewer(
            "splits",
            Map.of("dataset", "org/data", "config", "cs"),
            Answers.splits("org/data", "cs/train"));

    assertThat(viewer.text("{\"dataset\":\"org/data\",\"config\":\"cs\"}")).contains("text: row 0");
    assertThat(viewer.text("{\"dataset\":\"org/data\"}"))
        .contains("41617 configs", "Name one config in `config`");
  }

  private static boolean rows(HttpUrl url, String config) {
    return url.encodedPath().endsWith("/first-rows") && config.equals(url.queryParameter("config"));
  }

  private static boolean statistics(HttpUrl url, String config) {
    return url.encodedPath().endsWith("/statistics") && config.equals(url.queryParameter("config"));
  }

  private void serve(String config) {
    viewer
        .viewer("splits", Map.of(), Answers.splits("org/data", config + "/train"))
        .viewer("is-valid", Map.of(), Answers.valid())
        .viewer("size", Map.of(), Answers.size(Map.of(config + "/train", 1L)))
        .viewer("info", Map.of("config", config), Answers.info(FEATURES, Map.of("train", 1L)))
        .viewer(
            "first-rows",
            Map.of("config", config),
            Answers.rows(FEATURES, 0, List.of("{\"text\":\"row 0\"}")))
        .viewer(
            "statistics",
            Map.of("config", config),
            "{\"num_examples\":1,\"statistics\":[],\"partial\":false}")
        .repo("org/data", "{\"id\":\"org/data\"}")
        .hub("/api/datasets/org/data/tree/main", 200, "", "[]");
  }
}

package dev.mlintern.tools.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The tool against the embedded Hub, whose viewer computes every answer from files.
class EmbeddedHubAuditTest {
  @TempDir private static Path root;
  private static EmbeddedHub hub;
  private static HttpStack http;
  private static ToolRunner runner;

  @BeforeAll
  static void start() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 250; i++) {
      rows.append("{\"question\":\"How many apples are ")
          .append(i)
          .append(" apples?\",\"answer\":\"")
          .append(i)
          .append("\",\"score\":")
          .append(i)
          .append("}\n");
    }
    write("datasets/local/apples/README.md", "---\nlicense: mit\n---\n# Apples\nAll counted.\n");
    write("datasets/local/apples/train.jsonl", rows.toString());
    write(
        "datasets/local/apples/test.jsonl", "{\"question\":\"?\",\"answer\":\"!\",\"score\":1}\n");
    write("datasets/local/mixed/train.jsonl", "{\"x\":1}\n{\"x\":\"one\"}\n");
    hub = EmbeddedHub.start(root, 0);
    Settings settings = Settings.of(Map.of("HF_ENDPOINT", hub.endpoint().toString()), root);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    DatasetTool tool = new DatasetTool(HubClient.create(settings, http));
    runner =
        new ToolRunner(
            ToolCatalogue.of(List.of(tool)), Duration.ofSeconds(30), UnaryOperator.identity());
  }

  @AfterAll
  static void stop() throws IOException {
    http.close();
    hub.close();
  }

  @Test
  void a_folder_of_json_lines_is_audited() throws Exception {
    assertThat(
            text(
                "{\"dataset\":\"local/apples\",\"include\":[\"overview\",\"fit\",\"schema\",\"stats\",\"rows\",\"card\"]}"))
        .contains("`train` (audited) 250 rows", "`test` 1 row", "licence mit")
        .contains("SFT: fits after renaming `question` → `prompt`, `answer` → `completion`")
        .contains("| score | int64 | 0 | 0–249, median 124.5 |")
        .contains("`score` (int): 0–249, median 124.5, mean 124.5")
        .contains("answer: 2", "3 of 250 rows shown")
        .contains("All counted.");
  }

  @Test
  void rows_are_searched_filtered_and_paged() throws Exception {
    assertThat(
            text(
                "{\"dataset\":\"local/apples\",\"where\":\"score >= 248\",\"order_by\":\"score"
                    + " DESC\"}"))
        .contains("answer: 249", "answer: 248", "2 of 2 matches shown");
    assertThat(text("{\"dataset\":\"local/apples\",\"offset\":249}"))
        .contains("[row 249]", "1 of 250 rows shown.");
    assertThat(text("{\"dataset\":\"local/apples\",\"search\":\"apples\",\"sample_rows\":1}"))
        .contains("1 of 250 matches shown; go on with `offset`: 1");
  }

  @Test
  void what_the_viewer_cannot_read_is_described_from_its_files() throws Exception {
    assertThat(text("{\"dataset\":\"local/mixed\"}"))
        .contains("cannot show this dataset", "`train.jsonl`", "No row was seen");
  }

  @Test
  void a_missing_dataset_is_an_error_with_similar_ids() throws Exception {
    ToolResult result = call("{\"dataset\":\"local/apple\"}");

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("`local/apple`", "Similar: `local/apples`");
  }

  private static String text(String json) throws InterruptedException {
    ToolResult result = call(json);
    assertThat(result.isError()).as(result.text()).isFalse();
    return result.text();
  }

  private static ToolResult call(String json) throws InterruptedException {
    return runner.run(
        DatasetTool.NAME, Optional.of(JsonMapper.shared().readTree(json)), Progress.NONE);
  }

  private static void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}

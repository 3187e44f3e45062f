package dev.mlintern.tools.datasets;

import static dev.mlintern.tools.datasets.Answers.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows by position, by full text and by predicate.
class DatasetRowsTest {
  private static final Map<String, String> FEATURES =
      Map.of(
          "question",
          TEXT,
          "answer",
          TEXT,
          "level",
          "{\"names\":[\"easy\",\"hard\"],\"_type\":\"ClassLabel\"}");

  @TempDir private Path home;
  private ViewerDouble viewer;

  @BeforeEach
  void start() throws Exception {
    viewer = new ViewerDouble(home);
    viewer
        .viewer("splits", Map.of(), Answers.splits("openai/gsm8k", "main/train", "main/test"))
        .viewer("info", Map.of("config", "main"), Answers.info(FEATURES, Map.of("train", 7473L)))
        .viewer("filter", Map.of(), rows(3, 2))
        .viewer("search", Map.of(), rows(100, 57))
        .viewer("rows", Map.of(), rows(5000, 7473));
  }

  @AfterEach
  void stop() {
    viewer.close();
  }

  @Test
  void a_filter_is_one_request_with_the_predicate_as_written() throws Exception {
    String text =
        viewer.text(
            "{\"dataset\":\"openai/gsm8k\",\"config\":\"main\","
                + "\"where\":\"\\\"question\\\"='x'\",\"sample_rows\":5}");

    assertThat(viewer.asked("filter")).hasSize(1);
    var asked = viewer.asked("filter").getFirst();
    assertThat(asked.queryParameter("where")).isEqualTo("\"question\"='x'");
    assertThat(asked.queryParameter("length")).isEqualTo("5");
    assertThat(asked.queryParameter("split")).isEqualTo("train");
    assertThat(text).contains("2 of 2 matches shown").contains("[row 3]", "question: q3");
    assertThat(viewer.asked("first-rows")).isEmpty();
    assertThat(viewer.asked("statistics")).isEmpty();
  }

  @Test
  void bare_column_names_are_quoted_and_the_order_is_passed_on() throws Exception {
    viewer.text(
        "{\"dataset\":\"openai/gsm8k\",\"config\":\"main\",\"where\":\"question ILIKE '%it''s "
            + "question%' AND NOT level = 1 OR answer IS NULL\",\"order_by\":\"answer desc\"}");

    var asked = viewer.asked("filter").getFirst();
    assertThat(asked.queryParameter("where"))
        .isEqualTo(
            "\"question\" ILIKE '%it''s question%' AND NOT \"level\" = 1 OR \"answer\" IS NULL");
    assertThat(asked.queryParameter("orderby")).isEqualTo("\"answer\" DESC");
  }

  @Test
  void faults_in_a_predicate_are_told_before_it_is_sent() throws Exception {
    assertThat(where("\\\"qestion\\\" = 'x'"))
        .contains("`qestion` is not a column", "did you mean `question`?")
        .contains("`answer`", "`level`");
    assertThat(where("\\\"level\\\" = 'hard'")).contains("write `\"level\" = 1` for `hard`");
    assertThat(where("\\\"question\\\" = 'x")).contains("a quote is not closed");
    assertThat(where("\\\"question\\\" = \\\"x\\\"")).contains("`x` is not a column");
    assertThat(viewer.error("{\"dataset\":\"openai/gsm8k\",\"order_by\":\"nope\"}"))
        .contains("`order_by`: `nope` is not a column");
    assertThat(viewer.asked("filter")).isEmpty();
  }

  @Test
  void a_refusal_of_the_service_is_quoted_with_the_grammar() throws Exception {
    viewer.viewerError(
        "filter",
        Map.of("config", "main"),
        422,
        "InvalidParameter",
        "{\"error\":\"Parameter 'where' contains errors or invalid symbols\"}");

    assertThat(where("\\\"question\\\" ; 1"))
        .contains("Parameter 'where' contains errors or invalid symbols", "double quotes");
  }

  @Test
  void a_search_pages_through_its_matches() throws Exception {
    String text =
        viewer.text(
            "{\"dataset\":\"openai/gsm8k\",\"config\":\"main\",\"search\":\"apples\","
                + "\"offset\":10,\"sample_rows\":5}");

    var asked = viewer.asked("search").getFirst();
    assertThat(asked.queryParameter("query")).isEqualTo("apples");
    assertThat(asked.queryParameter("offset")).isEqualTo("10");
    assertThat(asked.queryParameter("length")).isEqualTo("5");
    assertThat(text)
        .contains("[row 100]", "[row 104]")
        .contains("5 of 57 matches shown; go on with `offset`: 15");
  }

  @Test
  void no_match_is_said_plainly() throws Exception {
    viewer.viewer("search", Map.of("query", "zzz"), Answers.rowsOf(FEATURES, 0, List.of(), 0));

    assertThat(viewer.text("{\"dataset\":\"openai/gsm8k\",\"search\":\"zzz\"}"))
        .contains("0 of 0 matches shown.");
  }

  @Test
  void a_split_without_an_index_points_to_the_filter() throws Exception {
    viewer.viewerError(
        "search",
        Map.of("query", "zzz"),
        400,
        "SearchFeatureNotAvailableError",
        "{\"error\":\"no text column\"}");

    assertThat(viewer.error("{\"dataset\":\"openai/gsm8k\",\"search\":\"zzz\"}"))
        .contains("no full-text index", "no text column", "ILIKE");
  }

  @Test
  void an_offset_shows_those_rows_whole() throws Exception {
    String text =
        viewer.text("{\"dataset\":\"openai/gsm8k\",\"offset\":5000,\"columns\":[\"answer\"]}");

    assertThat(viewer.asked("rows").getFirst().queryParameter("offset")).isEqualTo("5000");
    assertThat(text)
        .contains("[row 5000]\n  answer: a5000")
        .doesNotContain("question:")
        .contains("3 of 7,473 rows shown; go on with `offset`: 5003");
  }

  @Test
  void an_offset_past_the_end_is_said() throws Exception {
    viewer
        .viewer("rows", Map.of("offset", "9000"), Answers.rowsOf(FEATURES, 0, List.of(), 7473))
        .repo("openai/gsm8k", "{\"id\":\"openai/gsm8k\"}");

    assertThat(viewer.text("{\"dataset\":\"openai/gsm8k\",\"offset\":9000}"))
        .contains("0 of 7,473 rows shown; `offset` is past the last one.");
    assertThat(
            viewer.error(
                "{\"dataset\":\"openai/gsm8k\",\"offset\":9000,\"include\":[\"problems\"]}"))
        .contains("`offset` 9000 is past the last row: there are 7,473");
  }

  private String where(String predicate) throws InterruptedException {
    return viewer.error(
        "{\"dataset\":\"openai/gsm8k\",\"config\":\"main\",\"where\":\"" + predicate + "\"}");
  }

  private static String rows(int first, long total) {
    int count = (int) Math.min(total, 5);
    return Answers.rowsOf(
        FEATURES,
        first,
        Answers.times(
            count,
            i ->
                "{\"question\":\"q"
                    + (first + i)
                    + "\",\"answer\":\"a"
                    + (first + i)
                    + "\",\"level\":1}"),
        total);
  }
}

package dev.mlintern.tools.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The tool on answers the real service gave, where the recordings are at hand.
class RecordedAnswersTest {
  private static final Path RECORDINGS = Path.of("..", "shared", "fixtures", "datasets-server");
  private static final List<String> ROUTES =
      List.of("splits", "is-valid", "size", "info", "first-rows", "rows", "statistics", "search");

  @TempDir private Path home;
  private ViewerDouble viewer;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isDirectory(RECORDINGS), "recorded answers are not here");
    viewer = new ViewerDouble(home);
  }

  @AfterEach
  void stop() {
    if (viewer != null) {
      viewer.close();
    }
  }

  @Test
  void the_movie_reviews_are_audited() throws Exception {
    viewer
        .viewer("splits", Map.of(), Answers.splits("stanfordnlp/imdb", "plain_text/train"))
        .viewer(
            "first-rows",
            Map.of("config", "plain_text"),
            body(
                "first-rows/200-a-simple-dataset-stanfordnlp-stanfordnlp-imdb-with-text-and-label"))
        .viewer("search", Map.of(), body("search/200-search-on-a-text-dataset-stanfordnlp-imdb"))
        .viewer("rows", Map.of(), body("rows/200-a-slice-of-a-simple-dataset-stanfordnlp-imdb"))
        .repo("stanfordnlp/imdb", "{\"id\":\"stanfordnlp/imdb\",\"tags\":[\"license:other\"]}");

    assertThat(viewer.text("{\"dataset\":\"stanfordnlp/imdb\"}"))
        .contains("| label | class[2]{neg=0,pos=1} |", "text: I rented I AM CURIOUS-YELLOW")
        .contains("label: 0 (neg)", "SFT: fits — language modelling on `text`");
    assertThat(viewer.text("{\"dataset\":\"stanfordnlp/imdb\",\"search\":\"dog\"}"))
        .contains("[row 27]", "[row 106]", "3 of 624 matches shown; go on with `offset`: 3");
    assertThat(viewer.text("{\"dataset\":\"stanfordnlp/imdb\",\"offset\":234}"))
        .contains("[row 236]", "3 of 25,000 rows shown; go on with `offset`: 237");
  }

  @Test
  void images_and_sounds_never_show_their_signed_addresses() throws Exception {
    serveRows("huggan/horse2zebra", "first-rows/200-image-column");
    assertThat(viewer.text("{\"dataset\":\"huggan/horse2zebra\"}"))
        .contains("imageA: <image 256x256>")
        .doesNotContain("Signature", "Expires", "/assets/");

    serveRows("facebook/voxpopuli", "first-rows/200-audio-column");
    assertThat(viewer.text("{\"dataset\":\"facebook/voxpopuli\"}"))
        .contains("audio: <audio audio/wav>", "audio@16000Hz")
        .contains("speech recognition")
        .doesNotContain("Signature", "Expires", "/assets/");
  }

  @Test
  void cells_the_viewer_cut_are_marked() throws Exception {
    serveRows("ETDataset/ett", "first-rows/200-truncated-cells");

    assertThat(viewer.text("{\"dataset\":\"ETDataset/ett\"}"))
        .contains("cuts long cells", "`target`", "cut by the viewer")
        .contains("| target | list<float32> |");
  }

  @Test
  void a_test_split_without_labels_is_found_in_the_statistics() throws Exception {
    viewer
        .viewer("splits", Map.of(), Answers.splits("nyu-mll/glue", "ax/test"))
        .viewer("is-valid", Map.of(), body("is-valid/200-all-the-capabilities"))
        .viewer("size", Map.of(), body("size/200-config-size"))
        .viewer("info", Map.of("config", "ax"), body("info/200-config-metadata"))
        .viewer(
            "statistics",
            Map.of("config", "ax"),
            body("statistics/200-a-split-nyu-mll-glue-with-a-string-text-column"))
        .repo("nyu-mll/glue", "{\"id\":\"nyu-mll/glue\"}");

    assertThat(viewer.text("{\"dataset\":\"nyu-mll/glue\"}"))
        .contains("`test` (audited) 1,104 rows, 80.8 KB Parquet, 237.7 KB in memory")
        .contains("- ! `label` holds no labels: it is -1 in all 1,104 rows")
        .contains("| premise | string | 0 |");
  }

  @Test
  void every_recorded_statistic_is_written_out() throws Exception {
    for (Path file : recordings("statistics", "200")) {
      JsonNode answer = json(file).path("response").path("json");
      Map<String, String> features = new LinkedHashMap<>();
      answer
          .path("statistics")
          .forEach(column -> features.put(column.path("column_name").asString(), Answers.TEXT));
      viewer.close();
      viewer = new ViewerDouble(home);
      viewer
          .viewer("splits", Map.of(), Answers.splits("a/b", "default/train"))
          .viewer("info", Map.of(), Answers.info(features, Map.of()))
          .viewer("statistics", Map.of(), answer.toString())
          .repo("a/b", "{\"id\":\"a/b\"}");

      String text = viewer.text("{\"dataset\":\"a/b\",\"include\":[\"schema\",\"stats\"]}");

      assertThat(text).as(file.toString()).contains("## Statistics in ");
      for (String name : features.keySet()) {
        assertThat(text).as(file.toString()).containsPattern("- `" + name + "` \\(\\w+\\): \\S");
      }
    }
  }

  @Test
  void every_recorded_error_is_an_error_with_the_upstream_words() throws Exception {
    Set<String> seen = new HashSet<>();
    for (String route : ROUTES) {
      for (Path file : recordings(route, "4", "5")) {
        JsonNode response = json(file).path("response");
        String code = response.path("possible_x_error_codes").path(0).asString("UnexpectedError");
        String body =
            response.has("json")
                ? response.path("json").toString()
                : response.path("text").toString();
        if (!seen.add(route.equals("search") + code + body)) {
          continue;
        }
        viewer.close();
        viewer = new ViewerDouble(home);
        for (String each : ROUTES) {
          viewer.viewerError(each, Map.of(), response.path("status").asInt(), code, body);
        }
        String arguments =
            route.equals("search")
                ? "{\"dataset\":\"a/b\",\"config\":\"c\",\"split\":\"s\",\"search\":\"x\"}"
                : "{\"dataset\":\"a/b\"}";

        String text = viewer.error(arguments);

        assertThat(text).as(file.toString()).doesNotContain("##", "Traceback", "inside ml-intern");
        assertThat(text).as(file.toString()).contains(response.path("status").asString());
      }
    }
  }

  private void serveRows(String dataset, String recording) throws IOException {
    JsonNode first = Answers.json(body(recording));
    String config = first.path("config").asString();
    String split = first.path("split").asString();
    viewer
        .viewer("splits", Map.of("dataset", dataset), Answers.splits(dataset, config + "/" + split))
        .viewer("first-rows", Map.of("dataset", dataset, "config", config), first.toString())
        .repo(dataset, "{\"id\":\"" + dataset + "\"}");
  }

  private static String body(String recording) throws IOException {
    return json(RECORDINGS.resolve(recording + ".json")).path("response").path("json").toString();
  }

  private static List<Path> recordings(String route, String... statusPrefixes) throws IOException {
    try (Stream<Path> files = Files.list(RECORDINGS.resolve(route))) {
      return files
          .filter(
              file ->
                  Stream.of(statusPrefixes)
                      .anyMatch(prefix -> file.getFileName().toString().startsWith(prefix)))
          .sorted()
          .toList();
    }
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }
}

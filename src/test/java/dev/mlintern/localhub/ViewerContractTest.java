package dev.mlintern.localhub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.HubCalls.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The dataset viewer's splits, rows, sizes and errors, computed from files.
class ViewerContractTest {
  private static final String V = "/datasets-server";

  @TempDir static Path root;
  private static EmbeddedHub hub;
  private static HubCalls me;

  @BeforeAll
  static void start() throws IOException {
    DataSeed.fill(root);
    hub = EmbeddedHub.start(root, 0);
    me = HubCalls.signedIn(hub);
  }

  @AfterAll
  static void stop() throws IOException {
    hub.close();
  }

  @Test
  void splits_follow_file_names() {
    Answer answer = me.get(V + "/splits?dataset=local/chat");

    assertThat(answer.text())
        .isEqualTo(
            "{\"splits\":[{\"dataset\":\"local/chat\",\"config\":\"default\",\"split\":\"train\"},"
                + "{\"dataset\":\"local/chat\",\"config\":\"default\",\"split\":\"test\"}],"
                + "\"pending\":[],\"failed\":[]}");
    assertThat(answer.header("X-Revision"))
        .isEqualTo(me.get("/api/datasets/local/chat").object().string("sha").orElseThrow());
    assertThat(names(me.get(V + "/splits?dataset=local/pq"), "split"))
        .containsExactly("train", "validation", "lz");
  }

  @Test
  void splits_follow_the_card() {
    Answer all = me.get(V + "/splits?dataset=local/sharded");

    assertThat(names(all, "config")).containsExactly("small", "small", "tests");
    assertThat(names(all, "split")).containsExactly("train", "holdout", "train");
    assertThat(me.get(V + "/splits?dataset=local/sharded&config=tests").text())
        .isEqualTo(
            "{\"splits\":[{\"dataset\":\"local/sharded\",\"config\":\"tests\","
                + "\"split\":\"train\"}]}");
  }

  @Test
  void rows_come_from_anywhere_in_the_file_with_their_types() {
    Answer answer =
        me.get(V + "/rows?dataset=local/chat&config=default&split=train&offset=2343&length=5");

    assertThat(answer.text())
        .isEqualTo(
            "{\"features\":[{\"feature_idx\":0,\"name\":\"id\",\"type\":{\"dtype\":\"int64\","
                + "\"_type\":\"Value\"}},{\"feature_idx\":1,\"name\":\"messages\",\"type\":"
                + "{\"feature\":{\"role\":{\"dtype\":\"string\",\"_type\":\"Value\"},"
                + "\"content\":{\"dtype\":\"string\",\"_type\":\"Value\"}},\"_type\":\"List\"}},"
                + "{\"feature_idx\":2,\"name\":\"score\",\"type\":{\"dtype\":\"float64\","
                + "\"_type\":\"Value\"}}],\"rows\":[{\"row_idx\":2343,\"row\":{\"id\":2343,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"question 2343\"}],"
                + "\"score\":0.5},\"truncated_cells\":[]},{\"row_idx\":2344,\"row\":{\"id\":2344,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"question 2344\"}],"
                + "\"score\":1.0},\"truncated_cells\":[]}],\"num_rows_total\":2345,"
                + "\"num_rows_per_page\":100,\"partial\":false}");
  }

  @Test
  void csv_is_read_as_pandas_reads_it() {
    Answer answer = me.get(V + "/first-rows?dataset=local/titanic&config=default&split=train");

    assertThat(answer.text())
        .contains("\"name\":\"Survived\",\"type\":{\"dtype\":\"int64\"")
        .contains("\"name\":\"Age\",\"type\":{\"dtype\":\"float64\"")
        .contains("\"name\":\"Home\",\"type\":{\"dtype\":\"string\"")
        .contains("\"Name\":\"Allen, Miss \\\"Elisabeth\\\"\",\"Sex\":\"female\",\"Age\":29.0")
        .contains("\"Home\":\"St Louis, MO\"")
        .contains("\"Age\":null,\"Fare\":7.25,\"Home\":\"Bristol\"")
        .contains("\"Fare\":53.1,\"Home\":null")
        .endsWith("\"truncated\":false}");
  }

  @Test
  void declared_labels_win_over_what_the_file_shows() {
    Answer answer =
        me.get(V + "/rows?dataset=local/sharded&config=small&split=train&offset=0&length=2");

    assertThat(answer.text())
        .contains("{\"names\":[\"neg\",\"pos\"],\"_type\":\"ClassLabel\"}")
        .contains("{\"row_idx\":0,\"row\":{\"text\":\"a\",\"label\":0}")
        .contains("{\"row_idx\":1,\"row\":{\"text\":\"b\",\"label\":1}")
        .contains("\"num_rows_total\":2");
  }

  @Test
  void a_json_array_has_rows_too() {
    assertThat(me.get(V + "/rows?dataset=local/array&config=default&split=train").text())
        .contains("{\"row_idx\":0,\"row\":{\"a\":1,\"b\":null}")
        .contains("{\"row_idx\":1,\"row\":{\"a\":2,\"b\":\"]}\\\"\"}");
  }

  @ParameterizedTest
  @CsvSource({"train,zstd", "validation,gzip", "lz,lz4_raw"})
  void parquet_is_read_whatever_its_codec(String split, String codec) {
    Answer page =
        me.get(V + "/rows?dataset=local/pq&config=default&split=" + split + "&offset=57&length=1");

    assertThat(page.text())
        .as(codec)
        .contains("\"name\":\"score\",\"type\":{\"dtype\":\"float32\"")
        .contains("\"name\":\"at\",\"type\":{\"dtype\":\"timestamp[ms]\"")
        .contains(
            "{\"row_idx\":57,\"row\":{\"text\":null,\"n\":57,\"score\":14.25,\"flag\":true,"
                + "\"tags\":[\"t0\",\"t1\"],\"at\":\"2024-01-03T09:00:00\","
                + "\"meta\":{\"a\":57,\"b\":\"s1\"}}");
  }

  @Test
  void rows_run_through_all_files_of_a_split() {
    Answer page =
        me.get(V + "/rows?dataset=local/pq&config=default&split=train&offset=119&length=3");

    assertThat(page.text())
        .contains("\"row_idx\":119,\"row\":{\"text\":\"row 119 is about cats\"")
        .contains("\"row_idx\":120,\"row\":{\"text\":\"row 0 is about dogs\"")
        .contains("\"row_idx\":121,")
        .contains("\"num_rows_total\":240");
  }

  @Test
  void features_and_images_written_by_the_datasets_library_are_known() {
    Answer rows = me.get(V + "/rows?dataset=local/pics&config=default&split=train");

    assertThat(rows.text())
        .contains("\"type\":{\"_type\":\"Image\"}")
        .contains("{\"names\":[\"cat\",\"dog\"],\"_type\":\"ClassLabel\"}")
        .contains("/image/image.png\",\"height\":2,\"width\":3},\"label\":1}")
        .contains("{\"row_idx\":1,\"row\":{\"image\":null,\"label\":0}");
    String src = rows.text().replaceAll("(?s).*\"src\":\"([^\"]+)\".*", "$1");
    Answer image = me.get(src);
    assertThat(image.header("Content-Type")).isEqualTo("image/png");
    assertThat(image.bytes()).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void first_rows_stop_at_a_hundred_and_cut_long_cells() {
    Answer many = me.get(V + "/first-rows?dataset=local/chat&config=default&split=train");
    assertThat(many.object().array("rows").orElseThrow().size()).isEqualTo(100);
    assertThat(many.text()).endsWith("\"truncated\":true}");

    me.createRepo("dataset", "long");
    String cell = "é".repeat(600_000);
    String rows =
        String.join("\n", List.of("{\"a\":1,\"t\":\"x\"}", "{\"a\":2,\"t\":\"" + cell + "\"}"));
    assertThat(
            me.commit("datasets/local/long", HubCalls.summary("x"), HubCalls.file("d.json", rows))
                .status())
        .isEqualTo(200);
    Answer cut = me.get(V + "/first-rows?dataset=local/long&config=default&split=train");
    assertThat(cut.text())
        .contains(
            "{\"row_idx\":1,\"row\":{\"a\":2,\"t\":\""
                + "é".repeat(50)
                + "\"},\"truncated_cells\":[\"t\"]}")
        .endsWith("\"truncated\":true}");
  }

  @Test
  void size_and_info_add_up() {
    JsonObject size = me.get(V + "/size?dataset=local/chat").object().object("size").orElseThrow();

    assertThat(size.object("dataset").orElseThrow().integer("num_rows")).hasValue(2_346);
    assertThat(size.array("splits").orElseThrow().size()).isEqualTo(2);
    assertThat(size.toJson()).contains("\"num_columns\":3,\"estimated_num_rows\":null");
    JsonObject info =
        me.get(V + "/info?dataset=local/sharded&config=small")
            .object()
            .object("dataset_info")
            .orElseThrow();
    assertThat(info.toJson())
        .contains("\"label\":{\"names\":[\"neg\",\"pos\"],\"_type\":\"ClassLabel\"}")
        .contains("\"builder_name\":\"json\"")
        .contains("\"splits\":{\"train\":{\"name\":\"train\",");
    assertThat(me.get(V + "/info?dataset=local/sharded").text())
        .contains("\"dataset_info\":{\"small\":{")
        .contains("\"pending\":[],\"failed\":[]");
  }

  @Test
  void parquet_lists_the_repos_own_files() {
    Answer answer = me.get(V + "/parquet?dataset=local/pq");
    var first = (JsonObject) answer.object().array("parquet_files").orElseThrow().elements().get(0);

    assertThat(first.string("filename")).contains("train-00000-of-00002.parquet");
    assertThat(me.get(first.string("url").orElseThrow()).bytes().length)
        .isEqualTo((int) first.integer("size").orElseThrow());
    assertThat(me.get(V + "/parquet?dataset=local/chat").text())
        .isEqualTo("{\"parquet_files\":[],\"pending\":[],\"failed\":[],\"partial\":false}");
  }

  @Test
  void is_valid_tells_what_works() {
    assertThat(me.get(V + "/is-valid?dataset=local/chat").text())
        .isEqualTo(
            "{\"preview\":true,\"viewer\":true,\"search\":true,\"filter\":true,"
                + "\"statistics\":true}");
    assertThat(me.get(V + "/is-valid?dataset=local/sharded&config=tests").text())
        .contains("\"search\":false");
    assertThat(me.get(V + "/is-valid?dataset=local/mixed").text()).doesNotContain("true");
    assertThat(me.get(V + "/is-valid?dataset=local/empty").text()).doesNotContain("true");
  }

  @Test
  void data_without_a_type_fails_as_the_generation_does() {
    Answer rows = me.get(V + "/rows?dataset=local/mixed&config=default&split=train");

    assertThat(rows.status()).isEqualTo(500);
    assertThat(rows.header("X-Error-Code")).isEqualTo("DatasetGenerationError");
    assertThat(rows.object().string("cause_message").orElseThrow())
        .isEqualTo("JSON parse error: Column(/x) changed from number to string in row 1");
    assertThat(me.get(V + "/size?dataset=local/mixed").text())
        .contains("\"failed\":[{\"kind\":\"config-size\",\"dataset\":\"local/mixed\"");
    assertThat(me.get(V + "/first-rows?dataset=local/columns&config=default&split=train").text())
        .contains("there are 1 new columns (z): b.jsonl");
    Answer empty = me.get(V + "/splits?dataset=local/empty");
    assertThat(empty.status()).isEqualTo(500);
    assertThat(empty.header("X-Error-Code")).isEqualTo("EmptyDatasetError");
  }

  @ParameterizedTest
  @CsvSource({
    "/splits,422,Parameter 'dataset' is required",
    "/rows?dataset=local/chat,422,Parameter 'config' is required",
    "/rows?dataset=local/chat&config=default&split=,422,Parameter 'split' is required",
    "/rows?dataset=a&config=b&split=c&offset=x,422,Parameter 'offset' must be integer",
    "/rows?dataset=a&config=b&split=c&length=-1,422,Parameter 'length' must be positive",
    "/rows?dataset=a&config=b&split=c&length=101,422,Parameter 'length' must not be greater than"
        + " 100",
    "/search?dataset=a&config=b&split=c,422,Parameter 'query' is required",
    "'/statistics?dataset=a',422,'Parameters ''dataset'', ''config'' and ''split'' are required'",
    "/rows?dataset=local/chat&config=nope&split=train,404,Not found.",
    "/rows?dataset=local/chat&config=default&split=nope,404,Not found.",
  })
  void wrong_parameters_get_the_viewers_words(String path, int status, String message) {
    Answer answer = me.get(V + path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.object().string("error")).contains(message);
  }

  @Test
  void hidden_datasets_answer_by_who_asks() {
    me.post("/api/repos/create", "{\"type\":\"dataset\",\"name\":\"secret\",\"private\":true}");
    me.commit(
        "datasets/local/secret", HubCalls.summary("x"), HubCalls.file("d.jsonl", "{\"a\":1}"));

    assertThat(me.get(V + "/splits?dataset=local/secret").status()).isEqualTo(200);
    Answer anonymous = HubCalls.anonymous(hub).get(V + "/splits?dataset=local/secret");
    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(anonymous.header("X-Error-Code")).isEqualTo("ExternalUnauthenticatedError");
    Answer missing = me.get(V + "/splits?dataset=local/nothing");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.header("X-Error-Code")).isEqualTo("ExternalAuthenticatedError");
  }

  @Test
  void a_commit_shows_at_once() {
    me.createRepo("dataset", "grows");
    for (int rows = 1; rows <= 2; rows++) {
      String content =
          String.join("\n", IntStream.range(0, rows).mapToObj(i -> "{\"a\":" + i + "}").toList());
      me.commit("datasets/local/grows", HubCalls.summary("x"), HubCalls.file("d.jsonl", content));
      assertThat(
              me.get(V + "/rows?dataset=local/grows&config=default&split=train")
                  .object()
                  .integer("num_rows_total"))
          .hasValue(rows);
    }
  }

  private static List<String> names(Answer splits, String member) {
    return splits.object().array("splits").orElseThrow().stream()
        .map(split -> ((JsonObject) split).string(member).orElseThrow())
        .toList();
  }
}

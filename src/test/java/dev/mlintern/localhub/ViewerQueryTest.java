package dev.mlintern.localhub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.HubCalls.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Filter, search and statistics of the dataset viewer.
class ViewerQueryTest {
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"Sex\"='female'|0 3",
        "Sex='female'|0 3",
        "\"Age\">29 and \"Survived\"=1|3",
        "\"Age\">=29 AND (\"Survived\"=0 OR \"Fare\">100)|0 1",
        "not \"Age\"<30|1 3",
        "\"Age\" is null|2",
        "\"Home\" IS NOT NULL|0 2",
        "\"Name\" like 'Mr%'|1 2 3",
        "\"Name\" ilike '%JOHN'|1",
        "\"Name\"='Allen, Miss \"Elisabeth\"'|0",
        "\"Fare\"<>7.25|0 1 3",
        "\"Fare\"<=8.05 or \"Fare\"=53.1|1 2 3",
        "\"Survived\"=-1|",
      })
  void filter_keeps_the_rows_that_meet_the_condition(String where, String expected) {
    Answer answer =
        me.get(
            V + "/filter?dataset=local/titanic&config=default&split=train&where=" + encode(where));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(indexes(answer)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void filter_orders_and_pages() {
    String base = V + "/filter?dataset=local/titanic&config=default&split=train";

    assertThat(indexes(me.get(base + "&orderby=" + encode("\"Age\" desc")))).isEqualTo("1 3 0 2");
    Answer page = me.get(base + "&orderby=" + encode("\"Fare\"") + "&offset=1&length=2");
    assertThat(indexes(page)).isEqualTo("1 3");
    assertThat(page.object().integer("num_rows_total")).hasValue(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Age\" >",
        "drop table x;",
        "\"Age\"=\"30",
        "(\"Age\"=1",
        "\"Age\"=1 2",
        "'x'='x'",
        "\"Age\" = abc",
        "\"Age\" not 3",
        ""
      })
  void a_broken_condition_is_refused(String where) {
    Answer answer =
        me.get(
            V
                + "/filter?dataset=local/titanic&config=default&split=train&where="
                + encode(where.isEmpty() ? " " : where));

    assertThat(answer.status()).as(where).isEqualTo(422);
    assertThat(answer.header("X-Error-Code")).isEqualTo("InvalidParameter");
    assertThat(answer.object().string("error").orElseThrow())
        .isEqualTo("Parameter 'where' contains errors or invalid symbols");
  }

  @Test
  void an_unknown_column_is_refused() {
    Answer answer =
        me.get(
            V
                + "/filter?dataset=local/titanic&config=default&split=train&where="
                + encode("\"Nope\"=1"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text()).isEqualTo("{\"error\":\"A query parameter is invalid\"}");
  }

  @Test
  void search_finds_words_best_first_and_counts_all() {
    Answer answer =
        me.get(V + "/search?dataset=local/chat&config=default&split=train&query=zebra&length=2");

    assertThat(answer.object().integer("num_rows_total")).hasValue(24);
    assertThat(indexes(answer)).isEqualTo("0 100");
    assertThat(
            indexes(
                me.get(
                    V
                        + "/search?dataset=local/chat&config=default&split=train&query="
                        + encode("zebras 700")
                        + "&length=1")))
        .isEqualTo("700");
    Answer none =
        me.get(V + "/search?dataset=local/sharded&config=tests&split=train&query=anything");
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.header("X-Error-Code")).isEqualTo("SearchFeatureNotAvailableError");
  }

  @Test
  void statistics_describe_every_column() {
    JsonObject titanic =
        me.get(V + "/statistics?dataset=local/titanic&config=default&split=train").object();

    assertThat(titanic.integer("num_examples")).hasValue(4);
    assertThat(column(titanic, "Age"))
        .isEqualTo(
            "{\"column_name\":\"Age\",\"column_type\":\"float\",\"column_statistics\":{"
                + "\"nan_count\":1,\"nan_proportion\":0.25,\"min\":29.0,\"max\":30.5,"
                + "\"mean\":29.83333,\"median\":30.0,\"std\":0.76376,\"histogram\":{"
                + "\"hist\":[1,0,0,0,0,0,1,0,0,1],\"bin_edges\":[29.0,29.15,29.3,29.45,29.6,"
                + "29.75,29.9,30.05,30.2,30.35,30.5]}}}");
    JsonObject chat =
        me.get(V + "/statistics?dataset=local/chat&config=default&split=train").object();
    assertThat(column(chat, "id"))
        .contains("\"min\":0,\"max\":2344,\"mean\":1172.0,\"median\":1172.0,\"std\":677.08751")
        .contains("\"bin_edges\":[0,235,470,705,940,1175,1410,1645,1880,2115,2344]");
    assertThat(column(chat, "messages"))
        .contains("\"column_type\":\"list\"")
        .contains("\"histogram\":{\"hist\":[2345],\"bin_edges\":[1,1]}");
    JsonObject labels =
        me.get(V + "/statistics?dataset=local/sharded&config=small&split=holdout").object();
    assertThat(column(labels, "label"))
        .contains("\"column_type\":\"class_label\"")
        .contains("\"no_label_count\":1,\"no_label_proportion\":1.0,\"n_unique\":2")
        .contains("\"frequencies\":{\"neg\":0,\"pos\":0}");
    JsonObject parquet =
        me.get(V + "/statistics?dataset=local/pq&config=default&split=train").object();
    assertThat(column(parquet, "flag")).contains("\"frequencies\":{\"False\":160,\"True\":80}");
    assertThat(column(parquet, "text"))
        .contains("\"nan_count\":24,\"nan_proportion\":0.1,\"min\":19,\"max\":21");
    assertThat(column(parquet, "score")).contains("\"nan_count\":6");
    assertThat(column(parquet, "at"))
        .contains("\"column_type\":\"datetime\"")
        .contains("\"min\":\"2024-01-01 00:00:00\",\"max\":\"2024-01-05 23:00:00\"");
  }

  private static String indexes(Answer rows) {
    return String.join(
        " ",
        rows.object().array("rows").orElseThrow().stream()
            .map(row -> Long.toString(((JsonObject) row).integer("row_idx").orElseThrow()))
            .toList());
  }

  private static String column(JsonObject statistics, String name) {
    return statistics.array("statistics").orElseThrow().stream()
        .map(JsonObject.class::cast)
        .filter(column -> column.string("column_name").orElseThrow().equals(name))
        .map(JsonValue::toJson)
        .findFirst()
        .map(json -> JsonReader.readObject(json).toJson())
        .orElseThrow();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

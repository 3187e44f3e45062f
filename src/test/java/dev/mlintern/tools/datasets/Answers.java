package dev.mlintern.tools.datasets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers of the dataset viewer in the shape of recorded ones.
final class Answers {
  static final String TEXT = "{\"dtype\":\"string\",\"_type\":\"Value\"}";
  static final String INT = "{\"dtype\":\"int64\",\"_type\":\"Value\"}";
  static final String BOOL = "{\"dtype\":\"bool\",\"_type\":\"Value\"}";
  static final String CHAT =
      "{\"feature\":{\"role\":" + TEXT + ",\"content\":" + TEXT + "},\"_type\":\"List\"}";
  static final String NOT_READY =
      "{\"error\":\"The server is busier than usual and the response is not ready yet. Please retry"
          + " later.\"}";
  static final String NO_ACCESS =
      "{\"error\":\"The dataset does not exist, or is not accessible without authentication"
          + " (private or gated). Please check the spelling of the dataset name or retry with"
          + " authentication.\"}";

  private Answers() {}

  /// `a/b` for split b of config a.
  static String splits(String dataset, String... configSplits) {
    ObjectNode body = object();
    ArrayNode splits = body.putArray("splits");
    for (String pair : configSplits) {
      String[] parts = pair.split("/");
      splits.addObject().put("dataset", dataset).put("config", parts[0]).put("split", parts[1]);
    }
    body.putArray("pending");
    body.putArray("failed");
    return body.toString();
  }

  static String valid() {
    return "{\"preview\":true,\"viewer\":true,\"search\":true,\"filter\":true,\"statistics\":true}";
  }

  /// `config/split` → rows.
  static String size(Map<String, Long> rows) {
    ObjectNode body = object();
    ArrayNode splits = body.putObject("size").putArray("splits");
    rows.forEach(
        (pair, count) ->
            splits
                .addObject()
                .put("config", pair.split("/")[0])
                .put("split", pair.split("/")[1])
                .put("num_rows", count)
                .put("num_columns", 2)
                .put("num_bytes_parquet_files", count * 800 + 17)
                .put("num_bytes_memory", count * 1300 + pair.length())
                .putNull("estimated_num_rows"));
    body.put("partial", false);
    return body.toString();
  }

  static String info(Map<String, String> features, Map<String, Long> rows) {
    ObjectNode body = object();
    ObjectNode info = body.putObject("dataset_info");
    ObjectNode types = info.putObject("features");
    features.forEach((name, type) -> types.set(name, json(type)));
    ObjectNode splits = info.putObject("splits");
    rows.forEach((name, count) -> splits.putObject(name).put("num_examples", count));
    body.put("partial", false);
    return body.toString();
  }

  /// Rows as JSON objects, starting at `offset`; no total, as `/first-rows` has none.
  static String rows(Map<String, String> features, long offset, List<String> rows) {
    ObjectNode body = object();
    ArrayNode columns = body.putArray("features");
    int index = 0;
    for (Map.Entry<String, String> feature : features.entrySet()) {
      ObjectNode column = columns.addObject();
      column.put("feature_idx", index++).put("name", feature.getKey());
      column.set("type", json(feature.getValue()));
    }
    ArrayNode list = body.putArray("rows");
    for (String row : rows) {
      ObjectNode entry = list.addObject();
      entry.put("row_idx", offset++);
      entry.set("row", json(row));
      entry.putArray("truncated_cells");
    }
    body.put("truncated", false);
    return body.toString();
  }

  static String rowsOf(Map<String, String> features, long offset, List<String> rows, long total) {
    ObjectNode body = (ObjectNode) json(rows(features, offset, rows));
    body.remove("truncated");
    return body.put("num_rows_total", total)
        .put("num_rows_per_page", 100)
        .put("partial", false)
        .toString();
  }

  static String conversation(String... roleThenText) {
    ArrayNode messages = JsonMapper.shared().createArrayNode();
    for (int i = 0; i < roleThenText.length; i += 2) {
      messages.addObject().put("role", roleThenText[i]).put("content", roleThenText[i + 1]);
    }
    return messages.toString();
  }

  static List<String> times(int count, java.util.function.IntFunction<String> row) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row.apply(i));
    }
    return rows;
  }

  static <V> Map<String, V> ordered(String name, V value, Object... more) {
    Map<String, V> map = new LinkedHashMap<>();
    map.put(name, value);
    for (int i = 0; i < more.length; i += 2) {
      @SuppressWarnings("unchecked")
      V next = (V) more[i + 1];
      map.put((String) more[i], next);
    }
    return map;
  }

  static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }
}

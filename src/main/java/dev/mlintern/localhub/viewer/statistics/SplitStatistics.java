package dev.mlintern.localhub.viewer.statistics;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.rows.SplitRows;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/// The answer of `/statistics`, from one pass over a split.
public final class SplitStatistics {
  private SplitStatistics() {}

  public static JsonObject of(SplitRows rows) throws IOException {
    Map<String, ColumnStatistics> columns = new TreeMap<>();
    rows.columns()
        .fields()
        .forEach(
            (name, feature) ->
                ColumnStatistics.of(feature).ifPresent(column -> columns.put(name, column)));
    if (!columns.isEmpty()) {
      rows.scan(
          0,
          columns.keySet(),
          (_, row) -> {
            columns.forEach((name, column) -> column.add(row.get(name).orElse(JsonNull.INSTANCE)));
            return true;
          });
    }
    var statistics =
        columns.entrySet().stream()
            .<JsonValue>map(column -> column.getValue().json(column.getKey()))
            .toList();
    return JsonObject.builder()
        .put("num_examples", rows.rows())
        .put("statistics", new JsonArray(statistics))
        .put("partial", false)
        .build();
  }
}

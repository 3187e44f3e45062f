package dev.mlintern.localhub.viewer;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.rows.SplitRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The start of a split within a size: up to 100 rows and a million bytes; if ten rows are too much
/// already, their long cells are cut (spec hub-api §10.1).
final class FirstRows {
  private static final int MAX_ROWS = 100;
  private static final int LEAST_ROWS = 10;
  private static final int MAX_BYTES = 1_000_000;
  private static final int CUT_CELL_BYTES = 100;

  private final List<JsonValue> items = new ArrayList<>();
  private final long rows;
  private long bytes;
  private boolean cut;

  private FirstRows(long rows) {
    this.rows = rows;
  }

  static JsonObject of(
      ViewedDataset dataset, String config, String split, SplitRows rows, MediaCells media)
      throws IOException {
    var first = new FirstRows(rows.rows());
    rows.scan(
        0, Set.of(), (index, row) -> first.add(index, media.shown(index, row, rows.columns())));
    return JsonObject.builder()
        .put("dataset", dataset.id())
        .put("config", config)
        .put("split", split)
        .put("features", RowsView.features(rows.columns()))
        .put("rows", new JsonArray(first.items))
        .put("truncated", first.cut || first.items.size() < first.rows)
        .build();
  }

  private boolean add(long index, JsonObject row) {
    JsonObject item = RowsView.row(index, row, JsonArray.of());
    long size = size(item);
    if (bytes + size > MAX_BYTES) {
      if (items.size() >= LEAST_ROWS) {
        return false;
      }
      item = shortened(index, row);
      size = size(item);
      cut = true;
    }
    items.add(item);
    bytes += size;
    return items.size() < MAX_ROWS && (!cut || items.size() < LEAST_ROWS);
  }

  private static long size(JsonObject item) {
    return item.toJson().getBytes(StandardCharsets.UTF_8).length;
  }

  private static JsonObject shortened(long index, JsonObject row) {
    Map<String, JsonValue> cells = new LinkedHashMap<>();
    List<String> cut = new ArrayList<>();
    row.members()
        .forEach(
            (name, cell) -> {
              String text = cell instanceof JsonString(var plain) ? plain : cell.toJson();
              if (text.getBytes(StandardCharsets.UTF_8).length > CUT_CELL_BYTES) {
                cells.put(name, new JsonString(start(text)));
                cut.add(name);
              } else {
                cells.put(name, cell);
              }
            });
    return RowsView.row(index, new JsonObject(cells), JsonArray.ofStrings(cut));
  }

  /// As many whole characters as fit.
  private static String start(String text) {
    int bytes = 0;
    int at = 0;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      bytes += Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > CUT_CELL_BYTES) {
        break;
      }
      at += Character.charCount(character);
    }
    return text.substring(0, at);
  }
}

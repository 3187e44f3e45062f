package dev.mlintern.localhub.viewer;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.rows.SplitRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The common shape of `/rows`, `/search` and `/filter`.
final class RowsView {
  private RowsView() {}

  static JsonObject page(
      SplitRows split, Map<Long, JsonObject> rows, long total, MediaCells media) {
    List<JsonValue> items = new ArrayList<>();
    rows.forEach(
        (index, row) ->
            items.add(row(index, media.shown(index, row, split.columns()), JsonArray.of())));
    return JsonObject.builder()
        .put("features", features(split.columns()))
        .put("rows", new JsonArray(items))
        .put("num_rows_total", total)
        .put("num_rows_per_page", ViewerQuery.PAGE_ROWS)
        .put("partial", false)
        .build();
  }

  static JsonArray features(Struct columns) {
    List<JsonValue> features = new ArrayList<>();
    columns
        .fields()
        .forEach(
            (name, feature) ->
                features.add(
                    JsonObject.builder()
                        .put("feature_idx", features.size())
                        .put("name", name)
                        .put("type", feature.toJson())
                        .build()));
    return new JsonArray(features);
  }

  static JsonObject row(long index, JsonObject row, JsonArray truncatedCells) {
    return JsonObject.builder()
        .put("row_idx", JsonNumber.of(index))
        .put("row", row)
        .put("truncated_cells", truncatedCells)
        .build();
  }
}

package dev.mlintern.hub;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Rows of one split with their columns: the answer of `/first-rows`, `/rows`, `/search` and
/// `/filter`.
///
/// @param total rows in all: of the split for `/rows`, matches for `/search` and `/filter`; unknown
///     for `/first-rows`
/// @param partial whether only the first 5 GB of the split were looked at
/// @param cutShort whether `/first-rows` left rows out to keep its answer under 1 MB
public record DatasetPage(
    List<Column> columns, List<Row> rows, OptionalLong total, boolean partial, boolean cutShort) {

  /// @param type the column's feature as `datasets` writes it in JSON
  public record Column(String name, JsonNode type) {}

  /// @param index position in the split
  /// @param cells the row, an object by column name
  /// @param truncated columns whose cell was cut; a cut cell that is no string is cut JSON text
  public record Row(long index, JsonNode cells, Set<String> truncated) {
    public Row {
      truncated = Set.copyOf(truncated);
    }
  }

  public DatasetPage {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  static DatasetPage of(JsonNode body) {
    List<Column> columns = new ArrayList<>();
    for (JsonNode feature : body.path("features")) {
      columns.add(new Column(feature.path("name").asString("?"), feature.path("type")));
    }
    List<Row> rows = new ArrayList<>();
    for (JsonNode row : body.path("rows")) {
      Set<String> truncated = new HashSet<>();
      row.path("truncated_cells").forEach(name -> truncated.add(name.asString("?")));
      rows.add(new Row(row.path("row_idx").asLong(rows.size()), row.path("row"), truncated));
    }
    JsonNode total = body.path("num_rows_total");
    return new DatasetPage(
        columns,
        rows,
        total.isNumber() ? OptionalLong.of(total.asLong()) : OptionalLong.empty(),
        body.path("partial").asBoolean(false),
        body.path("truncated").asBoolean(false));
  }
}

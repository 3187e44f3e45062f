package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetPage;
import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes rows into a budget of characters: whole rows only, a row that is too long with shorter
/// cells before it is left out.
final class RowText {
  /// Cells of a row that does not fit are cut to this.
  private static final int SHORT_CELL = 60;

  /// What fence and heading take.
  private static final int FRAME = 60;

  private RowText() {}

  /// @param text heading and fenced rows, empty when not one row fits
  /// @param shown how many rows are in it
  record Written(String text, int shown) {}

  /// @param heading names the source of the rows, without colon
  /// @param most rows wanted
  static Written of(
      String heading,
      List<DatasetPage.Row> rows,
      Map<String, FeatureType> types,
      List<String> columns,
      int most,
      int maxCellChars,
      int room) {
    List<String> blocks = new ArrayList<>();
    int left = room - heading.length() - FRAME;
    for (DatasetPage.Row row : rows.subList(0, Math.min(most, rows.size()))) {
      String block = row(row, types, columns, maxCellChars);
      if (block.length() + 1 > left) {
        block = row(row, types, columns, Math.min(maxCellChars, SHORT_CELL));
      }
      if (block.length() + 1 > left) {
        break;
      }
      left -= block.length() + 1;
      blocks.add(block);
    }
    return blocks.isEmpty()
        ? new Written("", 0)
        : new Written(ForeignText.fenced(heading, String.join("\n", blocks)), blocks.size());
  }

  private static String row(
      DatasetPage.Row row, Map<String, FeatureType> types, List<String> columns, int maxCell) {
    StringBuilder text = new StringBuilder("[row ").append(row.index()).append(']');
    for (String column : columns) {
      FeatureType type = types.getOrDefault(column, new FeatureType.Other("unknown"));
      text.append("\n  ")
          .append(Names.plain(column))
          .append(": ")
          .append(
              CellText.of(
                  row.cells().path(column), type, maxCell, row.truncated().contains(column)));
    }
    return text.toString();
  }
}

package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetPage;
import dev.mlintern.tools.ReplyText;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Rows with a heading, how many of how many are shown, and how to see more.
final class RowsReport {
  private RowsReport() {}

  /// @param heading names the source of the rows
  /// @param total rows or matches in all, if known
  static void add(
      ReplyText reply,
      DatasetPage page,
      String heading,
      Map<String, FeatureType> types,
      List<String> columns,
      InspectRequest request,
      OptionalLong total) {
    int wanted = Math.min(request.sampleRows(), page.rows().size());
    RowText.Written rows =
        RowText.of(
            heading, page.rows(), types, columns, wanted, request.maxCellChars(), reply.room());
    if (!rows.text().isEmpty()) {
      reply.line(rows.text());
    }
    long next = request.offset() + rows.shown();
    boolean more = total.isEmpty() ? next > 0 : next < total.getAsLong();
    reply.line(
        rows.shown()
            + " of "
            + (total.isPresent() ? Figures.count(total.getAsLong()) : "an unknown number of")
            + (request.isQuery() ? " matches" : " rows")
            + " shown"
            + (rows.shown() < wanted
                ? " (" + wanted + " asked for: raise `max_chars` or lower `max_cell_chars`)"
                : "")
            + (more && rows.shown() > 0 ? "; go on with `offset`: " + next : "")
            + (wanted == 0 && request.sampleRows() > 0 && request.offset() > 0
                ? "; `offset` is past the last one"
                : "")
            + ".");
  }
}

package dev.mlintern.localhub.viewer.rows;

import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.feature.Feature.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/// Plain text: every line is a row with one column, `text`.
final class TextRows implements RowReader {
  private static final String COLUMN = "text";

  @Override
  public Survey survey(DataFile file) throws IOException {
    long rows = 0;
    long bytes = 0;
    try (var lines = lines(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows++;
        bytes += ArrowSize.utf8Length(line) + 4;
      }
    }
    return new Survey(new Struct(Map.of(COLUMN, Value.STRING)), rows, bytes, Survey.NO_CHECKPOINTS);
  }

  @Override
  public void scan(DataFile file, Survey survey, long from, Set<String> columns, RowVisitor visitor)
      throws IOException {
    try (var lines = lines(file)) {
      long row = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (row >= from && !visitor.visit(row, JsonObject.builder().put(COLUMN, line).build())) {
          return;
        }
        row++;
      }
    }
  }

  private static BufferedReader lines(DataFile file) throws IOException {
    return new BufferedReader(new InputStreamReader(file.open(0), StandardCharsets.UTF_8));
  }
}

package dev.mlintern.localhub.viewer.rows;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.feature.FeatureMerge;
import dev.mlintern.localhub.viewer.feature.FeatureMerge.TypeConflict;
import java.io.IOException;
import java.util.Set;

/// JSON Lines, or one JSON array of objects.
final class JsonRows implements RowReader {
  @Override
  public Survey survey(DataFile file) throws IOException {
    var checkpoints = new Checkpoints(file);
    Struct columns = Struct.EMPTY;
    long rows = 0;
    long bytes = 0;
    try (var records = new JsonRecords(new ByteSource(file.open(0), 0))) {
      for (; records.next(); rows++) {
        checkpoints.row(rows, records.offset());
        JsonObject row = parse(records.value(), file, rows);
        bytes += ArrowSize.of(row);
        columns = FeatureMerge.mergeStructs(columns, (Struct) FeatureMerge.typeOf(row), "");
      }
    } catch (TypeConflict e) {
      throw new BadData("JSON parse error: " + e.getMessage() + " in row " + rows);
    }
    return new Survey(columns, rows, bytes, checkpoints.offsets());
  }

  @Override
  public void scan(DataFile file, Survey survey, long from, Set<String> columns, RowVisitor visitor)
      throws IOException {
    long row = survey.entryRow(from);
    long offset = survey.entryOffset(row);
    try (var records = new JsonRecords(new ByteSource(file.open(offset), offset))) {
      for (; records.next(); row++) {
        if (row >= from && !visitor.visit(row, parse(records.value(), file, row))) {
          return;
        }
      }
    }
  }

  private static JsonObject parse(byte[] record, DataFile file, long row) {
    try {
      if (JsonReader.read(record) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonException e) {
      throw new BadData(
          "JSON parse error: " + e.getMessage() + " in row " + row + " of " + file.path());
    }
    throw new BadData("JSON parse error: row " + row + " of " + file.path() + " is not an object");
  }
}

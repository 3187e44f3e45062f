package dev.mlintern.localhub.viewer.rows;

import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.feature.Feature;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.feature.TextColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// CSV and TSV with a line of names first. What pandas reads as a missing value is `null`.
final class CsvRows implements RowReader {
  private static final Set<String> MISSING =
      Set.of(
          "",
          "#N/A",
          "#N/A N/A",
          "#NA",
          "-1.#IND",
          "-1.#QNAN",
          "-NaN",
          "-nan",
          "1.#IND",
          "1.#QNAN",
          "<NA>",
          "N/A",
          "NA",
          "NULL",
          "NaN",
          "None",
          "n/a",
          "nan",
          "null");

  @Override
  public Survey survey(DataFile file) throws IOException {
    var checkpoints = new Checkpoints(file);
    long rows = 0;
    long bytes = 0;
    try (var records = new CsvRecords(new ByteSource(file.open(0), 0), file.separator())) {
      List<String> names = records.next() ? header(records.fields()) : List.of();
      List<TextColumn> columns = new ArrayList<>();
      names.forEach(_ -> columns.add(new TextColumn()));
      for (; records.next(); rows++) {
        checkpoints.row(rows, records.offset());
        List<String> fields = records.fields();
        requireFits(fields, names, rows);
        for (int i = 0; i < names.size(); i++) {
          String text = i < fields.size() ? fields.get(i) : "";
          if (MISSING.contains(text)) {
            columns.get(i).addGap();
          } else {
            columns.get(i).add(text);
            bytes += ArrowSize.utf8Length(text) + 4;
          }
        }
      }
      return new Survey(struct(names, columns), rows, bytes, checkpoints.offsets());
    }
  }

  private static Struct struct(List<String> names, List<TextColumn> columns) {
    Map<String, Feature> fields = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      fields.put(names.get(i), columns.get(i).type());
    }
    return new Struct(fields);
  }

  /// Names as pandas makes them unique: `a`, `a.1`, and `Unnamed: 0` for an empty one.
  private static List<String> header(List<String> fields) {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < fields.size(); i++) {
      String plain = fields.get(i).isEmpty() ? "Unnamed: " + i : fields.get(i);
      String name = plain;
      for (int n = 1; !names.add(name); n++) {
        name = plain + "." + n;
      }
    }
    return List.copyOf(names);
  }

  private static void requireFits(List<String> fields, List<String> names, long row) {
    if (fields.size() > names.size()) {
      throw new BadData(
          "Error tokenizing data. C error: Expected "
              + names.size()
              + " fields in line "
              + (row + 2)
              + ", saw "
              + fields.size());
    }
  }

  @Override
  public void scan(DataFile file, Survey survey, long from, Set<String> columns, RowVisitor visitor)
      throws IOException {
    List<String> names = List.copyOf(survey.columns().fields().keySet());
    long row = survey.entryRow(from);
    long offset = survey.entryOffset(row);
    try (var records =
        new CsvRecords(new ByteSource(file.open(offset), offset), file.separator())) {
      if (offset == 0) {
        records.next();
      }
      for (; records.next(); row++) {
        if (row >= from && !visitor.visit(row, object(names, records.fields()))) {
          return;
        }
      }
    }
  }

  private static JsonObject object(List<String> names, List<String> fields) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String text = i < fields.size() ? fields.get(i) : "";
      members.put(names.get(i), MISSING.contains(text) ? JsonNull.INSTANCE : new JsonString(text));
    }
    return new JsonObject(members);
  }
}

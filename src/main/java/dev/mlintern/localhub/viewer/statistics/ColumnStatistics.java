package dev.mlintern.localhub.viewer.statistics;

import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.feature.Feature;
import dev.mlintern.localhub.viewer.feature.Feature.ClassLabel;
import dev.mlintern.localhub.viewer.feature.Feature.Sequence;
import dev.mlintern.localhub.viewer.feature.Feature.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/// Collects what `/statistics` says of one column. The shapes and the choice of bins are the
/// viewer's (spec hub-api §10.2; dataset-viewer, `statistics_utils`).
abstract class ColumnStatistics {
  private long rows;
  private long missing;

  /// The collector for a type; structs and media have none.
  static Optional<ColumnStatistics> of(Feature feature) {
    return switch (feature) {
      case Value value when value.isText() -> Optional.of(new TextStatistics());
      case Value value when value.isInteger() -> Optional.of(new NumberStatistics(true));
      case Value value when value.isFloat() -> Optional.of(new NumberStatistics(false));
      case Value value when value.isBool() -> Optional.of(new BooleanStatistics());
      case Value value when value.isTime() -> Optional.of(new TimeStatistics());
      case ClassLabel(var names) -> Optional.of(new LabelStatistics(names));
      case Sequence _ -> Optional.of(new LengthStatistics("list"));
      default -> Optional.empty();
    };
  }

  final void add(JsonValue cell) {
    rows++;
    if (cell instanceof JsonNull || !accept(cell)) {
      missing++;
    }
  }

  /// Takes a value that is there.
  ///
  /// @return false if it counts as missing after all
  abstract boolean accept(JsonValue cell);

  /// `int`, `string_text`, …
  abstract String type();

  /// Puts what follows the two counts of missing values.
  abstract void describe(JsonObject.Builder json);

  final long rows() {
    return rows;
  }

  final JsonObject json(String column) {
    var statistics =
        JsonObject.builder()
            .put("nan_count", missing)
            .put("nan_proportion", Rounding.of(rows == 0 ? 0 : (double) missing / rows));
    describe(statistics);
    return JsonObject.builder()
        .put("column_name", column)
        .put("column_type", type())
        .put("column_statistics", statistics.build())
        .build();
  }

  /// Whether the number fits a `double` without loss of its sense.
  static double number(String lexeme) {
    return new BigDecimal(lexeme, MathContext.DECIMAL64).doubleValue();
  }
}

package dev.mlintern.localhub.viewer.statistics;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;

/// Lists, by their lengths.
final class LengthStatistics extends ColumnStatistics {
  private final String type;
  private final NumberSeries lengths = new NumberSeries(true);

  LengthStatistics(String type) {
    this.type = type;
  }

  @Override
  boolean accept(JsonValue cell) {
    if (cell instanceof JsonArray array) {
      lengths.add(array.size());
      return true;
    }
    return false;
  }

  @Override
  String type() {
    return type;
  }

  @Override
  void describe(JsonObject.Builder json) {
    lengths.describe(json);
  }
}

package dev.mlintern.localhub.viewer.statistics;

import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;

/// Whole or floating numbers; decimals come as text.
final class NumberStatistics extends ColumnStatistics {
  private final boolean whole;
  private final NumberSeries series;

  NumberStatistics(boolean whole) {
    this.whole = whole;
    this.series = new NumberSeries(whole);
  }

  @Override
  boolean accept(JsonValue cell) {
    try {
      switch (cell) {
        case JsonNumber(var lexeme) -> series.add(number(lexeme));
        case JsonString(var text) -> series.add(number(text));
        default -> {
          return false;
        }
      }
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  @Override
  String type() {
    return whole ? "int" : "float";
  }

  @Override
  void describe(JsonObject.Builder json) {
    series.describe(json);
  }
}

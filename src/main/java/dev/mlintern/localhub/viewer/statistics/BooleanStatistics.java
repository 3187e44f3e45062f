package dev.mlintern.localhub.viewer.statistics;

import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import java.util.HashMap;
import java.util.Map;

/// True and false, counted.
final class BooleanStatistics extends ColumnStatistics {
  private final Map<String, Long> counts = new HashMap<>();

  @Override
  boolean accept(JsonValue cell) {
    if (cell instanceof JsonBoolean(var flag)) {
      counts.merge(flag ? "True" : "False", 1L, Long::sum);
      return true;
    }
    return false;
  }

  @Override
  String type() {
    return "bool";
  }

  @Override
  void describe(JsonObject.Builder json) {
    json.put("frequencies", Frequencies.byCount(counts));
  }
}

package dev.mlintern.localhub.viewer.statistics;

import dev.mlintern.json.JsonObject;
import java.util.Comparator;
import java.util.Map;

/// Counts of values, the frequent ones first.
final class Frequencies {
  private Frequencies() {}

  static JsonObject byCount(Map<String, Long> counts) {
    var json = JsonObject.builder();
    counts.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, Long> entry) -> -entry.getValue())
                .thenComparing(Map.Entry::getKey))
        .forEach(entry -> json.put(entry.getKey(), entry.getValue()));
    return json.build();
  }
}

package dev.mlintern.localhub.viewer.statistics;

import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import java.util.List;

/// Class labels, counted by name; -1 is no label.
final class LabelStatistics extends ColumnStatistics {
  private final List<String> names;
  private final long[] counts;
  private long unlabelled;

  LabelStatistics(List<String> names) {
    this.names = names;
    this.counts = new long[names.size()];
  }

  @Override
  boolean accept(JsonValue cell) {
    long label = cell instanceof JsonNumber number ? number.asLong().orElse(-1) : -1;
    if (label >= 0 && label < counts.length) {
      counts[(int) label]++;
    } else {
      unlabelled++;
    }
    return true;
  }

  @Override
  String type() {
    return "class_label";
  }

  @Override
  void describe(JsonObject.Builder json) {
    var frequencies = JsonObject.builder();
    for (int i = 0; i < counts.length; i++) {
      frequencies.put(names.get(i), counts[i]);
    }
    json.put("no_label_count", unlabelled)
        .put("no_label_proportion", Rounding.of(rows() == 0 ? 0 : (double) unlabelled / rows()))
        .put("n_unique", names.size())
        .put("frequencies", frequencies.build());
  }
}

package dev.mlintern.localhub.viewer.statistics;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.util.HashMap;
import java.util.Map;

/// Text: few different values are labels and counted one by one, others are described by length in
/// characters.
final class TextStatistics extends ColumnStatistics {
  private static final int MAX_LABELS = 30;
  private static final double MAX_LABEL_SHARE = 0.2;

  private final Map<String, Long> counts = new HashMap<>();
  private final NumberSeries lengths = new NumberSeries(true);

  @Override
  boolean accept(JsonValue cell) {
    String text = cell instanceof JsonString(var value) ? value : cell.toJson();
    lengths.add(text.codePointCount(0, text.length()));
    if (counts.size() <= MAX_LABELS) {
      counts.merge(text, 1L, Long::sum);
    }
    return true;
  }

  private boolean isLabel() {
    return !counts.isEmpty()
        && counts.size() <= MAX_LABELS
        && (double) counts.size() / rows() <= MAX_LABEL_SHARE;
  }

  @Override
  String type() {
    return isLabel() ? "string_label" : "string_text";
  }

  @Override
  void describe(JsonObject.Builder json) {
    if (isLabel()) {
      json.put("no_label_count", 0)
          .put("no_label_proportion", Rounding.of(0))
          .put("n_unique", counts.size())
          .put("frequencies", Frequencies.byCount(counts));
    } else {
      lengths.describe(json);
    }
  }
}

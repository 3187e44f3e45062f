package dev.mlintern.localhub.viewer.statistics;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;

/// Numbers of a column: extremes, mean, median, deviation, histogram.
final class NumberSeries {
  private static final int BINS = 10;

  private final boolean whole;
  private double[] numbers = new double[64];
  private int count;

  /// @param whole whether bins have whole edges
  NumberSeries(boolean whole) {
    this.whole = whole;
  }

  void add(double number) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, count * 2);
    }
    numbers[count++] = number;
  }

  void describe(JsonObject.Builder json) {
    describe(json, this::plain, Rounding::of, Rounding::of);
  }

  /// @param extreme writes a minimum, maximum or edge
  /// @param middle writes a mean or median
  /// @param spread writes a standard deviation
  void describe(
      JsonObject.Builder json,
      DoubleFunction<JsonValue> extreme,
      DoubleFunction<JsonValue> middle,
      DoubleFunction<JsonValue> spread) {
    if (count == 0) {
      for (String name : List.of("min", "max", "mean", "median", "std", "histogram")) {
        json.put(name, JsonNull.INSTANCE);
      }
      return;
    }
    Arrays.sort(numbers, 0, count);
    double mean = Arrays.stream(numbers, 0, count).sum() / count;
    json.put("min", extreme.apply(numbers[0]))
        .put("max", extreme.apply(numbers[count - 1]))
        .put("mean", middle.apply(mean))
        .put("median", middle.apply(median()))
        .put("std", count < 2 ? JsonNull.INSTANCE : spread.apply(deviation(mean)))
        .put("histogram", histogram(extreme));
  }

  private JsonValue plain(double number) {
    return whole ? JsonNumber.of((long) number) : Rounding.of(number);
  }

  private double median() {
    int half = count / 2;
    return count % 2 == 1 ? numbers[half] : (numbers[half - 1] + numbers[half]) / 2;
  }

  private double deviation(double mean) {
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += (numbers[i] - mean) * (numbers[i] - mean);
    }
    return Math.sqrt(squares / (count - 1));
  }

  private JsonObject histogram(DoubleFunction<JsonValue> edge) {
    List<Double> starts = starts(numbers[0], numbers[count - 1]);
    long[] hist = new long[starts.size()];
    int bin = 0;
    for (int i = 0; i < count; i++) {
      while (bin + 1 < hist.length && numbers[i] >= starts.get(bin + 1)) {
        bin++;
      }
      hist[bin]++;
    }
    List<JsonValue> edges = new ArrayList<>();
    starts.forEach(start -> edges.add(edge.apply(start)));
    edges.add(edge.apply(numbers[count - 1]));
    return JsonObject.builder()
        .put(
            "hist", new JsonArray(Arrays.stream(hist).<JsonValue>mapToObj(JsonNumber::of).toList()))
        .put("bin_edges", new JsonArray(edges))
        .build();
  }

  /// Where bins start: at most ten, whole ones at least 1 wide.
  private List<Double> starts(double min, double max) {
    if (min == max) {
      return List.of(min);
    }
    double width = whole ? Math.ceil((max - min + 1) / BINS) : (max - min) / BINS;
    List<Double> starts = new ArrayList<>();
    for (int i = 0; i < BINS && (!whole || min + i * width <= max); i++) {
      starts.add(min + i * width);
    }
    return starts;
  }
}

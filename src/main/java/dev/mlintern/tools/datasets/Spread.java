package dev.mlintern.tools.datasets;

import java.util.Arrays;
import java.util.Optional;

/// Smallest, middle and largest of some numbers.
record Spread(double min, double median, double max) {
  /// Empty for no numbers.
  static Optional<Spread> of(double[] numbers) {
    if (numbers.length == 0) {
      return Optional.empty();
    }
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return Optional.of(new Spread(sorted[0], median, sorted[sorted.length - 1]));
  }

  /// `35–4,720, median 511`, or the one value there is.
  String text() {
    if (min == max) {
      return Figures.decimal(min);
    }
    return Figures.decimal(min)
        + "–"
        + Figures.decimal(max)
        + ", median "
        + Figures.decimal(median);
  }
}

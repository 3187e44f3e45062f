package dev.mlintern.tools.datasets;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// Numbers as a reader wants them: `25,000`, `84.1 MB`, `12%`.
final class Figures {
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

  private Figures() {}

  /// Digits in groups of three.
  static String count(long number) {
    StringBuilder text = new StringBuilder(Long.toString(number));
    int first = number < 0 ? 1 : 0;
    for (int i = text.length() - 3; i > first; i -= 3) {
      text.insert(i, ',');
    }
    return text.toString();
  }

  /// `1 row`, `2 rows`.
  static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /// Decimal units, as the Hub shows them.
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%.1f %s", value, UNITS[unit]);
  }

  /// Four significant digits at most; whole numbers whole.
  static String decimal(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return count((long) value);
    }
    if (Math.abs(value) >= 1000 && Math.abs(value) < 1e15) {
      return count(Math.round(value));
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return Math.abs(value) < 1e-4 || Math.abs(value) >= 1e15
        ? rounded.toString()
        : rounded.toPlainString();
  }

  /// Share in percent; never 0% for something nor 100% for less than all.
  static String percent(long part, long whole) {
    if (whole == 0) {
      return "0%";
    }
    double percent = 100.0 * part / whole;
    if (part > 0 && percent < 1) {
      return "<1%";
    }
    if (part < whole && percent > 99) {
      return ">99%";
    }
    return Math.round(percent) + "%";
  }
}

package dev.mlintern.tools.repos;

import java.util.Locale;

/// Sizes of files in decimal units: `313 B`, `4.2 KB`, `16.1 GB`.
final class RepoFilesSize {
  private static final String[] UNITS = {" B", " KB", " MB", " GB", " TB", " PB"};

  private RepoFilesSize() {}

  static String of(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.95 && unit < UNITS.length - 1) {
      value /= 1_000;
      unit++;
    }
    String number =
        unit == 0 || value >= 100
            ? Long.toString(Math.round(value))
            : String.format(Locale.ROOT, "%.1f", value);
    return number + UNITS[unit];
  }

  /// `1 file`, `12 files`.
  static String files(long count) {
    return String.format(Locale.ROOT, "%,d file%s", count, count == 1 ? "" : "s");
  }
}

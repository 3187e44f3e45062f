package dev.mlintern.tools.hubsearch;

import dev.mlintern.policy.Usd;
import java.math.BigDecimal;
import java.util.Locale;

/// Amounts in as few characters as tell the size.
final class Quantity {
  private static final String[] COUNT_UNITS = {"", "k", "M", "B", "T"};
  private static final String[] BYTE_UNITS = {" B", " KB", " MB", " GB", " TB", " PB"};

  private Quantity() {}

  /// A number of downloads, likes, rows: two digits at least, `987`, `1.2k`, `16M`.
  static String count(long number) {
    return scaled(number, COUNT_UNITS, 10);
  }

  /// A number of parameters: three digits, `110M`, `8.03B`, `684B`.
  static String parameters(long number) {
    return scaled(number, COUNT_UNITS, 100);
  }

  /// A size in decimal units: `313 B`, `4.2 KB`, `16.1 GB`.
  static String bytes(long number) {
    return scaled(number, BYTE_UNITS, 100);
  }

  /// Memory in GB (10⁹ bytes): `0.3`, `9.6`, `173`.
  static String gigabytes(double gigabytes) {
    return gigabytes < 9.95
        ? String.format(Locale.ROOT, "%.1f GB", Math.max(0.1, gigabytes))
        : String.format(Locale.ROOT, "%,d GB", Math.round(gigabytes));
  }

  /// A price an hour: `$0.80/h`, `$0.005/h`.
  static String hourly(Usd usd) {
    BigDecimal plain = BigDecimal.valueOf(usd.micros(), 6).stripTrailingZeros();
    return "$" + (plain.scale() < 2 ? plain.setScale(2) : plain).toPlainString() + "/h";
  }

  /// @param decimalsBelow scaled values below this get one decimal (two below a tenth of it)
  private static String scaled(long number, String[] units, int decimalsBelow) {
    double value = number;
    int unit = 0;
    while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    if (unit == 0) {
      return number + units[0];
    }
    int decimals = value < decimalsBelow / 10.0 - 0.005 ? 2 : value < decimalsBelow - 0.05 ? 1 : 0;
    return rounded(value, decimals) + units[unit];
  }

  /// `%.1f` and the like, without its price: an answer holds sixty of these.
  private static String rounded(double value, int decimals) {
    int scale = decimals == 2 ? 100 : decimals == 1 ? 10 : 1;
    // A tie such as 1.005 is a little less in binary; it is rounded up all the same.
    long steps = Math.round(Math.abs(value) * scale + 1e-9);
    String sign = value < 0 && steps > 0 ? "-" : "";
    String whole = sign + steps / scale;
    return switch (decimals) {
      case 0 -> whole;
      case 1 -> whole + "." + steps % 10;
      default -> whole + "." + steps / 10 % 10 + steps % 10;
    };
  }
}

package dev.mlintern.localhub.viewer.statistics;

import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// Numbers as the viewer writes them: five decimals at most, a floating one always with a point.
final class Rounding {
  private static final int DECIMALS = 5;

  private Rounding() {}

  static JsonValue of(double number) {
    if (!Double.isFinite(number)) {
      return JsonNull.INSTANCE;
    }
    BigDecimal rounded =
        BigDecimal.valueOf(number).setScale(DECIMALS, RoundingMode.HALF_EVEN).stripTrailingZeros();
    return JsonNumber.of(rounded.scale() < 1 ? rounded.setScale(1) : rounded);
  }
}

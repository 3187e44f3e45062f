package dev.mlintern.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Dollars as a human reads them.
public final class Usd {
  private Usd() {}

  /// A cost, never understated: `$3.00`; half a cent is `$0.01`.
  public static String format(BigDecimal usd) {
    return "$" + usd.setScale(2, RoundingMode.CEILING).toPlainString();
  }

  /// What is left, never overstated.
  public static String formatRemaining(BigDecimal usd) {
    return "$" + usd.setScale(2, RoundingMode.FLOOR).toPlainString();
  }
}

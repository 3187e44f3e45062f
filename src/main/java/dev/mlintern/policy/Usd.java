package dev.mlintern.policy;

import java.time.Duration;
import java.util.Optional;

/// An amount of dollars, exact to a millionth. Prices by the hour and the cost of minutes need no
/// more, and `BigDecimal` alone would cost the approval hook a quarter of its start-up.
public record Usd(long micros) implements Comparable<Usd> {
  public static final Usd ZERO = new Usd(0);

  /// No price, cap or cost is this high: keeps price × time within a `long`.
  private static final double MAX_DOLLARS = 1e6;

  private static final long MICROS = 1_000_000;
  private static final long MICROS_PER_CENT = 10_000;

  public Usd {
    if (micros < 0) {
      throw new IllegalArgumentException("a negative amount: " + micros);
    }
  }

  /// The nearest amount, unless it is negative, not a number, or above a million dollars.
  public static Optional<Usd> of(double dollars) {
    return dollars >= 0 && dollars <= MAX_DOLLARS
        ? Optional.of(new Usd(Math.round(dollars * MICROS)))
        : Optional.empty();
  }

  /// Reads `5`, `5.00`, `$0.25`: digits with at most one point.
  public static Optional<Usd> parse(String text) {
    String amount = text.startsWith("$") ? text.substring(1) : text;
    int digits = 0;
    int points = 0;
    for (int i = 0; i < amount.length(); i++) {
      char c = amount.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.') {
        points++;
      } else {
        return Optional.empty();
      }
    }
    return digits > 0 && points <= 1 ? of(Double.parseDouble(amount)) : Optional.empty();
  }

  public Usd plus(Usd other) {
    return new Usd(Math.addExact(micros, other.micros));
  }

  /// The difference; zero when the other amount is larger.
  public Usd minus(Usd other) {
    return new Usd(Math.max(0, micros - other.micros));
  }

  /// What `time` costs at this price by the hour, rounded up.
  public Usd forHours(Duration time) {
    return new Usd(Math.ceilDiv(Math.multiplyExact(micros, time.toSeconds()), 3600L));
  }

  public boolean isMoreThan(Usd other) {
    return micros > other.micros;
  }

  public Usd max(Usd other) {
    return micros >= other.micros ? this : other;
  }

  /// As a cost, never understated: `$3.00`; half a cent is `$0.01`.
  @Override
  public String toString() {
    return cents(Math.ceilDiv(micros, MICROS_PER_CENT));
  }

  /// As what is left, never overstated.
  public String asRemaining() {
    return cents(micros / MICROS_PER_CENT);
  }

  private static String cents(long cents) {
    long rest = cents % 100;
    return "$" + cents / 100 + (rest < 10 ? ".0" : ".") + rest;
  }

  @Override
  public int compareTo(Usd other) {
    return Long.compare(micros, other.micros);
  }
}

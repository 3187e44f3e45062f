package dev.mlintern.json;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.OptionalLong;

/// A JSON number, kept as the characters of the document so that nothing is rounded.
public record JsonNumber(String lexeme) implements JsonValue {
  public JsonNumber {
    Objects.requireNonNull(lexeme, "lexeme");
  }

  public static JsonNumber of(long value) {
    return new JsonNumber(Long.toString(value));
  }

  public static JsonNumber of(BigDecimal value) {
    return new JsonNumber(value.toPlainString());
  }

  /// The nearest `double`; not finite for lexemes like `1e999`.
  public double asDouble() {
    return Double.parseDouble(lexeme);
  }

  /// The exact integral value (`3`, `3.0`, `3e2`), if there is one that fits.
  public OptionalLong asLong() {
    if (isPlainInteger()) {
      return OptionalLong.of(Long.parseLong(lexeme));
    }
    if (lexeme.length() > 40) {
      return OptionalLong.empty();
    }
    double magnitude = Math.abs(asDouble());
    if (!(magnitude < 1e19)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(new BigDecimal(lexeme).longValueExact());
    } catch (ArithmeticException _) {
      return OptionalLong.empty();
    }
  }

  /// The usual case, without `BigDecimal`, whose tables cost a hook 12 ms.
  private boolean isPlainInteger() {
    int start = lexeme.startsWith("-") ? 1 : 0;
    if (lexeme.length() == start || lexeme.length() > 18) {
      return false;
    }
    for (int i = start; i < lexeme.length(); i++) {
      if (lexeme.charAt(i) < '0' || lexeme.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}

package dev.mlintern.localhub.viewer.query;

import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.math.BigDecimal;

/// How cells compare: numbers by value, text by code point, and a number with text as what the
/// text spells, if it spells one.
final class CellOrder {
  private CellOrder() {}

  static int compare(JsonValue a, JsonValue b) {
    if (a instanceof JsonNumber x && b instanceof JsonNumber y) {
      return number(x.lexeme()).compareTo(number(y.lexeme()));
    }
    if (a instanceof JsonNumber x && b instanceof JsonString(var y) && isNumber(y)) {
      return number(x.lexeme()).compareTo(number(y.strip()));
    }
    if (a instanceof JsonString(var x) && b instanceof JsonNumber y && isNumber(x)) {
      return number(x.strip()).compareTo(number(y.lexeme()));
    }
    return text(a).compareTo(text(b));
  }

  private static BigDecimal number(String lexeme) {
    return new BigDecimal(lexeme);
  }

  private static boolean isNumber(String text) {
    try {
      new BigDecimal(text.strip());
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private static String text(JsonValue value) {
    return switch (value) {
      case JsonString(var text) -> text;
      case JsonBoolean(var flag) -> flag ? "true" : "false";
      default -> value.toJson();
    };
  }
}

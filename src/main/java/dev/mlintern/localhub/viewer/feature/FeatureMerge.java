package dev.mlintern.localhub.viewer.feature;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.feature.Feature.Sequence;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.feature.Feature.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/// Finds the narrowest type that holds all values of a column, as Arrow's JSON reader does: `null`
/// gives way to everything, whole numbers become floating, objects unite their fields. Other
/// mixtures have no type, which the `datasets` library reports as a failed generation.
public final class FeatureMerge {
  private FeatureMerge() {}

  /// The type of one JSON value.
  public static Feature typeOf(JsonValue value) {
    return switch (value) {
      case JsonNull() -> Value.NULL;
      case JsonBoolean _ -> Value.BOOL;
      case JsonNumber number -> isWhole(number) ? Value.INT64 : Value.FLOAT64;
      case JsonString _ -> Value.STRING;
      case JsonArray array -> new Sequence(elementType(array));
      case JsonObject(var members) -> {
        Map<String, Feature> fields = new LinkedHashMap<>();
        members.forEach((name, member) -> fields.put(name, typeOf(member)));
        yield new Struct(fields);
      }
    };
  }

  private static boolean isWhole(JsonNumber number) {
    String lexeme = number.lexeme();
    return lexeme.indexOf('.') < 0
        && lexeme.indexOf('e') < 0
        && lexeme.indexOf('E') < 0
        && number.asLong().isPresent();
  }

  private static Feature elementType(JsonArray array) {
    Feature type = Value.NULL;
    for (JsonValue element : array) {
      type = merge(type, typeOf(element), "[]");
    }
    return type;
  }

  /// @param where the column, for the error
  /// @throws TypeConflict if no type holds both
  public static Feature merge(Feature a, Feature b, String where) {
    if (a.equals(b) || b.equals(Value.NULL)) {
      return a;
    }
    if (a.equals(Value.NULL)) {
      return b;
    }
    if (a instanceof Value x && b instanceof Value y && isNumber(x) && isNumber(y)) {
      return Value.FLOAT64;
    }
    if (a instanceof Sequence(var x) && b instanceof Sequence(var y)) {
      return new Sequence(merge(x, y, where + "/[]"));
    }
    if (a instanceof Struct x && b instanceof Struct y) {
      return mergeStructs(x, y, where);
    }
    throw new TypeConflict(where, word(a), word(b));
  }

  /// @throws TypeConflict if no type holds both
  public static Struct mergeStructs(Struct a, Struct b, String where) {
    if (a.equals(b)) {
      return a;
    }
    Map<String, Feature> fields = new LinkedHashMap<>(a.fields());
    b.fields()
        .forEach(
            (name, feature) -> {
              Feature known = fields.get(name);
              fields.put(name, known == null ? feature : merge(known, feature, where + "/" + name));
            });
    return new Struct(fields);
  }

  private static boolean isNumber(Value value) {
    return value.isInteger() || value.isFloat();
  }

  private static String word(Feature feature) {
    return switch (feature) {
      case Value value when isNumber(value) -> "number";
      case Value value when value.isBool() -> "boolean";
      case Value value -> value.dtype();
      case Sequence _ -> "array";
      case Struct _ -> "object";
      default -> "other";
    };
  }

  /// Two values of a column that have no common type.
  public static final class TypeConflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TypeConflict(String where, String before, String after) {
      super("Column(" + where + ") changed from " + before + " to " + after, null, false, false);
    }
  }
}

package dev.mlintern.localhub.viewer.feature;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.feature.Feature.ClassLabel;
import dev.mlintern.localhub.viewer.feature.Feature.Sequence;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.feature.Feature.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/// Brings the values of a file into the form of their column: missing fields become `null`, text
/// becomes the number or label it spells, whole numbers in a floating column get their `.0`.
public final class Cells {
  private Cells() {}

  public static JsonObject row(JsonObject raw, Struct columns) {
    return struct(raw, columns);
  }

  private static JsonObject struct(JsonObject raw, Struct struct) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    struct
        .fields()
        .forEach(
            (name, feature) ->
                members.put(name, cell(raw.get(name).orElse(JsonNull.INSTANCE), feature)));
    return new JsonObject(members);
  }

  static JsonValue cell(JsonValue raw, Feature feature) {
    return switch (feature) {
      case Value value -> scalar(raw, value);
      case ClassLabel(var names) when raw instanceof JsonString(var text) -> {
        int label = names.indexOf(text);
        yield label >= 0 ? JsonNumber.of(label) : number(text, true, raw);
      }
      case Sequence(var element) when raw instanceof JsonArray array ->
          new JsonArray(array.stream().map(item -> cell(item, element)).toList());
      case Struct struct when raw instanceof JsonObject object -> struct(object, struct);
      default -> raw;
    };
  }

  private static JsonValue scalar(JsonValue raw, Value type) {
    return switch (raw) {
      case JsonString(var text) when type.isInteger() -> number(text, true, raw);
      case JsonString(var text) when type.isFloat() -> number(text, false, raw);
      case JsonString(var text) when type.isBool() ->
          text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
              ? new JsonBoolean(text.equalsIgnoreCase("true"))
              : raw;
      case JsonNumber number when type.isFloat() -> floating(number);
      case JsonNumber(var lexeme) when type.isText() -> new JsonString(lexeme);
      case JsonBoolean(var flag) when type.isText() -> new JsonString(flag ? "True" : "False");
      default -> raw;
    };
  }

  private static JsonNumber floating(JsonNumber number) {
    String lexeme = number.lexeme();
    boolean whole = lexeme.indexOf('.') < 0 && lexeme.indexOf('e') < 0 && lexeme.indexOf('E') < 0;
    return whole ? new JsonNumber(lexeme + ".0") : number;
  }

  private static JsonValue number(String text, boolean whole, JsonValue otherwise) {
    try {
      String plain = text.strip();
      if (whole) {
        return JsonNumber.of(Long.parseLong(plain));
      }
      double number = Double.parseDouble(plain);
      return Double.isFinite(number) ? new JsonNumber(Double.toString(number)) : JsonNull.INSTANCE;
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }
}

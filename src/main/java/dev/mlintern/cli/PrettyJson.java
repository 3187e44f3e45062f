package dev.mlintern.cli;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.util.Iterator;

/// JSON for files that people read and edit: two blanks a level, a line end at the end.
final class PrettyJson {
  private static final String STEP = "  ";

  private PrettyJson() {}

  static String of(JsonValue value) {
    var out = new StringBuilder();
    append(out, value, "");
    return out.append('\n').toString();
  }

  private static void append(StringBuilder out, JsonValue value, String indent) {
    switch (value) {
      case JsonObject object when !object.members().isEmpty() -> {
        String separator = "{\n";
        for (var member : object.members().entrySet()) {
          out.append(separator).append(indent).append(STEP);
          out.append(new JsonString(member.getKey()).toJson()).append(": ");
          append(out, member.getValue(), indent + STEP);
          separator = ",\n";
        }
        out.append('\n').append(indent).append('}');
      }
      case JsonArray array when array.size() > 0 -> {
        Iterator<JsonValue> elements = array.iterator();
        String separator = "[\n";
        while (elements.hasNext()) {
          out.append(separator).append(indent).append(STEP);
          append(out, elements.next(), indent + STEP);
          separator = ",\n";
        }
        out.append('\n').append(indent).append(']');
      }
      default -> out.append(value.toJson());
    }
  }
}

package dev.mlintern.localhub.viewer.rows;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;

/// About how many bytes a value takes in an Arrow array: 8 a number, 4 and the text a string.
final class ArrowSize {
  private static final int NUMBER_BYTES = 8;
  private static final int OFFSET_BYTES = 4;

  private ArrowSize() {}

  static long of(JsonValue value) {
    return switch (value) {
      case JsonNull() -> 0;
      case JsonBoolean _ -> 1;
      case JsonNumber _ -> NUMBER_BYTES;
      case JsonString(var text) -> OFFSET_BYTES + utf8Length(text);
      case JsonArray(var elements) ->
          OFFSET_BYTES + elements.stream().mapToLong(ArrowSize::of).sum();
      case JsonObject(var members) -> members.values().stream().mapToLong(ArrowSize::of).sum();
    };
  }

  /// Length in UTF-8 without making the bytes.
  static long utf8Length(String text) {
    long length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7f) {
        length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return length;
  }
}

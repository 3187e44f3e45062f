package dev.mlintern.mcp;

import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A request id or progress token: a string or a number, given back as it came. `1` and `"1"` are
/// two ids.
record WireId(String value, boolean isText) {
  private static final int MAX_CHARS = 1_000;

  /// The id at the parser's current token; empty when the token cannot be one.
  static Optional<WireId> at(JsonParser json) {
    JsonToken token = json.currentToken();
    boolean isText = token == JsonToken.VALUE_STRING;
    if (!isText && token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      return Optional.empty();
    }
    String value = json.getString();
    boolean isSound =
        value.length() <= MAX_CHARS
            && value.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    return isSound ? Optional.of(new WireId(value, isText)) : Optional.empty();
  }

  void write(JsonGenerator json, String name) {
    json.writeName(name);
    if (isText) {
      json.writeString(value);
    } else {
      json.writeRawValue(value);
    }
  }

  // Written out: the generated ones are linked at the first call of every process, which takes
  // longer than the call.

  @Override
  public boolean equals(Object other) {
    return other instanceof WireId that && isText == that.isText && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }
}

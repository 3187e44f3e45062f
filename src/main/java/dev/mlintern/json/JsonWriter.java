package dev.mlintern.json;

/// Writes compact JSON: one line, no blanks, safe inside a line-delimited protocol. Lone surrogates
/// and control characters are escaped, so the output is always valid UTF-8.
public final class JsonWriter {
  private JsonWriter() {}

  public static String write(JsonValue value) {
    var out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  /// A string as a JSON literal, quotes included.
  public static String quote(String value) {
    var out = new StringBuilder(value.length() + 2);
    appendQuoted(out, value);
    return out.toString();
  }

  /// No pattern switch: its first use builds a class at run time, which costs a hook 10 ms.
  private static void append(StringBuilder out, JsonValue value) {
    if (value instanceof JsonString(var string)) {
      appendQuoted(out, string);
    } else if (value instanceof JsonObject object) {
      append(out, object);
    } else if (value instanceof JsonArray array) {
      append(out, array);
    } else if (value instanceof JsonNumber(var lexeme)) {
      out.append(lexeme);
    } else if (value instanceof JsonBoolean(var bool)) {
      out.append(bool);
    } else {
      out.append("null");
    }
  }

  private static void append(StringBuilder out, JsonObject object) {
    out.append('{');
    String separator = "";
    for (var member : object.members().entrySet()) {
      out.append(separator);
      appendQuoted(out, member.getKey());
      out.append(':');
      append(out, member.getValue());
      separator = ",";
    }
    out.append('}');
  }

  private static void append(StringBuilder out, JsonArray array) {
    out.append('[');
    String separator = "";
    for (var element : array) {
      out.append(separator);
      append(out, element);
      separator = ",";
    }
    out.append(']');
  }

  private static void appendQuoted(StringBuilder out, String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029 || isLoneSurrogate(value, i)) {
            appendUnicodeEscape(out, c);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isLoneSurrogate(String value, int at) {
    char c = value.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 >= value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
  }

  private static void appendUnicodeEscape(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit((c >> shift) & 0xf, 16));
    }
  }
}

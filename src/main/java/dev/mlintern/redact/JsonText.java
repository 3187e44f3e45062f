package dev.mlintern.redact;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonValue;
import java.util.Optional;

/// Text that is one JSON object or array.
final class JsonText {
  private JsonText() {}

  /// The object or array that the text is, blanks around it aside; empty for any other text.
  static Optional<JsonValue> parse(String text) {
    int start = start(text);
    int end = end(text);
    if (end - start < 2 || !isPair(text.charAt(start), text.charAt(end - 1))) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonReader.read(text));
    } catch (JsonException _) {
      // Not JSON after all (a log line in brackets, NaN, a name given twice): it is read as text.
      return Optional.empty();
    }
  }

  private static boolean isPair(char first, char last) {
    return first == '{' && last == '}' || first == '[' && last == ']';
  }

  /// The changed value between the blanks that stood around the old one.
  static String rewritten(String text, JsonValue value) {
    return text.substring(0, start(text)) + value.toJson() + text.substring(end(text));
  }

  private static int start(String text) {
    int start = 0;
    while (start < text.length() && Chars.isSpace(text.charAt(start))) {
      start++;
    }
    return start;
  }

  private static int end(String text) {
    int end = text.length();
    while (end > 0 && Chars.isSpace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }
}

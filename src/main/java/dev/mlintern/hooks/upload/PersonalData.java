package dev.mlintern.hooks.upload;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Takes home folder and e-mail addresses out of a line (`ML_INTERN_REDACT_PII`).
///
/// @param on whether it does
/// @param home the user's home folder
record PersonalData(boolean on, Path home) {
  private static final String EMAIL = "[REDACTED:EMAIL]";

  JsonValue removed(JsonValue value) {
    return on ? walked(value) : value;
  }

  private JsonValue walked(JsonValue value) {
    return switch (value) {
      case JsonString(var text) -> new JsonString(removed(text));
      case JsonArray array -> {
        List<JsonValue> elements = new ArrayList<>(array.size());
        array.forEach(element -> elements.add(walked(element)));
        yield new JsonArray(elements);
      }
      case JsonObject object -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        object
            .members()
            .forEach((name, member) -> members.putIfAbsent(removed(name), walked(member)));
        yield new JsonObject(members);
      }
      default -> value;
    };
  }

  /// The text with `~` for the home folder, and without addresses.
  String removed(String text) {
    String homeless = home.getNameCount() > 0 ? text.replace(home.toString(), "~") : text;
    if (homeless.indexOf('@') < 0) {
      return homeless;
    }
    var out = new StringBuilder(homeless.length());
    int done = 0;
    for (int at = homeless.indexOf('@'); at >= 0; at = homeless.indexOf('@', at + 1)) {
      int start = at;
      while (start > done && isLocalPart(homeless.charAt(start - 1))) {
        start--;
      }
      int end = at + 1;
      while (end < homeless.length() && isDomain(homeless.charAt(end))) {
        end++;
      }
      while (end > at + 1 && !Character.isLetterOrDigit(homeless.charAt(end - 1))) {
        end--; // the full stop of a sentence
      }
      boolean address = start < at && homeless.substring(at + 1, end).indexOf('.') > 0;
      if (address) {
        out.append(homeless, done, start).append(EMAIL);
        done = end;
      }
    }
    return out.append(homeless, done, homeless.length()).toString();
  }

  private static boolean isLocalPart(char c) {
    return Character.isLetterOrDigit(c) || "._%+-".indexOf(c) >= 0;
  }

  private static boolean isDomain(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-';
  }
}

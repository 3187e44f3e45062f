package dev.mlintern.redact;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.redact.SecretNames.Hint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Walks a JSON value, its names included, and the JSON inside its strings (harness specification
/// §2.3, step 2). What does not change is returned as the same instance.
final class JsonWalk {
  /// How deep JSON inside strings is followed; below that it is text.
  private static final int DEEPEST_DOCUMENT = 6;

  /// Members of a transcript's envelope: identifiers, searched for known values and tokens only.
  private static final Set<String> ENVELOPE =
      Set.of(
          "type",
          "uuid",
          "parentUuid",
          "sessionId",
          "tool_use_id",
          "id",
          "timestamp",
          "model",
          "version",
          "gitBranch");

  private static final int MOST_IDENTIFIER = 256;
  private static final int IDENTIFIER = Chars.NAME | Chars.SLASH | Chars.PLUS;

  /// Private members of a JSON Web Key (RFC 7518 §6).
  private static final Set<String> PRIVATE_KEY_PARTS =
      Set.of("d", "p", "q", "dp", "dq", "qi", "k", "oth");

  private static final Set<String> HEADERS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "cookie",
          "set-cookie",
          "private-token",
          "job-token",
          "api-key");

  private final TextScan scan;
  private final RedactionTally tally;
  private int document;

  JsonWalk(TextScan scan, RedactionTally tally) {
    this.scan = scan;
    this.tally = tally;
  }

  JsonValue walk(JsonValue value) {
    return switch (value) {
      case JsonObject object -> object(object);
      case JsonArray array -> array(array);
      case JsonString(var text) -> changed(value, text, text(text));
      case JsonNumber _, JsonBoolean _, JsonNull _ -> value;
    };
  }

  private static JsonValue changed(JsonValue before, String text, String after) {
    return after.equals(text) ? before : new JsonString(after);
  }

  private JsonValue array(JsonArray array) {
    if (array.size() == 2
        && array.elements().getFirst() instanceof JsonString(var name)
        && array.elements().getLast() instanceof JsonString(var text)) {
      return pair(array, name, text);
    }
    List<JsonValue> walked = new ArrayList<>(array.size());
    boolean changed = false;
    for (JsonValue element : array) {
      JsonValue after = walk(element);
      changed |= after != element;
      walked.add(after);
    }
    return changed ? new JsonArray(walked) : array;
  }

  /// Two strings may be a name and its value, as lists of headers have them.
  private JsonValue pair(JsonArray array, String name, String text) {
    String nameAfter = text(name);
    String after = stringMember(JsonObject.EMPTY, name, SecretNames.hint(name), text);
    boolean same = nameAfter.equals(name) && after.equals(text);
    return same ? array : JsonArray.of(new JsonString(nameAfter), new JsonString(after));
  }

  private JsonValue object(JsonObject object) {
    Map<String, JsonValue> walked = new LinkedHashMap<>();
    boolean changed = false;
    for (var member : object.members().entrySet()) {
      String name = member.getKey();
      String nameAfter = text(name);
      JsonValue after = member(object, name, member.getValue());
      changed |= after != member.getValue() || !nameAfter.equals(name);
      walked.put(unused(walked, object, name, nameAfter), after);
    }
    return changed ? new JsonObject(walked) : object;
  }

  /// Two names that become one marker stay two members.
  private static String unused(
      Map<String, JsonValue> walked, JsonObject object, String before, String after) {
    String name = after;
    for (int i = 2; walked.containsKey(name) || !name.equals(before) && object.has(name); i++) {
      name = after + "~" + i;
    }
    return name;
  }

  private JsonValue member(JsonObject parent, String name, JsonValue value) {
    Hint hint = hint(parent, name);
    return switch (value) {
      case JsonString(var text) -> changed(value, text, stringMember(parent, name, hint, text));
      case JsonNumber(var lexeme)
          when (hint == Hint.SECRET || hint == Hint.PASSWORD) && lexeme.length() >= 4 ->
          replaced();
      case JsonArray array when hint == Hint.SECRET || hint == Hint.PASSWORD ->
          secretArray(name, hint, array);
      case JsonObject object when name.equals("secrets") -> secretMembers(object);
      case JsonObject _, JsonArray _, JsonNumber _, JsonBoolean _, JsonNull _ -> walk(value);
    };
  }

  private JsonString replaced() {
    tally.count(SecretKind.MEMBER.name());
    return new JsonString(Spans.marker(SecretKind.MEMBER.name()));
  }

  /// What the name says, or for `value` what the name beside it says.
  private static Hint hint(JsonObject parent, String name) {
    if (!name.equals("value") && !name.equals("Value")) {
      return SecretNames.hint(name);
    }
    for (String other : List.of("name", "key", "Name", "Key")) {
      Optional<String> named = parent.string(other);
      if (named.isPresent()) {
        return SecretNames.hint(named.get());
      }
    }
    return Hint.NONE;
  }

  private String stringMember(JsonObject parent, String name, Hint hint, String text) {
    boolean keyPart = parent.has("kty") && PRIVATE_KEY_PARTS.contains(name);
    boolean secret = AssignedSecrets.isSecret(name, hint, text);
    boolean kaggle = name.equals("key") && parent.has("username") && KaggleKeys.isKey(text);
    if (keyPart || secret || kaggle) {
      tally.count(SecretKind.MEMBER.name());
      return Spans.marker(SecretKind.MEMBER.name());
    }
    if (ENVELOPE.contains(name) && isIdentifier(text)) {
      return replaced(text, scan.findCertain(text));
    }
    return isHeader(name) ? header(name, text) : text(text);
  }

  private static boolean isIdentifier(String text) {
    if (text.length() > MOST_IDENTIFIER) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Chars.is(c, IDENTIFIER) && c != ':' && c != '@' && c != ' ') {
        return false;
      }
    }
    return true;
  }

  private static boolean isHeader(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("x-") || HEADERS.contains(lower);
  }

  /// The value of a header, judged as it would stand in a request.
  private String header(String name, String value) {
    String before = name + ": ";
    Spans found = scan.find(before + value);
    var shifted = new Spans();
    for (Span span : found.all()) {
      if (span.start() >= before.length()) {
        int start = span.start() - before.length();
        shifted.add(new Span(start, span.end() - before.length(), span.kind(), start));
      }
    }
    return shifted.isEmpty() ? text(value) : replaced(value, shifted);
  }

  private JsonValue secretArray(String name, Hint hint, JsonArray array) {
    List<JsonValue> walked = new ArrayList<>(array.size());
    for (JsonValue element : array) {
      boolean secret =
          element instanceof JsonString(var text) && AssignedSecrets.isSecret(name, hint, text);
      walked.add(secret ? replaced() : walk(element));
    }
    return walked.equals(array.elements()) ? array : new JsonArray(walked);
  }

  /// The secrets handed to a job: whatever the names, the values are secret.
  private JsonValue secretMembers(JsonObject secrets) {
    Map<String, JsonValue> walked = new LinkedHashMap<>();
    secrets
        .members()
        .forEach(
            (name, value) -> {
              boolean secret =
                  value instanceof JsonString(var text)
                      && AssignedSecrets.isSecret(name, Hint.SECRET, text);
              walked.put(name, secret ? replaced() : value);
            });
    var after = new JsonObject(walked);
    JsonValue whole = object(after);
    return whole.equals(secrets) ? secrets : whole;
  }

  /// A string: JSON in it is walked, everything else is text.
  private String text(String text) {
    Optional<JsonValue> inside =
        document < DEEPEST_DOCUMENT ? JsonText.parse(text) : Optional.empty();
    if (inside.isEmpty()) {
      return replaced(text, scan.find(text));
    }
    document++;
    JsonValue walked = walk(inside.get());
    document--;
    return walked == inside.get() ? text : JsonText.rewritten(text, walked);
  }

  private String replaced(String text, Spans spans) {
    return spans.isEmpty() ? text : spans.replacedIn(text, tally);
  }
}

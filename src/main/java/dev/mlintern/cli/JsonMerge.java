package dev.mlintern.cli;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Adds what is missing to somebody's JSON and changes nothing that is there.
final class JsonMerge {
  /// What tells a hook of ours from others.
  private static final String OUR_HOOK = "ml-intern-hook";

  private JsonMerge() {}

  /// `theirs` with everything of `ours` it does not have: objects member by member, lists by adding
  /// elements. Where both have a plain value, theirs stays.
  static JsonObject into(JsonObject theirs, JsonObject ours) {
    var merged = JsonObject.builder().putAll(theirs);
    ours.members()
        .forEach((name, value) -> merged.put(name, merged(theirs.get(name), value, name)));
    return merged.build();
  }

  private static JsonValue merged(Optional<JsonValue> theirs, JsonValue ours, String name) {
    if (theirs.isEmpty()) {
      return ours;
    }
    // A server somebody has changed is theirs as a whole.
    if (theirs.get() instanceof JsonObject a
        && ours instanceof JsonObject b
        && !name.equals(ProjectKit.SERVER)) {
      return into(a, b);
    }
    if (theirs.get() instanceof JsonArray a && ours instanceof JsonArray b) {
      List<JsonValue> all = new ArrayList<>(a.elements());
      b.stream()
          .filter(element -> a.stream().noneMatch(has -> isSame(has, element)))
          .forEach(all::add);
      return new JsonArray(all);
    }
    return theirs.get();
  }

  /// Equal, or our hook for the same calls, perhaps from another folder.
  private static boolean isSame(JsonValue theirs, JsonValue ours) {
    return theirs.equals(ours)
        || theirs instanceof JsonObject a
            && ours instanceof JsonObject b
            && a.toJson().contains(OUR_HOOK)
            && b.toJson().contains(OUR_HOOK)
            && a.string("matcher").equals(b.string("matcher"));
  }
}

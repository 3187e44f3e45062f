package dev.mlintern.localhub.card;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// YAML 1.2 as JSON. The one class that names the YAML library, which so is loaded with the first
/// card.
final class Yaml {
  private static final int MAX_CHARS = 1 << 20;
  private static final int MAX_DEPTH = 50;

  /// Few, because nested aliases multiply.
  private static final int MAX_ALIASES = 20;

  private Yaml() {}

  /// @throws BadFrontMatter if it is not YAML
  static JsonValue parse(String text) {
    var settings =
        LoadSettings.builder()
            .setCodePointLimit(MAX_CHARS)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setAllowDuplicateKeys(false)
            .build();
    try {
      requireShallow(new Parse(settings).parseString(text));
      return json(new Load(settings).loadFromString(text), 0);
    } catch (YamlEngineException e) {
      throw new BadFrontMatter(e.getMessage());
    }
  }

  /// The library builds nodes by recursion: what is nested too deep would break the stack.
  private static void requireShallow(Iterable<Event> events) {
    int depth = 0;
    for (Event event : events) {
      if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        throw tooDeep();
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
  }

  private static BadFrontMatter tooDeep() {
    return new BadFrontMatter("nested deeper than " + MAX_DEPTH);
  }

  private static JsonValue json(Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw tooDeep();
    }
    return switch (value) {
      case null -> JsonNull.INSTANCE;
      case Boolean flag -> new JsonBoolean(flag);
      case Double number when !Double.isFinite(number) -> new JsonString(number.toString());
      case Double number -> JsonNumber.of(BigDecimal.valueOf(number));
      case Number number -> new JsonNumber(number.toString());
      case Map<?, ?> map -> object(map, depth);
      case Iterable<?> list -> array(list, depth);
      default -> new JsonString(value.toString());
    };
  }

  private static JsonObject object(Map<?, ?> map, int depth) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    map.forEach((key, value) -> members.put(String.valueOf(key), json(value, depth + 1)));
    return new JsonObject(members);
  }

  private static JsonArray array(Iterable<?> list, int depth) {
    List<JsonValue> elements = new ArrayList<>();
    list.forEach(element -> elements.add(json(element, depth + 1)));
    return new JsonArray(elements);
  }
}

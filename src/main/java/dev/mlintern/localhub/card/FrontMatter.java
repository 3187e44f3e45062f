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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The YAML block at the head of a README, as JSON, and the text below it.
public record FrontMatter(JsonObject data, String body) {
  private static final Pattern BLOCK =
      Pattern.compile(
          "\\A\uFEFF?\\s*---[ \\t]*\\r?\\n(.*?)^---[ \\t]*$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final int MAX_YAML_CHARS = 1 << 20;
  private static final int MAX_DEPTH = 50;

  /// Reads a README. Without a block the data are empty.
  ///
  /// @throws BadFrontMatter if there is a block that is not a YAML mapping
  public static FrontMatter parse(String readme) {
    Matcher block = BLOCK.matcher(readme);
    if (!block.find()) {
      return new FrontMatter(JsonObject.EMPTY, readme);
    }
    String body = readme.substring(block.end()).stripLeading();
    return switch (yaml(block.group(1))) {
      case JsonObject data -> new FrontMatter(data, body);
      case JsonNull _ -> new FrontMatter(JsonObject.EMPTY, body);
      default -> throw new BadFrontMatter("the YAML block is not a mapping");
    };
  }

  /// Like [#parse], but a block that cannot be read counts as none.
  public static FrontMatter parseLeniently(String readme) {
    try {
      return parse(readme);
    } catch (BadFrontMatter _) {
      return new FrontMatter(JsonObject.EMPTY, readme);
    }
  }

  private static JsonValue yaml(String text) {
    var settings =
        LoadSettings.builder()
            .setCodePointLimit(MAX_YAML_CHARS)
            .setMaxAliasesForCollections(MAX_DEPTH)
            .setAllowDuplicateKeys(false)
            .build();
    try {
      return json(new Load(settings).loadFromString(text), 0);
    } catch (YamlEngineException e) {
      throw new BadFrontMatter(e.getMessage());
    }
  }

  private static JsonValue json(Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new BadFrontMatter("nested deeper than " + MAX_DEPTH);
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

  /// A string, or the strings of a list: many card fields may be either.
  public List<String> strings(String name) {
    return data.get(name).map(FrontMatter::strings).orElse(List.of());
  }

  /// The strings in a value that is a string or a list.
  public static List<String> strings(JsonValue value) {
    return switch (value) {
      case JsonString(var text) -> List.of(text);
      case JsonNumber(var lexeme) -> List.of(lexeme);
      case JsonArray array -> array.stream().flatMap(element -> strings(element).stream()).toList();
      default -> List.of();
    };
  }
}

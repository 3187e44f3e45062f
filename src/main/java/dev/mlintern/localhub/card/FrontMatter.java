package dev.mlintern.localhub.card;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The YAML block at the head of a README, as JSON, and the text below it.
public record FrontMatter(JsonObject data, String body) {
  private static final Pattern BLOCK =
      Pattern.compile(
          "\\A\uFEFF?\\s*---[ \\t]*\\r?\\n(.*?)^---[ \\t]*$", Pattern.DOTALL | Pattern.MULTILINE);

  /// Reads a README. Without a block the data are empty.
  ///
  /// @throws BadFrontMatter if there is a block that is not a YAML mapping
  public static FrontMatter parse(String readme) {
    Matcher block = BLOCK.matcher(readme);
    if (!block.find()) {
      return new FrontMatter(JsonObject.EMPTY, readme);
    }
    String body = readme.substring(block.end()).stripLeading();
    return switch (Yaml.parse(block.group(1))) {
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

package dev.mlintern.localhub.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Decoded parameters of a query string or a form body, in order. `expand[]=a` and `expand=a` are
/// the same parameter: clients use both spellings (spec hub-api §2).
public record Query(Map<String, List<String>> values) {
  public Query {
    values = Map.copyOf(values);
  }

  /// Reads `a=1&b=2`; `null` and the empty string are no parameters.
  ///
  /// @throws HubError 400 for broken percent escapes
  public static Query parse(String encoded) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (encoded != null) {
      for (String pair : encoded.split("&")) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          String name = decode(equals < 0 ? pair : pair.substring(0, equals));
          String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
          String plain = name.endsWith("[]") ? name.substring(0, name.length() - 2) : name;
          values.computeIfAbsent(plain, _ -> new ArrayList<>()).add(value);
        }
      }
    }
    return new Query(values);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw HubError.badRequest("Malformed percent escape in the query");
    }
  }

  /// Every value of a repeated parameter.
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /// Every value, comma lists taken apart.
  public List<String> list(String name) {
    return all(name).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  /// The first value that is not empty.
  public Optional<String> first(String name) {
    return all(name).stream().filter(value -> !value.isEmpty()).findFirst();
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /// `true` and `1`; everything else, also absence, is false.
  public boolean flag(String name) {
    return first(name).filter(value -> value.equals("true") || value.equals("1")).isPresent();
  }

  /// A whole number within bounds; out of bounds is cut to the bound, as the Hub does.
  ///
  /// @throws HubError 400 when it is not a whole number
  public int integer(String name, int fallback, int least, int most) {
    Optional<String> text = first(name);
    if (text.isEmpty()) {
      return fallback;
    }
    try {
      return Math.clamp(Long.parseLong(text.get()), least, most);
    } catch (NumberFormatException _) {
      throw HubError.badRequest("✖ \"" + name + "\" must be a number");
    }
  }

  /// The parameters as name and value pairs, repeated ones repeated.
  public Stream<Map.Entry<String, String>> pairs() {
    return values.entrySet().stream()
        .flatMap(entry -> entry.getValue().stream().map(value -> Map.entry(entry.getKey(), value)));
  }
}

package dev.mlintern.json;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// A JSON array in document order.
public record JsonArray(List<JsonValue> elements) implements JsonValue, Iterable<JsonValue> {
  public JsonArray {
    elements = List.copyOf(elements);
  }

  public static JsonArray of(JsonValue... elements) {
    return new JsonArray(List.of(elements));
  }

  public static JsonArray ofStrings(Iterable<String> strings) {
    var elements = new java.util.ArrayList<JsonValue>();
    strings.forEach(string -> elements.add(new JsonString(string)));
    return new JsonArray(elements);
  }

  public int size() {
    return elements.size();
  }

  public Stream<JsonValue> stream() {
    return elements.stream();
  }

  @Override
  public Iterator<JsonValue> iterator() {
    return elements.iterator();
  }
}

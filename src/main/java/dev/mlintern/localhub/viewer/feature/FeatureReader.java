package dev.mlintern.localhub.viewer.feature;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.feature.Feature.Audio;
import dev.mlintern.localhub.viewer.feature.Feature.ClassLabel;
import dev.mlintern.localhub.viewer.feature.Feature.Image;
import dev.mlintern.localhub.viewer.feature.Feature.Opaque;
import dev.mlintern.localhub.viewer.feature.Feature.Sequence;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.feature.Feature.Value;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Reads features in their two written forms: the JSON one (in Parquet files and answers) and the
/// YAML one (in dataset cards).
public final class FeatureReader {
  private FeatureReader() {}

  /// The columns of `{"name": {"dtype": …, "_type": "Value"}, …}`.
  public static Struct fromJson(JsonObject columns) {
    Map<String, Feature> fields = new LinkedHashMap<>();
    columns.members().forEach((name, type) -> fields.put(name, jsonFeature(type)));
    return new Struct(fields);
  }

  private static Feature jsonFeature(JsonValue type) {
    return switch (type) {
      // The older way to write a list.
      case JsonArray array when array.size() == 1 ->
          new Sequence(jsonFeature(array.elements().getFirst()));
      case JsonObject object when object.string("_type").isEmpty() -> fromJson(object);
      case JsonObject object -> typed(object);
      default -> Value.NULL;
    };
  }

  private static Feature typed(JsonObject object) {
    return switch (object.string("_type").orElseThrow()) {
      case "Value" -> new Value(object.string("dtype").orElse("null"));
      case "ClassLabel" -> new ClassLabel(strings(object.get("names").orElse(JsonArray.of())));
      case "List", "Sequence", "LargeList" -> sequence(object);
      case "Image" -> new Image();
      case "Audio" -> new Audio(object.integer("sampling_rate"));
      default -> new Opaque(object);
    };
  }

  private static Feature sequence(JsonObject object) {
    Feature element = jsonFeature(object.get("feature").orElse(Value.NULL.toJson()));
    // `Sequence` of a struct is, for historical reasons, a struct of lists.
    if (object.string("_type").orElseThrow().equals("Sequence")
        && element instanceof Struct(var fields)) {
      Map<String, Feature> lists = new LinkedHashMap<>();
      fields.forEach((name, feature) -> lists.put(name, new Sequence(feature)));
      return new Struct(lists);
    }
    return new Sequence(element);
  }

  /// The columns of a card's `features:` list, `[{name, dtype}, {name, struct}, {name, list}, …]`.
  public static Struct fromCard(JsonArray columns) {
    Map<String, Feature> fields = new LinkedHashMap<>();
    for (JsonValue column : columns) {
      if (column instanceof JsonObject object) {
        object.string("name").ifPresent(name -> fields.put(name, cardFeature(object)));
      }
    }
    return new Struct(fields);
  }

  private static Feature cardFeature(JsonObject column) {
    for (String key : List.of("list", "sequence", "large_list")) {
      if (column.has(key)) {
        Feature element = cardType(column.get(key).orElseThrow());
        if (key.equals("sequence") && element instanceof Struct(var fields)) {
          Map<String, Feature> lists = new LinkedHashMap<>();
          fields.forEach((name, feature) -> lists.put(name, new Sequence(feature)));
          return new Struct(lists);
        }
        return new Sequence(element);
      }
    }
    return column
        .array("struct")
        .<Feature>map(FeatureReader::fromCard)
        .orElseGet(() -> column.get("dtype").map(FeatureReader::cardType).orElse(Value.NULL));
  }

  private static Feature cardType(JsonValue type) {
    return switch (type) {
      case JsonString(var dtype) -> scalar(dtype);
      case JsonArray fields -> fromCard(fields);
      case JsonObject object when object.has("class_label") ->
          new ClassLabel(labelNames(object.object("class_label").orElse(JsonObject.EMPTY)));
      case JsonObject object when object.has("image") -> new Image();
      case JsonObject object when object.has("audio") ->
          new Audio(object.object("audio").orElse(JsonObject.EMPTY).integer("sampling_rate"));
      case JsonObject object -> cardFeature(object);
      default -> Value.NULL;
    };
  }

  private static Feature scalar(String dtype) {
    return switch (dtype) {
      case "image" -> new Image();
      case "audio" -> new Audio(OptionalLong.empty());
      default -> new Value(dtype);
    };
  }

  /// `names` is a list, or an object from the number as text to the name.
  private static List<String> labelNames(JsonObject label) {
    JsonValue names = label.get("names").orElse(JsonArray.of());
    if (names instanceof JsonObject byNumber) {
      return byNumber.members().entrySet().stream()
          .filter(entry -> entry.getKey().matches("\\d{1,9}"))
          .sorted(Comparator.comparingInt(entry -> Integer.parseInt(entry.getKey())))
          .map(entry -> text(entry.getValue()))
          .toList();
    }
    return strings(names);
  }

  private static List<String> strings(JsonValue value) {
    return value instanceof JsonArray array
        ? array.stream().map(FeatureReader::text).toList()
        : List.of();
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString(var text) ? text : value.toJson();
  }
}

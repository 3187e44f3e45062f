package dev.mlintern.tools.datasets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// The type of a column or of a part of it, as the `datasets` library writes it in JSON.
///
/// The grammar has grown for years, so every older spelling is read too: `Sequence` and a bare
/// one-element array mean a list, an object without a textual `_type` means a struct (which may
/// have fields that are themselves called `dtype` or `_type`).
///
/// @see <a href="https://huggingface.co/docs/datasets/about_dataset_features">dataset features</a>
sealed interface FeatureType {
  /// A scalar: `string`, `int64`, `bool`, `timestamp[s]`, …
  record Value(String dtype) implements FeatureType {
    boolean isText() {
      return dtype.equals("string") || dtype.equals("large_string");
    }

    boolean isInteger() {
      return dtype.startsWith("int") || dtype.startsWith("uint");
    }

    boolean isFloat() {
      return dtype.startsWith("float") || dtype.startsWith("decimal");
    }
  }

  /// An integer that stands for a name; −1 means "no label".
  record ClassLabel(List<String> names) implements FeatureType {
    public ClassLabel {
      names = List.copyOf(names);
    }

    Optional<String> name(long value) {
      return value >= 0 && value < names.size()
          ? Optional.of(names.get((int) value))
          : Optional.empty();
    }
  }

  /// @param length fixed number of items, if fixed
  /// @param large 64-bit offsets
  record ListOf(FeatureType element, OptionalInt length, boolean large) implements FeatureType {}

  record Struct(Map<String, FeatureType> fields) implements FeatureType {
    boolean has(String... names) {
      return List.of(names).stream().allMatch(fields::containsKey);
    }
  }

  /// A fixed-rank array, `Array2D` to `Array5D`.
  record ArrayOf(List<String> shape, String dtype) implements FeatureType {
    public ArrayOf {
      shape = List.copyOf(shape);
    }
  }

  /// One text per language.
  record Translation(List<String> languages) implements FeatureType {
    public Translation {
      languages = List.copyOf(languages);
    }
  }

  /// Free JSON.
  record Json() implements FeatureType {}

  /// Image, audio, video or PDF.
  record Media(String kind, OptionalInt samplingRate) implements FeatureType {}

  /// A type this version does not know; shown by its own name.
  record Other(String name) implements FeatureType {}

  /// Reads a feature; never fails.
  static FeatureType parse(JsonNode feature) {
    if (feature.isArray()) {
      return list(feature.isEmpty() ? new Other("unknown") : parse(feature.get(0)));
    }
    if (!feature.isObject()) {
      return feature.isString() ? new Value(feature.asString()) : new Other("unknown");
    }
    JsonNode kind = feature.path("_type");
    if (kind.isString()) {
      return parseKind(kind.asString(), feature);
    }
    JsonNode dtype = feature.path("dtype");
    if (dtype.isString()) {
      return new Value(dtype.asString());
    }
    return struct(feature);
  }

  private static FeatureType parseKind(String kind, JsonNode feature) {
    return switch (kind) {
      case "Value" -> new Value(feature.path("dtype").asString("unknown"));
      case "ClassLabel" -> new ClassLabel(texts(feature.path("names")));
      case "Sequence", "List", "LargeList" ->
          new ListOf(parse(feature.path("feature")), length(feature), kind.equals("LargeList"));
      case "Array2D", "Array3D", "Array4D", "Array5D" ->
          new ArrayOf(texts(feature.path("shape")), feature.path("dtype").asString("unknown"));
      case "Translation", "TranslationVariableLanguages" ->
          new Translation(texts(feature.path("languages")));
      case "Json" -> new Json();
      case "Image", "Audio", "Video", "Pdf" -> new Media(lower(kind), samplingRate(feature));
      default -> new Other(kind);
    };
  }

  static ListOf list(FeatureType element) {
    return new ListOf(element, OptionalInt.empty(), false);
  }

  private static Struct struct(JsonNode fields) {
    Map<String, FeatureType> parsed = new LinkedHashMap<>();
    fields.properties().forEach(field -> parsed.put(field.getKey(), parse(field.getValue())));
    return new Struct(parsed);
  }

  private static OptionalInt length(JsonNode feature) {
    int length = feature.path("length").asInt(-1);
    return length >= 0 ? OptionalInt.of(length) : OptionalInt.empty();
  }

  private static OptionalInt samplingRate(JsonNode feature) {
    int rate = feature.path("sampling_rate").asInt(0);
    return rate > 0 ? OptionalInt.of(rate) : OptionalInt.empty();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asString("?")));
    return texts;
  }

  private static String lower(String word) {
    return word.toLowerCase(java.util.Locale.ROOT);
  }
}

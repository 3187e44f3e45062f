package dev.mlintern.localhub.viewer.feature;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/// The type of a column, in the terms of the `datasets` library.
///
/// @see <a href="https://huggingface.co/docs/datasets/about_dataset_features">Dataset features</a>
public sealed interface Feature {
  /// The form of the `features` in the viewer's answers and in Parquet files.
  JsonValue toJson();

  /// A scalar: `string`, `int64`, `float64`, `bool`, `null`, `timestamp[us]`, …
  record Value(String dtype) implements Feature {
    public static final Value NULL = new Value("null");
    public static final Value BOOL = new Value("bool");
    public static final Value INT64 = new Value("int64");
    public static final Value FLOAT64 = new Value("float64");
    public static final Value STRING = new Value("string");

    public Value {
      Objects.requireNonNull(dtype, "dtype");
    }

    public boolean isText() {
      return dtype.equals("string") || dtype.equals("large_string");
    }

    public boolean isInteger() {
      return dtype.startsWith("int") || dtype.startsWith("uint");
    }

    public boolean isFloat() {
      return dtype.startsWith("float") || dtype.startsWith("decimal");
    }

    public boolean isBool() {
      return dtype.equals("bool");
    }

    public boolean isTime() {
      return dtype.startsWith("timestamp") || dtype.startsWith("date");
    }

    @Override
    public JsonObject toJson() {
      return JsonObject.builder().put("dtype", dtype).put("_type", "Value").build();
    }
  }

  /// Integers that name classes; -1 means no label.
  record ClassLabel(List<String> names) implements Feature {
    public ClassLabel {
      names = List.copyOf(names);
    }

    @Override
    public JsonObject toJson() {
      return JsonObject.builder()
          .put("names", JsonArray.ofStrings(names))
          .put("_type", "ClassLabel")
          .build();
    }
  }

  record Sequence(Feature element) implements Feature {
    public Sequence {
      Objects.requireNonNull(element, "element");
    }

    @Override
    public JsonObject toJson() {
      return JsonObject.builder().put("feature", element.toJson()).put("_type", "List").build();
    }
  }

  /// Named features, also those of a whole row.
  record Struct(Map<String, Feature> fields) implements Feature {
    public static final Struct EMPTY = new Struct(Map.of());

    public Struct {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    @Override
    public JsonObject toJson() {
      var json = JsonObject.builder();
      fields.forEach((name, feature) -> json.put(name, feature.toJson()));
      return json.build();
    }
  }

  record Image() implements Feature {
    @Override
    public JsonObject toJson() {
      return JsonObject.builder().put("_type", "Image").build();
    }
  }

  record Audio(OptionalLong samplingRate) implements Feature {
    @Override
    public JsonObject toJson() {
      var json = JsonObject.builder();
      samplingRate.ifPresent(rate -> json.put("sampling_rate", JsonNumber.of(rate)));
      return json.put("_type", "Audio").build();
    }
  }

  /// A type this Hub does not look into, kept as it was written.
  record Opaque(JsonObject json) implements Feature {
    @Override
    public JsonObject toJson() {
      return json;
    }
  }
}

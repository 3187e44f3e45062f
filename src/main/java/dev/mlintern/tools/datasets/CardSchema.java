package dev.mlintern.tools.datasets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What the card's YAML header says about one config: it may be wrong or out of date, but it is all
/// there is when nothing else can be read.
///
/// @param features column → type, from `dataset_info`
/// @param rows split → rows, from `dataset_info`
/// @param files path patterns, from `configs`
/// @see <a href="https://huggingface.co/docs/hub/datasets-data-files-configuration">data files
///     configuration</a>
record CardSchema(
    String name, Map<String, FeatureType> features, Map<String, Long> rows, List<String> files) {

  private static final int MAX_CONFIGS = 5;

  /// At most five configs.
  static List<CardSchema> of(JsonNode card) {
    Map<String, CardSchema> configs = new LinkedHashMap<>();
    for (JsonNode info : elements(card.path("dataset_info"))) {
      CardSchema config = new CardSchema(info);
      configs.put(config.name(), config);
    }
    for (JsonNode entry : elements(card.path("configs"))) {
      String name = entry.path("config_name").asString("default");
      CardSchema known =
          configs.getOrDefault(name, new CardSchema(name, Map.of(), Map.of(), List.of()));
      configs.put(
          name,
          new CardSchema(name, known.features(), known.rows(), paths(entry.path("data_files"))));
    }
    return configs.values().stream().limit(MAX_CONFIGS).toList();
  }

  private CardSchema(JsonNode info) {
    this(
        info.path("config_name").asString("default"),
        fields(info.path("features")),
        rows(info.path("splits")),
        List.of());
  }

  private static List<JsonNode> elements(JsonNode node) {
    List<JsonNode> elements = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(elements::add);
    } else if (node.isObject()) {
      elements.add(node);
    }
    return elements;
  }

  private static Map<String, Long> rows(JsonNode splits) {
    Map<String, Long> rows = new LinkedHashMap<>();
    for (JsonNode split : splits) {
      rows.put(split.path("name").asString("?"), split.path("num_examples").asLong(0));
    }
    return rows;
  }

  private static List<String> paths(JsonNode dataFiles) {
    List<String> paths = new ArrayList<>();
    if (dataFiles.isString()) {
      paths.add(dataFiles.asString());
    }
    for (JsonNode entry : dataFiles) {
      JsonNode path = entry.isString() ? entry : entry.path("path");
      if (path.isString()) {
        paths.add(path.asString());
      }
      path.forEach(element -> paths.add(element.asString("?")));
    }
    return paths;
  }

  private static Map<String, FeatureType> fields(JsonNode fields) {
    Map<String, FeatureType> types = new LinkedHashMap<>();
    for (JsonNode field : fields) {
      types.put(field.path("name").asString("?"), type(field));
    }
    return types;
  }

  /// The card's own grammar: `{name, dtype}`, `{name, list: …}`, `{name, struct: […]}`.
  private static FeatureType type(JsonNode field) {
    for (String key : List.of("list", "sequence", "large_list")) {
      if (field.has(key)) {
        JsonNode element = field.path(key);
        FeatureType inner =
            element.isArray()
                ? new FeatureType.Struct(fields(element))
                : element.isString() ? dtype(element) : type(element);
        return FeatureType.list(inner);
      }
    }
    if (field.path("struct").isArray()) {
      return new FeatureType.Struct(fields(field.path("struct")));
    }
    return dtype(field.path("dtype"));
  }

  private static FeatureType dtype(JsonNode dtype) {
    if (dtype.isObject()) {
      JsonNode names = dtype.path("class_label").path("names");
      if (names.isObject()) {
        Map<Integer, String> byNumber = new TreeMap<>();
        names
            .properties()
            .forEach(
                e -> {
                  if (e.getKey().matches("\\d{1,6}")) {
                    byNumber.put(Integer.parseInt(e.getKey()), e.getValue().asString("?"));
                  }
                });
        return new FeatureType.ClassLabel(List.copyOf(byNumber.values()));
      }
      return new FeatureType.Other("unknown");
    }
    String name = dtype.asString("unknown");
    return switch (name) {
      case "image", "audio", "video", "pdf" ->
          new FeatureType.Media(name, java.util.OptionalInt.empty());
      case "json" -> new FeatureType.Json();
      default -> new FeatureType.Value(name);
    };
  }
}

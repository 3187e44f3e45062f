package dev.mlintern.hub;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `/info` of one config: its features and the row counts of its splits.
///
/// @param features column name → feature as `datasets` writes it in JSON
/// @param rowsBySplit split → rows
public record DatasetInfo(
    Map<String, JsonNode> features, Map<String, Long> rowsBySplit, boolean partial) {

  static DatasetInfo of(JsonNode body, String config) {
    JsonNode info = body.path("dataset_info");
    if (!info.has("features") && info.has(config)) {
      // Asked for the whole dataset the service answers with a map by config.
      info = info.path(config);
    }
    Map<String, JsonNode> features = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> feature : object(info.path("features")).properties()) {
      features.put(feature.getKey(), feature.getValue());
    }
    Map<String, Long> rows = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> split : object(info.path("splits")).properties()) {
      rows.put(split.getKey(), split.getValue().path("num_examples").asLong(0));
    }
    return new DatasetInfo(features, rows, body.path("partial").asBoolean(false));
  }

  private static JsonNode object(JsonNode node) {
    return node.isObject() ? node : JsonNodeFactory.instance.objectNode();
  }
}

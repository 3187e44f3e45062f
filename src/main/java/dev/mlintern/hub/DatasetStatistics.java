package dev.mlintern.hub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// `/statistics`: what the viewer computed over a whole split, or over its first 5 GB.
///
/// @param examples rows counted
public record DatasetStatistics(long examples, List<ColumnStatistics> columns, boolean partial) {

  /// One column. Which values exist depends on `kind`; unknown kinds simply have fewer.
  ///
  /// @param kind `int`, `float`, `string_label`, `string_text`, `class_label`, `bool`, `list`,
  ///     `audio`, `image` or `datetime`. Lengths are characters for text, items for lists, seconds
  ///     for audio, pixels of width for images
  public record ColumnStatistics(String column, String kind, JsonNode values) {
    public OptionalLong nulls() {
      return count("nan_count");
    }

    /// Rows of a class label that have no label (−1).
    public OptionalLong unlabelled() {
      return count("no_label_count");
    }

    public OptionalLong unique() {
      return count("n_unique");
    }

    /// `min`, `max`, `mean`, `median` or `std` of a numeric kind.
    public OptionalDouble number(String name) {
      JsonNode value = values.path(name);
      return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
    }

    /// The same as text: dates are strings.
    public Optional<String> text(String name) {
      JsonNode value = values.path(name);
      return value.isValueNode() && !value.isNull()
          ? Optional.of(value.asString())
          : Optional.empty();
    }

    /// Value → rows, for label kinds and booleans.
    public Map<String, Long> frequencies() {
      Map<String, Long> frequencies = new LinkedHashMap<>();
      JsonNode node = values.path("frequencies");
      if (node.isObject()) {
        node.properties().forEach(e -> frequencies.put(e.getKey(), e.getValue().asLong(0)));
      }
      return frequencies;
    }

    /// Rows that certainly lie at or above `threshold`: those in histogram bins that start there.
    public OptionalLong atLeast(double threshold) {
      JsonNode counts = values.path("histogram").path("hist");
      JsonNode edges = values.path("histogram").path("bin_edges");
      if (!counts.isArray() || !edges.isArray()) {
        return OptionalLong.empty();
      }
      long rows = 0;
      for (int bin = 0; bin < counts.size() && bin < edges.size(); bin++) {
        if (edges.get(bin).isNumber() && edges.get(bin).asDouble() >= threshold) {
          rows += counts.get(bin).asLong(0);
        }
      }
      return OptionalLong.of(rows);
    }

    private OptionalLong count(String name) {
      JsonNode value = values.path(name);
      return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
    }
  }

  public DatasetStatistics {
    columns = List.copyOf(columns);
  }

  static DatasetStatistics of(JsonNode body) {
    List<ColumnStatistics> columns = new ArrayList<>();
    for (JsonNode column : body.path("statistics")) {
      columns.add(
          new ColumnStatistics(
              column.path("column_name").asString("?"),
              column.path("column_type").asString("?"),
              column.path("column_statistics")));
    }
    return new DatasetStatistics(
        body.path("num_examples").asLong(0), columns, body.path("partial").asBoolean(false));
  }

  public Optional<ColumnStatistics> find(String column) {
    return columns.stream().filter(statistics -> statistics.column().equals(column)).findFirst();
  }
}

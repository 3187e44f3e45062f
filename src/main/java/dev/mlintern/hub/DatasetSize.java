package dev.mlintern.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// `/size`: rows and bytes per split.
///
/// @param partial whether only the first 5 GB were converted, so that the counts cover that part
public record DatasetSize(List<SplitSize> splits, boolean partial) {

  /// @param rows rows the viewer can serve
  /// @param estimatedRows rows of the whole split when the viewer holds only a part of it
  /// @param parquetBytes size of the Parquet copy, compressed
  /// @param memoryBytes size when loaded
  public record SplitSize(
      String config,
      String split,
      long rows,
      OptionalLong estimatedRows,
      long parquetBytes,
      long memoryBytes) {}

  public DatasetSize {
    splits = List.copyOf(splits);
  }

  static DatasetSize of(JsonNode body) {
    List<SplitSize> splits = new ArrayList<>();
    for (JsonNode entry : body.path("size").path("splits")) {
      JsonNode estimate = entry.path("estimated_num_rows");
      splits.add(
          new SplitSize(
              entry.path("config").asString("default"),
              entry.path("split").asString("train"),
              entry.path("num_rows").asLong(0),
              estimate.isNumber() ? OptionalLong.of(estimate.asLong()) : OptionalLong.empty(),
              entry.path("num_bytes_parquet_files").asLong(0),
              entry.path("num_bytes_memory").asLong(0)));
    }
    return new DatasetSize(splits, body.path("partial").asBoolean(false));
  }

  public Optional<SplitSize> find(String config, String split) {
    return splits.stream()
        .filter(size -> size.config().equals(config) && size.split().equals(split))
        .findFirst();
  }
}

package dev.mlintern.hub;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// `/splits`: every config (subset) and split of a dataset, in the dataset's own order.
///
/// @param unready configs the viewer is still working on
/// @param failed configs the viewer could not read
public record DatasetSplits(List<Split> splits, List<String> unready, List<String> failed) {
  /// One split of one config.
  public record Split(String config, String split) {}

  public DatasetSplits {
    splits = List.copyOf(splits);
    unready = List.copyOf(unready);
    failed = List.copyOf(failed);
  }

  static DatasetSplits of(JsonNode body) {
    List<Split> splits = new ArrayList<>();
    for (JsonNode entry : body.path("splits")) {
      splits.add(
          new Split(
              entry.path("config").asString("default"), entry.path("split").asString("train")));
    }
    return new DatasetSplits(
        splits, configsIn(body.path("pending")), configsIn(body.path("failed")));
  }

  /// Config names without repetition, in order.
  public Set<String> configs() {
    Set<String> names = new LinkedHashSet<>();
    splits.forEach(split -> names.add(split.config()));
    return names;
  }

  /// Split names of one config, in order; empty for an unknown config.
  public List<String> splitsOf(String config) {
    return splits.stream()
        .filter(split -> split.config().equals(config))
        .map(Split::split)
        .toList();
  }

  private static List<String> configsIn(JsonNode entries) {
    List<String> configs = new ArrayList<>();
    for (JsonNode entry : entries) {
      configs.add(entry.path("config").asString("?"));
    }
    return configs.stream().distinct().toList();
  }
}

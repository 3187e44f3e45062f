package dev.mlintern.localhub.viewer.layout;

import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import java.util.List;
import java.util.Optional;

/// A subset of a dataset.
///
/// @param builder `json`, `csv`, `parquet` or `text`
/// @param declared column types from the dataset card
public record Config(String name, String builder, Optional<Struct> declared, List<Split> splits) {
  public static final String DEFAULT = "default";

  public Config {
    splits = List.copyOf(splits);
  }

  public Optional<Split> split(String wanted) {
    return splits.stream().filter(split -> split.name().equals(wanted)).findFirst();
  }
}

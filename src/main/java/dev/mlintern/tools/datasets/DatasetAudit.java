package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetCapabilities;
import dev.mlintern.hub.DatasetInfo;
import dev.mlintern.hub.DatasetParquet;
import dev.mlintern.hub.DatasetSize;
import dev.mlintern.hub.DatasetSplits;
import dev.mlintern.hub.DatasetStatistics;
import dev.mlintern.hub.DatasetViewer.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Everything that could be learnt about one split of a dataset. What could not be fetched is empty
/// and has a line in `warnings`.
record DatasetAudit(
    Target target,
    DatasetSplits splits,
    Optional<DatasetRepo> repo,
    Optional<DatasetCapabilities> capabilities,
    Optional<DatasetSize> size,
    Optional<DatasetInfo> info,
    Optional<Sample> sample,
    Optional<DatasetStatistics> statistics,
    Optional<DatasetParquet> parquet,
    List<String> warnings) {

  DatasetAudit {
    warnings = List.copyOf(warnings);
  }

  DatasetAudit with(Sample seen) {
    return new DatasetAudit(
        target,
        splits,
        repo,
        capabilities,
        size,
        info,
        Optional.of(seen),
        statistics,
        parquet,
        warnings);
  }

  /// Column → type, from the config's metadata or else from the rows.
  Map<String, FeatureType> schema() {
    Map<String, FeatureType> schema = new LinkedHashMap<>();
    info.ifPresent(
        known ->
            known.features().forEach((name, type) -> schema.put(name, FeatureType.parse(type))));
    if (schema.isEmpty()) {
      sample.ifPresent(seen -> seen.profiles().forEach(p -> schema.put(p.name(), p.type())));
    }
    return schema;
  }

  ColumnSet columns() {
    return sample
        .filter(seen -> !seen.profiles().isEmpty())
        .map(ColumnSet::of)
        .orElseGet(() -> ColumnSet.of(schema()));
  }

  /// Rows of a split that the viewer can serve.
  OptionalLong rows(String config, String split) {
    Optional<Long> sized =
        size.flatMap(s -> s.find(config, split)).map(DatasetSize.SplitSize::rows);
    Optional<Long> told =
        info.filter(_ -> config.equals(target.config()))
            .map(known -> known.rowsBySplit().get(split));
    return sized.or(() -> told).map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  /// Rows of the audited split.
  OptionalLong rows() {
    return rows(target.config(), target.split());
  }

  /// What the statistics cover: `in all 25,000 rows`; empty without statistics.
  String statisticsPhrase() {
    return statistics.isEmpty() ? "" : "in " + statisticsExtent();
  }

  /// The same without a preposition: `all 25,000 rows`, `the first 9,000 rows (5 GB)`.
  String statisticsExtent() {
    return statistics
        .map(
            known ->
                (known.partial() ? "the first " : "all ")
                    + Figures.count(known.examples(), "row")
                    + (known.partial() ? " (5 GB)" : ""))
        .orElse("");
  }
}

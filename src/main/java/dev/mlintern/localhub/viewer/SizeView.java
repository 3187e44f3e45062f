package dev.mlintern.localhub.viewer;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.feature.FeatureMerge;
import dev.mlintern.localhub.viewer.layout.Config;
import dev.mlintern.localhub.viewer.layout.Split;
import dev.mlintern.localhub.viewer.rows.BadData;
import dev.mlintern.localhub.viewer.rows.SplitRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The answers of `/size` and `/info`: counts and types per split, config and dataset.
final class SizeView {
  private final ViewedDataset dataset;
  private final List<JsonValue> failed = new ArrayList<>();

  SizeView(ViewedDataset dataset) {
    this.dataset = dataset;
  }

  /// Numbers of a config's splits.
  private Map<Split, SplitRows> splits(Config config) throws IOException {
    Map<Split, SplitRows> splits = new LinkedHashMap<>();
    for (Split split : config.splits()) {
      splits.put(split, dataset.open(config, split));
    }
    return splits;
  }

  JsonObject sizeOf(Config config) throws IOException {
    Map<Split, SplitRows> splits = splits(config);
    JsonObject size =
        JsonObject.builder()
            .put("config", configSize(config, splits))
            .put("splits", splitSizes(config, splits))
            .build();
    return JsonObject.builder().put("size", size).put("partial", false).build();
  }

  JsonObject size() throws IOException {
    List<JsonValue> configs = new ArrayList<>();
    List<JsonValue> all = new ArrayList<>();
    Totals totals = new Totals();
    for (Config config : dataset.layout().configs()) {
      try {
        Map<Split, SplitRows> splits = splits(config);
        configs.add(configSize(config, splits));
        splitSizes(config, splits).forEach(all::add);
        splits.forEach(totals::add);
      } catch (BadData _) {
        failed.add(failure("config-size", config));
      }
    }
    JsonObject whole =
        totals
            .put(JsonObject.builder().put("dataset", dataset.id()), true)
            .put("estimated_num_rows", JsonNull.INSTANCE)
            .build();
    JsonObject size =
        JsonObject.builder()
            .put("dataset", whole)
            .put("configs", new JsonArray(configs))
            .put("splits", new JsonArray(all))
            .build();
    return finish(JsonObject.builder().put("size", size));
  }

  private JsonObject finish(JsonObject.Builder json) {
    return json.put("pending", JsonArray.of())
        .put("failed", new JsonArray(failed))
        .put("partial", false)
        .build();
  }

  private JsonObject failure(String kind, Config config) {
    return JsonObject.builder()
        .put("kind", kind)
        .put("dataset", dataset.id())
        .put("config", config.name())
        .put("split", JsonNull.INSTANCE)
        .build();
  }

  private JsonObject configSize(Config config, Map<Split, SplitRows> splits) {
    Totals totals = new Totals();
    splits.forEach(totals::add);
    return totals
        .put(JsonObject.builder().put("dataset", dataset.id()).put("config", config.name()), true)
        .put("num_columns", columns(splits).fields().size())
        .put("estimated_num_rows", JsonNull.INSTANCE)
        .build();
  }

  private JsonArray splitSizes(Config config, Map<Split, SplitRows> splits) {
    List<JsonValue> sizes = new ArrayList<>();
    splits.forEach(
        (split, rows) -> {
          Totals totals = new Totals();
          totals.add(split, rows);
          sizes.add(
              totals
                  .put(
                      JsonObject.builder()
                          .put("dataset", dataset.id())
                          .put("config", config.name())
                          .put("split", split.name()),
                      false)
                  .put("num_columns", rows.columns().fields().size())
                  .put("estimated_num_rows", JsonNull.INSTANCE)
                  .build());
        });
    return new JsonArray(sizes);
  }

  /// Columns of all splits of a config.
  private static Struct columns(Map<Split, SplitRows> splits) {
    Struct columns = Struct.EMPTY;
    for (SplitRows rows : splits.values()) {
      try {
        columns = FeatureMerge.mergeStructs(columns, rows.columns(), "");
      } catch (FeatureMerge.TypeConflict e) {
        throw new BadData("The splits do not have the same columns: " + e.getMessage());
      }
    }
    return columns;
  }

  JsonObject infoOf(Config config) throws IOException {
    return JsonObject.builder()
        .put("dataset_info", configInfo(config))
        .put("partial", false)
        .build();
  }

  JsonObject info() throws IOException {
    var byConfig = JsonObject.builder();
    for (Config config : dataset.layout().configs()) {
      try {
        byConfig.put(config.name(), configInfo(config));
      } catch (BadData _) {
        failed.add(failure("config-info", config));
      }
    }
    return finish(JsonObject.builder().put("dataset_info", byConfig.build()));
  }

  private JsonObject configInfo(Config config) throws IOException {
    Map<Split, SplitRows> splits = splits(config);
    Totals totals = new Totals();
    splits.forEach(totals::add);
    String name = dataset.repository().id().name();
    var perSplit = JsonObject.builder();
    splits.forEach(
        (split, rows) ->
            perSplit.put(
                split.name(),
                JsonObject.builder()
                    .put("name", split.name())
                    .put("num_bytes", rows.memoryBytes())
                    .put("num_examples", rows.rows())
                    .put("dataset_name", name)
                    .build()));
    JsonObject version =
        JsonObject.builder()
            .put("version_str", "0.0.0")
            .put("major", 0)
            .put("minor", 0)
            .put("patch", 0)
            .build();
    return JsonObject.builder()
        .put("description", "")
        .put("citation", "")
        .put("homepage", "")
        .put("license", "")
        .put("features", columns(splits).toJson())
        .put("builder_name", config.builder())
        .put("dataset_name", name)
        .put("config_name", config.name())
        .put("version", version)
        .put("splits", perSplit.build())
        .put("download_size", totals.fileBytes)
        .put("dataset_size", totals.memoryBytes)
        .build();
  }

  /// Sums over splits.
  private static final class Totals {
    private long fileBytes;
    private long parquetBytes;
    private long memoryBytes;
    private long rows;

    void add(Split split, SplitRows splitRows) {
      fileBytes += split.fileBytes();
      parquetBytes += ParquetFiles.bytes(split);
      memoryBytes += splitRows.memoryBytes();
      rows += splitRows.rows();
    }

    JsonObject.Builder put(JsonObject.Builder json, boolean withOriginal) {
      if (withOriginal) {
        json.put("num_bytes_original_files", fileBytes);
      }
      return json.put("num_bytes_parquet_files", parquetBytes)
          .put("num_bytes_memory", memoryBytes)
          .put("num_rows", rows);
    }
  }
}

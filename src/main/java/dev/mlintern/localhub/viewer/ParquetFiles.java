package dev.mlintern.localhub.viewer;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.layout.Config;
import dev.mlintern.localhub.viewer.layout.Split;
import dev.mlintern.localhub.viewer.rows.DataFile;
import dev.mlintern.localhub.viewer.rows.DataFormat;
import dev.mlintern.localhub.web.PercentEncoder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Addresses of Parquet files. The viewer converts every dataset to Parquet; this Hub does not, so
/// there are files only where the repo itself holds them.
final class ParquetFiles {
  private ParquetFiles() {}

  static long bytes(Split split) {
    return split.files().stream()
        .filter(file -> file.format() == DataFormat.PARQUET)
        .mapToLong(DataFile::size)
        .sum();
  }

  /// The answer of `/parquet`'s `parquet_files`.
  static JsonArray list(URI endpoint, ViewedDataset dataset, List<Config> configs) {
    List<JsonValue> files = new ArrayList<>();
    for (Config config : configs) {
      for (Split split : config.splits()) {
        for (DataFile file : split.files()) {
          if (file.format() == DataFormat.PARQUET) {
            files.add(
                JsonObject.builder()
                    .put("dataset", dataset.id())
                    .put("config", config.name())
                    .put("split", split.name())
                    .put("url", address(endpoint, dataset, file))
                    .put("filename", file.path().substring(file.path().lastIndexOf('/') + 1))
                    .put("size", file.size())
                    .build());
          }
        }
      }
    }
    return new JsonArray(files);
  }

  private static String address(URI endpoint, ViewedDataset dataset, DataFile file) {
    return endpoint
        + dataset.repository().id().webPath()
        + "/resolve/main/"
        + PercentEncoder.path(file.path());
  }
}

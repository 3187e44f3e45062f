package dev.mlintern.hub;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// `/parquet`: the files of the viewer's Parquet copy.
///
/// @param partial whether the copy holds only the first 5 GB
public record DatasetParquet(List<File> files, boolean partial) {
  /// @param url download address on the Hub, not signed
  public record File(String config, String split, String name, String url, long bytes) {}

  public DatasetParquet {
    files = List.copyOf(files);
  }

  static DatasetParquet of(JsonNode body) {
    List<File> files = new ArrayList<>();
    for (JsonNode file : body.path("parquet_files")) {
      files.add(
          new File(
              file.path("config").asString("default"),
              file.path("split").asString("train"),
              file.path("filename").asString("?"),
              file.path("url").asString(""),
              file.path("size").asLong(0)));
    }
    return new DatasetParquet(files, body.path("partial").asBoolean(false));
  }
}

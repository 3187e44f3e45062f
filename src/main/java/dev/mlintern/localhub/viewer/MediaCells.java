package dev.mlintern.localhub.viewer;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.feature.Feature;
import dev.mlintern.localhub.viewer.feature.Feature.Audio;
import dev.mlintern.localhub.viewer.feature.Feature.Image;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.web.PercentEncoder;
import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Puts addresses in place of the bytes of images and sounds: `{src, height, width}` and
/// `[{src, type}]` (spec hub-api §10.2). The addresses lead back to this Hub.
///
/// @param folder address of the split's assets, without a slash at the end
record MediaCells(String folder) {

  static MediaCells of(URI endpoint, ViewedDataset dataset, String config, String split) {
    return new MediaCells(
        endpoint
            + "/datasets-server/assets/"
            + dataset.id()
            + "/--/"
            + dataset.revision()
            + "/--/"
            + PercentEncoder.segment(config)
            + "/"
            + PercentEncoder.segment(split));
  }

  JsonObject shown(long index, JsonObject row, Struct columns) {
    if (columns.fields().values().stream().noneMatch(MediaCells::isMedia)) {
      return row;
    }
    Map<String, JsonValue> cells = new LinkedHashMap<>(row.members());
    cells.replaceAll((name, cell) -> cell(index, name, cell, columns.fields().get(name)));
    return new JsonObject(cells);
  }

  private static boolean isMedia(Feature feature) {
    return feature instanceof Image || feature instanceof Audio;
  }

  private JsonValue cell(long index, String column, JsonValue cell, Feature feature) {
    if (feature == null || !isMedia(feature)) {
      return cell;
    }
    Optional<byte[]> bytes = bytes(cell);
    if (bytes.isEmpty()) {
      return JsonNull.INSTANCE;
    }
    MediaType type = MediaType.of(bytes.get());
    String name = feature instanceof Image ? "image." : "audio.";
    String src =
        folder + "/" + index + "/" + PercentEncoder.segment(column) + "/" + name + type.extension();
    if (feature instanceof Audio) {
      return JsonArray.of(
          JsonObject.builder().put("src", src).put("type", type.mediaType()).build());
    }
    var image = JsonObject.builder().put("src", src);
    type.size().ifPresent(size -> image.put("height", size.height()).put("width", size.width()));
    return image.build();
  }

  /// The bytes of `{"bytes": Base64, "path": name}`, as Parquet files hold them.
  static Optional<byte[]> bytes(JsonValue cell) {
    if (cell instanceof JsonObject object
        && object.get("bytes").orElse(JsonNull.INSTANCE) instanceof JsonString(var base64)) {
      return Optional.of(Base64.getDecoder().decode(base64));
    }
    return Optional.empty();
  }
}

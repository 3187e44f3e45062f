package dev.mlintern.hub.jobs;

import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Something of the Hub that appears as a folder in the job.
///
/// @param type `bucket`, `model`, `dataset` or `space`
/// @param source `namespace/name`
/// @param mountPath absolute
/// @param readOnly absent: repositories are, buckets are not
/// @param path folder below the source
public record JobVolume(
    String type,
    String source,
    String mountPath,
    Optional<Boolean> readOnly,
    Optional<String> revision,
    Optional<String> path) {
  public JobVolume {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(mountPath, "mountPath");
  }

  ObjectNode toJson() {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("type", type).put("source", source).put("mountPath", mountPath);
    readOnly.ifPresent(value -> json.put("readOnly", value));
    revision.ifPresent(value -> json.put("revision", value));
    path.ifPresent(value -> json.put("path", value));
    return json;
  }

  static JobVolume of(JsonNode json) {
    return new JobVolume(
        json.path("type").asString(""),
        json.path("source").asString(""),
        json.path("mountPath").asString(""),
        json.path("readOnly").booleanValueOpt(),
        json.path("revision").stringValueOpt(),
        json.path("path").stringValueOpt());
  }
}

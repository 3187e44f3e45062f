package dev.mlintern.tools.hubsearch;

import dev.mlintern.hub.RepoType;
import java.util.List;

/// The fields of a description asked for with `expand`: without the lists of files and Spaces and
/// the benchmark results, which make some answers megabytes large (spec hub-api §9.2).
final class InfoFields {
  private InfoFields() {}

  static List<String> of(RepoType type) {
    return switch (type) {
      case MODEL ->
          List.of(
              "baseModels",
              "cardData",
              "childrenModelCount",
              "config",
              "createdAt",
              "disabled",
              "downloads",
              "downloadsAllTime",
              "gated",
              "gguf",
              "inferenceProviderMapping",
              "lastModified",
              "library_name",
              "likes",
              "pipeline_tag",
              "private",
              "safetensors",
              "sha",
              "tags",
              "transformersInfo",
              "usedStorage");
      case DATASET ->
          List.of(
              "cardData",
              "createdAt",
              "description",
              "disabled",
              "downloads",
              "downloadsAllTime",
              "gated",
              "lastModified",
              "likes",
              "private",
              "sha",
              "tags",
              "usedStorage");
      case SPACE ->
          List.of(
              "cardData",
              "createdAt",
              "datasets",
              "disabled",
              "lastModified",
              "likes",
              "models",
              "private",
              "runtime",
              "sdk",
              "sha",
              "subdomain",
              "tags",
              "usedStorage");
    };
  }
}

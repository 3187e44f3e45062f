package dev.mlintern.localhub.api;

import dev.mlintern.localhub.store.RepoKind;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Query;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Which fields of a repo an answer holds (spec hub-api §9.2, §9.3).
final class RepoFields {
  private static final List<String> MODEL_EXPAND =
      words(
          "author baseModels cardData childrenModelCount config createdAt disabled downloads"
              + " downloadsAllTime evalResults gated gguf inference inferenceProviderMapping"
              + " lastModified library_name likes mask_token model-index pipeline_tag private"
              + " resourceGroup safetensors sha siblings spaces tags transformersInfo trendingScore"
              + " usedStorage widgetData xetEnabled");
  private static final List<String> DATASET_EXPAND =
      words(
          "author cardData citation createdAt description disabled downloads downloadsAllTime gated"
              + " lastModified likes mainSize paperswithcode_id private resourceGroup sha siblings"
              + " tags trendingScore usedStorage xetEnabled");
  private static final List<String> SPACE_EXPAND =
      words(
          "author cardData createdAt datasets disabled lastModified likes models private region"
              + " resourceGroup runtime sdk sha siblings subdomain tags trendingScore usedStorage"
              + " xetEnabled");

  private static final List<String> MODEL_LIST =
      words(
          "likes trendingScore private downloads tags pipeline_tag library_name createdAt modelId");
  private static final List<String> DATASET_LIST =
      words(
          "author disabled gated lastModified likes trendingScore private sha description downloads"
              + " tags createdAt key");
  private static final List<String> SPACE_LIST =
      words("likes trendingScore private sdk tags createdAt");
  private static final List<String> FULL = words("author sha lastModified gated siblings");
  private static final List<String> SPACE_FULL =
      words("author sha lastModified runtime cardData subdomain siblings");

  private static final List<String> MODEL_INFO =
      words(
          "private pipeline_tag library_name tags downloads likes modelId author sha lastModified"
              + " gated disabled mask_token widgetData model-index config cardData transformersInfo"
              + " siblings spaces createdAt safetensors gguf usedStorage");
  private static final List<String> DATASET_INFO =
      words(
          "author sha lastModified private gated disabled tags description citation"
              + " paperswithcode_id downloads likes cardData siblings createdAt usedStorage"
              + " mainSize key");
  private static final List<String> SPACE_INFO =
      words(
          "author sha lastModified private gated disabled host subdomain tags likes sdk models"
              + " datasets runtime cardData siblings createdAt usedStorage");

  private RepoFields() {}

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }

  static Set<String> ofList(RepoKind kind, Query query) {
    List<String> expand = expand(kind, query);
    if (!expand.isEmpty()) {
      return new LinkedHashSet<>(expand);
    }
    Set<String> fields =
        new LinkedHashSet<>(
            switch (kind) {
              case MODEL -> MODEL_LIST;
              case DATASET -> DATASET_LIST;
              case SPACE -> SPACE_LIST;
            });
    if (query.flag("full")) {
      fields.addAll(kind == RepoKind.SPACE ? SPACE_FULL : FULL);
    }
    Stream.of("cardData", "config").filter(query::flag).forEach(fields::add);
    if (query.flag("linked") && kind == RepoKind.SPACE) {
      fields.addAll(List.of("models", "datasets"));
    }
    return fields;
  }

  static Set<String> ofInfo(RepoKind kind, Query query) {
    List<String> expand = expand(kind, query);
    if (!expand.isEmpty()) {
      return new LinkedHashSet<>(expand);
    }
    List<String> fields =
        new ArrayList<>(
            switch (kind) {
              case MODEL -> MODEL_INFO;
              case DATASET -> DATASET_INFO;
              case SPACE -> SPACE_INFO;
            });
    if (query.flag("securityStatus")) {
      fields.add("securityRepoStatus");
    }
    return new LinkedHashSet<>(fields);
  }

  /// @throws HubError 400 for a field there is not
  private static List<String> expand(RepoKind kind, Query query) {
    List<String> known =
        switch (kind) {
          case MODEL -> MODEL_EXPAND;
          case DATASET -> DATASET_EXPAND;
          case SPACE -> SPACE_EXPAND;
        };
    List<String> asked = query.list("expand");
    if (!known.containsAll(asked)) {
      throw HubError.badRequest("\"expand\" must be one of [" + String.join(", ", known) + "]");
    }
    return asked;
  }
}

package dev.mlintern.hub;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// `/is-valid`: what the viewer can do with a dataset.
///
/// @param preview first rows
/// @param viewer any rows
/// @param search full text
/// @param filter SQL-like predicate
/// @param statistics per-column statistics
public record DatasetCapabilities(
    boolean preview, boolean viewer, boolean search, boolean filter, boolean statistics) {

  static DatasetCapabilities of(JsonNode body) {
    return new DatasetCapabilities(
        body.path("preview").asBoolean(false),
        body.path("viewer").asBoolean(false),
        body.path("search").asBoolean(false),
        body.path("filter").asBoolean(false),
        body.path("statistics").asBoolean(false));
  }

  /// The words for what works.
  public List<String> names() {
    List<String> names = new ArrayList<>();
    if (preview) {
      names.add("preview");
    }
    if (viewer) {
      names.add("rows");
    }
    if (search) {
      names.add("search");
    }
    if (filter) {
      names.add("filter");
    }
    if (statistics) {
      names.add("statistics");
    }
    return names;
  }
}

package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.api.ListRoutes.Listed;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Query;
import java.util.Comparator;

/// The order of a list; ties are broken by id so that pages never overlap.
record RepoOrder(Comparator<Listed> comparator) {
  private static final Comparator<Listed> BY_ID =
      Comparator.comparing(listed -> listed.repository().id().path());

  /// @throws HubError 400 for a sort there is not; snake case is one
  static RepoOrder of(Query query) {
    String sort = query.first("sort").orElse("trendingScore");
    Comparator<Listed> ascending =
        switch (sort) {
          case "createdAt" ->
              Comparator.comparing(listed -> listed.repository().meta().createdAt());
          case "downloads" ->
              Comparator.comparingLong(listed -> listed.repository().meta().downloads());
          case "lastModified" ->
              Comparator.comparing(listed -> listed.facts().snapshot().commit().date());
          case "likes", "likes30d", "trendingScore" ->
              Comparator.comparingLong(listed -> listed.repository().meta().likes());
          case "num_parameters" ->
              Comparator.comparingLong(
                  listed ->
                      listed
                          .facts()
                          .safetensors()
                          .orElse(JsonObject.EMPTY)
                          .integer("total")
                          .orElse(0));
          case "mainSize" -> Comparator.comparingLong(listed -> listed.facts().totalBytes());
          case "id" -> BY_ID;
          default -> throw HubError.badRequest("✖ Invalid sort parameter: " + sort);
        };
    boolean upwards = query.first("direction").filter("1"::equals).isPresent();
    return new RepoOrder((upwards ? ascending : ascending.reversed()).thenComparing(BY_ID));
  }
}

package dev.mlintern.hub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/// What to look for in the list of models, datasets or Spaces (spec hub-api §9.2). Immutable; start
/// from [#ALL].
///
/// @param filters tags that must all be there, e.g. `license:mit`
/// @param sort camel case as the Hub wants it, e.g. `trendingScore`
/// @param limit items a page; 0 leaves it to the Hub
/// @param expand fields to return; excludes `full`
/// @param parameters any other query parameters, e.g. `pipeline_tag`
public record RepoQuery(
    Optional<String> search,
    Optional<String> author,
    List<String> filters,
    Optional<String> sort,
    int limit,
    List<String> expand,
    Map<String, String> parameters,
    Optional<String> cursor) {
  public static final RepoQuery ALL =
      new RepoQuery(
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          0,
          List.of(),
          Map.of(),
          Optional.empty());

  public RepoQuery {
    filters = List.copyOf(filters);
    expand = List.copyOf(expand);
    parameters = Map.copyOf(parameters);
  }

  public RepoQuery withSearch(String text) {
    return new RepoQuery(
        Optional.of(text), author, filters, sort, limit, expand, parameters, cursor);
  }

  public RepoQuery withAuthor(String name) {
    return new RepoQuery(
        search, Optional.of(name), filters, sort, limit, expand, parameters, cursor);
  }

  /// Adds a tag.
  public RepoQuery withFilter(String tag) {
    var more = new ArrayList<>(filters);
    more.add(tag);
    return new RepoQuery(search, author, more, sort, limit, expand, parameters, cursor);
  }

  public RepoQuery withSort(String field) {
    return new RepoQuery(
        search, author, filters, Optional.of(field), limit, expand, parameters, cursor);
  }

  public RepoQuery withLimit(int items) {
    return new RepoQuery(search, author, filters, sort, items, expand, parameters, cursor);
  }

  public RepoQuery withExpand(List<String> fields) {
    return new RepoQuery(search, author, filters, sort, limit, fields, parameters, cursor);
  }

  public RepoQuery withParameter(String name, String value) {
    var more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return new RepoQuery(search, author, filters, sort, limit, expand, more, cursor);
  }

  /// Asks for the page a cursor of [HubPage#cursor] names.
  public RepoQuery withCursor(String value) {
    return new RepoQuery(
        search, author, filters, sort, limit, expand, parameters, Optional.of(value));
  }

  HttpUrl on(HttpUrl.Builder url) {
    search.ifPresent(value -> url.addQueryParameter("search", value));
    author.ifPresent(value -> url.addQueryParameter("author", value));
    filters.forEach(value -> url.addQueryParameter("filter", value));
    // In a fixed order: equal queries must have equal addresses for the cache.
    parameters.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> url.addQueryParameter(entry.getKey(), entry.getValue()));
    sort.ifPresent(value -> url.addQueryParameter("sort", value));
    if (limit > 0) {
      url.addQueryParameter("limit", Integer.toString(limit));
    }
    expand.forEach(value -> url.addQueryParameter("expand", value));
    cursor.ifPresent(value -> url.addQueryParameter("cursor", value));
    return url.build();
  }
}

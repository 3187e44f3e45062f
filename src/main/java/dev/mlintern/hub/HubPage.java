package dev.mlintern.hub;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;

/// One page of a listing.
///
/// @param items the array's elements; may be empty although there is a next page
/// @param next the next page's address on the same host; empty on the last page
/// @param total number of all items, where the Hub says it (`X-Total-Count`)
public record HubPage(List<JsonNode> items, Optional<HttpUrl> next, OptionalLong total) {
  public HubPage {
    items = List.copyOf(items);
  }

  /// The cursor that asks for the next page.
  public Optional<String> cursor() {
    return next.map(url -> url.queryParameter("cursor"));
  }
}

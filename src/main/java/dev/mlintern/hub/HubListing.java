package dev.mlintern.hub;

import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;

/// The items of several pages.
///
/// @param next where the listing goes on; empty when it is complete
public record HubListing(List<JsonNode> items, Optional<HttpUrl> next) {
  public HubListing {
    items = List.copyOf(items);
  }

  public boolean isComplete() {
    return next.isEmpty();
  }
}

package dev.mlintern.web;

import dev.mlintern.http.CallScope;
import java.util.List;

/// A web search service.
public interface SearchProvider {
  /// Name for the reader, e.g. `Brave`.
  String name();

  /// One page of results in the service's order, unfiltered. An empty list means that the service
  /// said there are none.
  ///
  /// @throws SearchRefused when it answered something else than results
  List<WebHit> search(WebQuery query, CallScope scope);
}

package dev.mlintern.web;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.Credentials;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpStack;
import dev.mlintern.http.Pace;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import okhttp3.HttpUrl;

/// Web search over the configured services, the first that answers wins.
public final class WebSearch {
  private final List<SearchProvider> providers;

  public WebSearch(List<? extends SearchProvider> providers) {
    this.providers = List.copyOf(providers);
  }

  /// Services in order: those somebody set up (Brave, Tavily, SearXNG), then DuckDuckGo, which
  /// needs nothing. A search page named in `ML_INTERN_WEB_SEARCH` replaces DuckDuckGo's.
  public static WebSearch create(HttpStack http, Settings settings) {
    List<SearchProvider> providers = new ArrayList<>();
    if (settings.text(Setting.BRAVE_API_KEY).isPresent()) {
      providers.add(new JsonSearch.Brave(http, HttpUrl.get(JsonSearch.Brave.DEFAULT_BASE)));
    }
    if (settings.text(Setting.TAVILY_API_KEY).isPresent()) {
      providers.add(new JsonSearch.Tavily(http, HttpUrl.get(JsonSearch.Tavily.DEFAULT_BASE)));
    }
    settings
        .text(Setting.SEARXNG_URL)
        .map(HttpUrl::parse)
        .ifPresent(base -> providers.add(new JsonSearch.Searxng(http, base)));
    HttpUrl page = HttpUrl.parse(settings.text(Setting.ML_INTERN_WEB_SEARCH).orElseThrow());
    if (page != null) {
      // Not documented; slow enough not to look like a robot (spec tools-read §2).
      providers.add(new DuckDuckGo(http, page, Pace.every(Duration.ofSeconds(2), "DuckDuckGo")));
    }
    return new WebSearch(providers);
  }

  /// The keys of the services, each for its own host.
  public static List<Credentials> credentials(Settings settings) {
    return List.of(
        new Credentials(
            Set.of("api.search.brave.com"),
            0,
            "X-Subscription-Token",
            () -> settings.text(Setting.BRAVE_API_KEY)),
        new Credentials(
            Set.of("api.tavily.com"),
            0,
            "Authorization",
            () -> settings.text(Setting.TAVILY_API_KEY).map(key -> "Bearer " + key)));
  }

  /// Results without duplicates, filtered, at most as many as wanted.
  ///
  /// @throws SearchRefused when no service answered; names each with its reason
  public Answer search(WebQuery query, CallScope scope) {
    List<String> failures = new ArrayList<>();
    for (SearchProvider provider : providers) {
      boolean last = provider == providers.getLast();
      // One that hangs must leave time for the next.
      CallScope share = last ? scope : scope.atMost(scope.remaining().dividedBy(2));
      try {
        return collect(provider, query, share, failures);
      } catch (SearchRefused | HttpFailure e) {
        failures.add(provider.name() + ": " + e.getMessage());
      }
    }
    throw new SearchRefused(String.join("; ", failures));
  }

  /// A second page is fetched only when the first leaves too few.
  private static Answer collect(
      SearchProvider provider, WebQuery query, CallScope scope, List<String> failures) {
    List<WebHit> kept = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int page = query.page();
    for (; page <= query.page() + 1 && kept.size() < query.wanted(); page++) {
      List<WebHit> hits;
      try {
        hits = provider.search(atPage(query, page), scope);
      } catch (SearchRefused | HttpFailure e) {
        if (kept.isEmpty()) {
          throw e;
        }
        break;
      }
      boolean news = false;
      for (WebHit hit : hits) {
        if (query.admits(hit.url()) && seen.add(hit.key())) {
          kept.add(hit);
          news = true;
        }
      }
      if (!news && page > query.page() || hits.isEmpty()) {
        break;
      }
    }
    List<WebHit> shown = kept.subList(0, Math.min(kept.size(), query.wanted()));
    return new Answer(provider.name(), shown, kept.size(), page, failures);
  }

  private static WebQuery atPage(WebQuery query, int page) {
    return new WebQuery(
        query.text(),
        query.allowed(),
        query.blocked(),
        query.wanted(),
        page,
        query.timeRange(),
        query.region());
  }

  /// What was found and by whom.
  ///
  /// @param found how many there were on the pages fetched; more than `hits` when fewer were wanted
  /// @param nextPage the first page not fetched
  /// @param failures services that were tried before, each with its reason
  public record Answer(
      String provider, List<WebHit> hits, int found, int nextPage, List<String> failures) {
    public Answer {
      hits = List.copyOf(hits);
      failures = List.copyOf(failures);
    }
  }
}

package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.Kept;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;

/// Papers on the Hub: daily lists, search, details, what is linked to them (spec hub-api §9.19).
public final class HubPapers {
  /// Most entries one daily-papers request returns.
  public static final int DAILY_LIMIT = 100;

  /// Most hits one search request returns.
  public static final int SEARCH_LIMIT = 120;

  private static final Duration LISTS = Duration.ofMinutes(5);
  private static final Duration TEXTS = Duration.ofHours(24);

  private final HubClient hub;

  public HubPapers(HubClient hub) {
    this.hub = Objects.requireNonNull(hub, "hub");
  }

  /// The trending list, or the papers of a day (`YYYY-MM-DD`), week (`YYYY-Www`) or month
  /// (`YYYY-MM`).
  ///
  /// @param page from 0, of [#DAILY_LIMIT] each
  public List<JsonNode> daily(Optional<String> period, int page, CallScope scope) {
    HttpUrl.Builder url = hub.addresses().api("daily_papers");
    url.addQueryParameter("limit", Integer.toString(DAILY_LIMIT));
    if (page > 0) {
      url.addQueryParameter("p", Integer.toString(page));
    }
    if (period.isEmpty()) {
      url.addQueryParameter("sort", "trending");
    } else {
      String value = period.get();
      String name = value.contains("W") ? "week" : value.length() == 7 ? "month" : "date";
      url.addQueryParameter(name, value);
    }
    return hub.page(HttpRequest.get(url.build()).withCacheFor(LISTS), scope).items();
  }

  /// Hybrid search over meaning and words.
  public List<JsonNode> search(String query, int limit, CallScope scope) {
    HttpUrl.Builder url = hub.addresses().api("papers", "search");
    url.addQueryParameter("q", query.length() > 250 ? query.substring(0, 250) : query);
    url.addQueryParameter("limit", Integer.toString(Math.min(SEARCH_LIMIT, limit)));
    return hub.page(HttpRequest.get(url.build()).withCacheFor(LISTS), scope).items();
  }

  /// One paper with what is linked to it.
  public JsonNode paper(String arxivId, CallScope scope) {
    HttpUrl url = hub.addresses().api("papers", arxivId).build();
    return hub.json(HttpRequest.get(url).withCacheFor(LISTS), scope);
  }

  /// The Markdown rendition, if the Hub has one.
  public Optional<String> markdown(String arxivId, CallScope scope) {
    HttpUrl url = markdownUrl(arxivId);
    HttpReply reply =
        hub.http()
            .send(
                HttpRequest.get(url)
                    .withCacheFor(TEXTS)
                    .withKeptIf(Kept.PLAIN_TEXT)
                    .withMaxBytes(20L << 20),
                scope);
    if (!reply.isSuccessful() && reply.status() != 404) {
      throw HubErrors.of("GET", reply);
    }
    return reply.status() == 200 && Kept.PLAIN_TEXT.test(reply)
        ? Optional.of(reply.text())
        : Optional.empty();
  }

  public HttpUrl markdownUrl(String arxivId) {
    return hub.endpoint()
        .newBuilder()
        .addPathSegment("papers")
        .addPathSegment(arxivId + ".md")
        .build();
  }

  /// Repositories tagged with the paper.
  ///
  /// @param sort `downloads`, `likes` or `trendingScore`
  public HubPage tagged(RepoType type, String arxivId, String sort, int limit, CallScope scope) {
    HttpUrl.Builder url = hub.addresses().api(type.apiSegment());
    url.addQueryParameter("filter", "arxiv:" + arxivId).addQueryParameter("sort", sort);
    url.addQueryParameter("limit", Integer.toString(limit));
    return hub.page(HttpRequest.get(url.build()).withCacheFor(LISTS), scope);
  }

  /// Collections that hold the paper, most liked first. Each shows at most four of its items.
  public HubPage collections(String arxivId, int limit, CallScope scope) {
    HttpUrl.Builder url = hub.addresses().api("collections");
    url.addQueryParameter("item", "papers/" + arxivId).addQueryParameter("sort", "upvotes");
    url.addQueryParameter("limit", Integer.toString(limit));
    return hub.page(HttpRequest.get(url.build()).withCacheFor(LISTS), scope);
  }
}

package dev.mlintern.web;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The search services with a JSON API. Keys travel as credentials of the HTTP stack.
public sealed interface JsonSearch extends SearchProvider {
  HttpStack http();

  /// Brave Search API.
  ///
  /// @see <a href="https://api-dashboard.search.brave.com/app/documentation">documentation</a>
  record Brave(HttpStack http, HttpUrl base) implements JsonSearch {
    public static final String DEFAULT_BASE = "https://api.search.brave.com/";

    @Override
    public String name() {
      return "Brave";
    }

    @Override
    public List<WebHit> search(WebQuery query, CallScope scope) {
      HttpUrl.Builder url = base.newBuilder().addPathSegments("res/v1/web/search");
      url.addQueryParameter("q", query.withOperators());
      url.addQueryParameter("count", Integer.toString(query.wanted()));
      url.addQueryParameter("offset", Integer.toString(query.page() - 1));
      query
          .timeRange()
          .ifPresent(r -> url.addQueryParameter("freshness", "p" + r.word().charAt(0)));
      query
          .region()
          .ifPresent(
              r ->
                  url.addQueryParameter("country", r.country().toUpperCase(Locale.ROOT))
                      .addQueryParameter("search_lang", r.language()));
      JsonNode answer = answer(HttpRequest.get(url.build()), scope);
      return hits(answer.path("web").path("results"), "description", "age");
    }
  }

  /// Tavily search API.
  ///
  /// @see <a href="https://docs.tavily.com/documentation/api-reference/endpoint/search">API</a>
  record Tavily(HttpStack http, HttpUrl base) implements JsonSearch {
    public static final String DEFAULT_BASE = "https://api.tavily.com/";

    @Override
    public String name() {
      return "Tavily";
    }

    @Override
    public List<WebHit> search(WebQuery query, CallScope scope) {
      ObjectNode body = JsonMapper.shared().createObjectNode();
      body.put("query", query.text());
      body.put("max_results", query.wanted());
      query.allowed().forEach(site -> body.withArray("include_domains").add(site.host()));
      query.blocked().forEach(site -> body.withArray("exclude_domains").add(site.host()));
      query.timeRange().ifPresent(range -> body.put("time_range", range.word()));
      // It wants the country's name and knows no language.
      query.region().ifPresent(r -> body.put("country", r.countryName().toLowerCase(Locale.ROOT)));
      HttpRequest request =
          HttpRequest.post(
              base.newBuilder().addPathSegment("search").build(),
              RequestBody.create(body.toString(), MediaType.get("application/json")));
      // There is no second page.
      return query.page() > 1
          ? List.of()
          : hits(answer(request, scope).path("results"), "content", "published_date");
    }
  }

  /// A SearXNG instance with its JSON format switched on.
  ///
  /// @see <a href="https://docs.searxng.org/dev/search_api.html">Search API</a>
  record Searxng(HttpStack http, HttpUrl base) implements JsonSearch {
    @Override
    public String name() {
      return "SearXNG";
    }

    @Override
    public List<WebHit> search(WebQuery query, CallScope scope) {
      HttpUrl.Builder url = base.newBuilder().addPathSegment("search");
      url.addQueryParameter("q", query.withOperators()).addQueryParameter("format", "json");
      url.addQueryParameter("pageno", Integer.toString(query.page()));
      query.timeRange().ifPresent(range -> url.addQueryParameter("time_range", range.word()));
      query
          .region()
          .ifPresent(
              r ->
                  url.addQueryParameter(
                      "language", r.language() + "-" + r.country().toUpperCase(Locale.ROOT)));
      JsonNode answer = answer(HttpRequest.get(url.build()), scope);
      return hits(answer.path("results"), "content", "publishedDate");
    }
  }

  /// Sends and reads; anything but JSON of a successful answer is a refusal.
  default JsonNode answer(HttpRequest request, CallScope scope) {
    // Not repeated: the next service is quicker than a second refusal.
    HttpRequest once = request.withHeader("Accept", "application/json").withIdempotent(false);
    HttpReply reply = http().send(once, scope);
    if (!reply.isSuccessful()) {
      String hint =
          switch (reply.status()) {
            case 401, 403 -> " (the key was not accepted)";
            case 402, 429, 432, 433 -> " (quota or rate limit)";
            default -> "";
          };
      throw new SearchRefused("HTTP " + reply.status() + hint);
    }
    try {
      return JsonMapper.shared().readTree(reply.body());
    } catch (JacksonException _) {
      throw new SearchRefused("an answer that is not JSON");
    }
  }

  /// Results in the shape all three share but for two names.
  private static List<WebHit> hits(JsonNode results, String snippetName, String dateName) {
    if (!results.isArray()) {
      return List.of();
    }
    List<WebHit> hits = new ArrayList<>();
    for (JsonNode result : results) {
      String url = result.path("url").asString("");
      String title = result.path("title").asString("");
      if (HttpUrl.parse(url) != null && !title.isBlank()) {
        String snippet = result.path(snippetName).asString("").replaceAll("<[^>]{0,40}>", "");
        Optional<String> date =
            Optional.of(result.path(dateName).asString("")).filter(d -> !d.isBlank());
        hits.add(new WebHit(title, url, snippet, date));
      }
    }
    return hits;
  }
}

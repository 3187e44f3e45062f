package dev.mlintern.scholar;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.Credentials;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import dev.mlintern.http.Kept;
import dev.mlintern.http.OneLine;
import dev.mlintern.http.Pace;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Semantic Scholar's graph and recommendations API.
///
/// Field lists differ by endpoint on purpose: `tldr` is refused by bulk search, citations and
/// recommendations; snippet search takes `snippet.*` names only (spec tools-read §13.3).
///
/// @see <a href="https://api.semanticscholar.org/api-docs/">API reference</a>
public final class ScholarClient {
  private static final Duration DAY = Duration.ofHours(24);
  private static final String LIGHT =
      "title,year,publicationDate,citationCount,influentialCitationCount,venue,externalIds";
  private static final String FULL = LIGHT + ",abstract,tldr,referenceCount,openAccessPdf,authors";

  /// Bytes of the largest error object looked for.
  private static final int MAX_REFUSAL = 4096;

  private final HttpStack http;
  private final HttpUrl base;
  private final Pace pace;
  private final KnownPapers known = new KnownPapers();

  public ScholarClient(HttpStack http, Settings settings) {
    this.http = Objects.requireNonNull(http, "http");
    this.base = HttpUrl.get(settings.text(Setting.ML_INTERN_S2_API).orElseThrow());
    // One request a second, with or without a key (spec tools-read §13.3); a mirror sets its own.
    this.pace =
        settings.explicit(Setting.ML_INTERN_S2_API).isPresent()
            ? Pace.NONE
            : Pace.every(Duration.ofSeconds(1), "Semantic Scholar");
  }

  /// The user's API key, for the API's host only.
  public static Credentials credentials(Settings settings) {
    HttpUrl base = HttpUrl.get(settings.text(Setting.ML_INTERN_S2_API).orElseThrow());
    boolean own = settings.explicit(Setting.ML_INTERN_S2_API).isPresent();
    return new Credentials(
        Set.of(base.host()),
        own ? base.port() : 0,
        "x-api-key",
        () -> settings.text(Setting.S2_API_KEY));
  }

  /// Many papers in one call, by the ids asked for; unknown ones are missing. Asks only for what it
  /// was not told before.
  public Map<String, ScholarPaper> papers(List<String> ids, boolean full, CallScope scope) {
    Map<String, ScholarPaper> papers = new HashMap<>(known.of(ids, full));
    List<String> missing = KnownPapers.missing(ids, papers);
    if (!missing.isEmpty()) {
      Map<String, ScholarPaper> found = batch(missing, full, scope);
      known.keep(found, full);
      papers.putAll(found);
    }
    return papers;
  }

  private Map<String, ScholarPaper> batch(List<String> ids, boolean full, CallScope scope) {
    HttpUrl.Builder url = url("graph/v1/paper/batch");
    url.addQueryParameter("fields", full ? FULL : LIGHT + ",corpusId");
    ObjectNode body = JsonMapper.shared().createObjectNode();
    ids.forEach(id -> body.withArray("ids").add(id));
    JsonNode answer = json(post(url.build(), body), scope);
    Map<String, ScholarPaper> found = new HashMap<>();
    for (int i = 0; i < ids.size() && i < answer.size(); i++) {
      if (answer.path(i).isObject()) {
        found.put(ids.get(i), ScholarPaper.of(answer.path(i)));
      }
    }
    return found;
  }

  /// Search by relevance: at most 100 a call, 1,000 in all.
  public ScholarPage search(
      String query, ScholarFilter filter, int offset, int limit, CallScope scope) {
    HttpUrl.Builder url = url("graph/v1/paper/search");
    url.addQueryParameter("query", query);
    url.addQueryParameter("fields", LIGHT + ",tldr");
    url.addQueryParameter("offset", Integer.toString(offset));
    url.addQueryParameter("limit", Integer.toString(Math.min(100, limit)));
    filter.addTo(url);
    return page(json(HttpRequest.get(url.build()).withCacheFor(DAY), scope), "");
  }

  /// Search of everything in a given order; boolean syntax; no ranking by relevance. The endpoint
  /// has no `limit` and returns up to 1,000.
  ///
  /// @param sort `citationCount` or `publicationDate`, newest or most first
  public ScholarPage bulkSearch(String query, ScholarFilter filter, String sort, CallScope scope) {
    HttpUrl.Builder url = url("graph/v1/paper/search/bulk");
    url.addQueryParameter("query", query);
    url.addQueryParameter("fields", LIGHT);
    url.addQueryParameter("sort", sort + ":desc");
    filter.addTo(url);
    return page(json(HttpRequest.get(url.build()).withCacheFor(DAY), scope), "");
  }

  /// Papers that cite this one.
  public ScholarPage citations(
      String id, Optional<String> dateRange, int offset, int limit, CallScope scope) {
    HttpUrl.Builder url = links(id, "citations", offset, limit);
    dateRange.ifPresent(range -> url.addQueryParameter("publicationDateOrYear", range));
    return page(json(HttpRequest.get(url.build()).withCacheFor(DAY), scope), "citingPaper");
  }

  /// Papers this one cites.
  public ScholarPage references(String id, int offset, int limit, CallScope scope) {
    HttpUrl url = links(id, "references", offset, limit).build();
    return page(json(HttpRequest.get(url).withCacheFor(DAY), scope), "citedPaper");
  }

  /// Passages of full texts.
  ///
  /// @param paperIds only within these papers, when there are any
  public List<Snippet> snippets(
      String query, ScholarFilter filter, List<String> paperIds, int limit, CallScope scope) {
    HttpUrl.Builder url = url("graph/v1/snippet/search");
    url.addQueryParameter("query", query);
    url.addQueryParameter("limit", Integer.toString(limit));
    if (!paperIds.isEmpty()) {
      url.addQueryParameter("paperIds", String.join(",", paperIds));
    }
    filter.addTo(url);
    List<Snippet> snippets = new ArrayList<>();
    for (JsonNode hit : json(HttpRequest.get(url.build()).withCacheFor(DAY), scope).path("data")) {
      JsonNode snippet = hit.path("snippet");
      snippets.add(
          new Snippet(
              snippet.path("text").asString(""),
              snippet.path("section").asString(""),
              ScholarPaper.of(hit.path("paper"))));
    }
    return snippets;
  }

  /// Papers like these.
  ///
  /// @param pool `recent` or `all-cs`; only for a single paper
  public List<ScholarPaper> recommend(
      List<String> like, List<String> unlike, String pool, int limit, CallScope scope) {
    JsonNode answer;
    if (like.size() == 1 && unlike.isEmpty()) {
      HttpUrl.Builder url =
          url("recommendations/v1/papers/forpaper").addPathSegment(like.getFirst());
      url.addQueryParameter("from", pool);
      url.addQueryParameter("fields", LIGHT).addQueryParameter("limit", Integer.toString(limit));
      answer = json(HttpRequest.get(url.build()).withCacheFor(DAY), scope);
    } else {
      HttpUrl.Builder url = url("recommendations/v1/papers/");
      url.addQueryParameter("fields", LIGHT).addQueryParameter("limit", Integer.toString(limit));
      ObjectNode body = JsonMapper.shared().createObjectNode();
      like.forEach(id -> body.withArray("positivePaperIds").add(id));
      unlike.forEach(id -> body.withArray("negativePaperIds").add(id));
      answer = json(post(url.build(), body), scope);
    }
    List<ScholarPaper> papers = new ArrayList<>();
    answer.path("recommendedPapers").forEach(paper -> papers.add(ScholarPaper.of(paper)));
    return papers;
  }

  private HttpUrl.Builder links(String id, String side, int offset, int limit) {
    HttpUrl.Builder url = url("graph/v1/paper").addPathSegment(id).addPathSegment(side);
    url.addQueryParameter("fields", LIGHT + ",contexts,intents,isInfluential");
    url.addQueryParameter("offset", Integer.toString(offset));
    return url.addQueryParameter("limit", Integer.toString(limit));
  }

  private static ScholarPage page(JsonNode answer, String nested) {
    List<ScholarLink> links = new ArrayList<>();
    for (JsonNode entry : answer.path("data")) {
      JsonNode paper = nested.isEmpty() ? entry : entry.path(nested);
      if (paper.isObject()) {
        links.add(ScholarLink.of(entry, ScholarPaper.of(paper)));
      }
    }
    // `total` comes as text from some endpoints.
    long total = answer.path("total").asLong(-1);
    return new ScholarPage(links, total, answer.path("next").isIntegralNumber());
  }

  private HttpUrl.Builder url(String path) {
    return base.newBuilder().addPathSegments(path);
  }

  private static HttpRequest post(HttpUrl url, ObjectNode body) {
    return HttpRequest.post(
            url, RequestBody.create(body.toString(), MediaType.get("application/json")))
        .withIdempotent(true);
  }

  private JsonNode json(HttpRequest request, CallScope scope) {
    HttpReply reply =
        http.send(
            request.withMaxBytes(32L << 20).withPace(pace).withKeptIf(ScholarClient::isAnswer),
            scope);
    if (!reply.isSuccessful()) {
      throw new ScholarException("HTTP " + reply.status() + message(reply.text()));
    }
    JsonNode answer;
    try {
      answer = JsonMapper.shared().readTree(reply.body());
    } catch (JacksonException _) {
      throw new ScholarException("an answer that is not JSON");
    }
    if (isRefusal(answer)) {
      throw new ScholarException("HTTP " + reply.status() + message(reply.text()));
    }
    return answer;
  }

  /// A gateway's error object under a status of success; read as a list it would be "no papers".
  private static boolean isRefusal(JsonNode answer) {
    return answer.isObject()
        && (answer.path("error").isString() || answer.path("message").isString());
  }

  private static boolean isAnswer(HttpReply reply) {
    if (!Kept.JSON.test(reply)) {
      return false;
    }
    // Short enough to look: lists of papers are not.
    return reply.body().length > MAX_REFUSAL || message(reply.text()).isEmpty();
  }

  private static String message(String body) {
    try {
      JsonNode answer = JsonMapper.shared().readTree(body);
      String text = answer.path("error").asString(answer.path("message").asString(""));
      return text.isBlank() ? "" : ", " + OneLine.of(text, 300);
    } catch (JacksonException _) {
      return "";
    }
  }

  /// A passage.
  ///
  /// @param section heading it stands under; may be empty
  public record Snippet(String text, String section, ScholarPaper paper) {}
}

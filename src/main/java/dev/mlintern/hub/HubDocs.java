package dev.mlintern.hub;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpRequest.Credential;
import dev.mlintern.http.Kept;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jsoup.Jsoup;
import tools.jackson.databind.JsonNode;

/// Hugging Face's documentation: catalogue, search, manifests, pages as Markdown. Public, so no
/// token is ever sent (spec hub-api §9.20).
public final class HubDocs {
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final long MAX_PAGE = 8L << 20;
  private static final Pattern ENTRY =
      Pattern.compile("^(\\s*)[-*]\\s+\\[([^]]*)]\\(([^)\\s]+)\\).*");

  private final HubClient hub;

  public HubDocs(HubClient hub) {
    this.hub = Objects.requireNonNull(hub, "hub");
  }

  /// Ids of all products, courses included.
  public List<String> products(CallScope scope) {
    List<String> ids = new ArrayList<>();
    for (JsonNode product : hub.json(get(hub.addresses().api("docs").build()), scope)) {
      ids.add(product.path("id").asString(""));
    }
    return ids.stream().filter(id -> !id.isEmpty()).toList();
  }

  /// Search by meaning.
  ///
  /// @param limit at most 25
  public List<Hit> search(String query, Optional<String> product, int limit, CallScope scope) {
    HttpUrl.Builder url = hub.addresses().api("docs", "search");
    url.addQueryParameter("q", shorten(query));
    url.addQueryParameter("limit", Integer.toString(Math.min(25, limit)));
    product.ifPresent(id -> url.addQueryParameter("product", id));
    List<Hit> hits = new ArrayList<>();
    for (JsonNode node : hub.json(get(url.build()), scope)) {
      List<String> headings = new ArrayList<>();
      for (int level = 1; level <= 5; level++) {
        String heading = plain(node.path("heading" + level).asString(""));
        if (!heading.isEmpty()) {
          headings.add(heading);
        }
      }
      hits.add(
          new Hit(
              node.path("product").asString(""),
              plain(node.path("source_page_title").asString("")),
              headings,
              node.path("source_page_url").asString(""),
              plain(node.path("text").asString(""))));
    }
    return hits;
  }

  /// Search by words.
  public List<Hit> fullText(String query, int limit, CallScope scope) {
    HttpUrl.Builder url = hub.addresses().api("docs", "search", "full-text");
    url.addQueryParameter("q", shorten(query));
    url.addQueryParameter("limit", Integer.toString(Math.min(100, limit)));
    List<Hit> hits = new ArrayList<>();
    for (JsonNode node : hub.json(get(url.build()), scope).path("hits")) {
      List<String> headings = new ArrayList<>();
      for (int level = 1; level <= 6; level++) {
        String heading = plain(node.path("hierarchy_lvl" + level).asString(""));
        if (!heading.isEmpty()) {
          headings.add(heading);
        }
      }
      String address = node.path("url").asString("");
      String title = headings.isEmpty() ? "" : headings.removeFirst();
      hits.add(
          new Hit(
              productOf(address),
              title,
              headings,
              address,
              plain(node.path("content").asString(""))));
    }
    return hits;
  }

  /// The pages of a product, in reading order; empty when it publishes no manifest.
  public List<Page> manifest(String product, CallScope scope) {
    Optional<HttpReply> webPage = Optional.empty();
    for (String root : List.of("docs", "learn")) {
      HttpUrl url =
          hub.endpoint()
              .newBuilder()
              .addPathSegments(root)
              .addPathSegment(product)
              .addPathSegment("llms.txt")
              .build();
      HttpReply reply =
          hub.http().send(get(url).withRedirects(HttpRequest.Redirects.SAME_ORIGIN), scope);
      if (reply.isSuccessful() && Kept.PLAIN_TEXT.test(reply)) {
        return entries(reply.text());
      }
      if (reply.status() != 404 && !reply.isSuccessful()) {
        throw HubErrors.of("GET", reply);
      }
      if (reply.isSuccessful()) {
        webPage = Optional.of(reply);
      }
    }
    if (webPage.isPresent()) {
      throw HubErrors.unreadable("GET", webPage.get(), "a web page instead of a list of pages");
    }
    return List.of();
  }

  /// A page.
  ///
  /// @param url address of its Markdown
  /// @throws HubException for an error status
  public HttpReply page(HttpUrl url, CallScope scope) {
    return hub.reply(
        get(url).withMaxBytes(MAX_PAGE).withRedirects(HttpRequest.Redirects.SAME_ORIGIN), scope);
  }

  /// The Hub's OpenAPI document, about 1 MB.
  public JsonNode openApi(CallScope scope) {
    HttpUrl url = hub.endpoint().newBuilder().addPathSegments(".well-known/openapi.json").build();
    return hub.json(get(url).withCacheFor(Duration.ofHours(6)), scope);
  }

  /// Base address of the Hub whose docs these are.
  public HttpUrl endpoint() {
    return hub.endpoint();
  }

  private static List<Page> entries(String manifest) {
    List<Page> pages = new ArrayList<>();
    for (String line : manifest.lines().toList()) {
      Matcher entry = ENTRY.matcher(line);
      if (entry.matches()) {
        String address = entry.group(3).replaceFirst("\\.md$", "");
        pages.add(new Page(entry.group(2).strip(), address, entry.group(1).length() / 2));
      }
    }
    return pages;
  }

  private static HttpRequest get(HttpUrl url) {
    return HttpRequest.get(url)
        .withCredential(Credential.NONE)
        .withCacheFor(TTL)
        .withKeptIf(Kept.PLAIN_TEXT);
  }

  private static String shorten(String query) {
    return query.length() > 250 ? query.substring(0, 250) : query;
  }

  private static String plain(String html) {
    return Jsoup.parse(html).text();
  }

  private static String productOf(String url) {
    Matcher matcher = Pattern.compile("/(?:docs|learn)/([^/#?]+)").matcher(url);
    return matcher.find() ? matcher.group(1) : "";
  }

  /// A passage found.
  ///
  /// @param headings path of headings below the page's title
  /// @param url page with anchor
  public record Hit(String product, String title, List<String> headings, String url, String text) {
    public Hit {
      headings = List.copyOf(headings);
    }

    /// The address without its anchor.
    public String page() {
      int hash = url.indexOf('#');
      return hash < 0 ? url : url.substring(0, hash);
    }
  }

  /// An entry of a manifest.
  ///
  /// @param depth nesting, from 0
  public record Page(String title, String url, int depth) {}
}

package dev.mlintern.web;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import dev.mlintern.http.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// DuckDuckGo's page without scripts: needs no key, refuses robots now and then.
///
/// The page's structure is known from client code, not from a contract (spec tools-read §13.6, not
/// verified live), so anything without result blocks or the "no results" mark counts as a refusal.
public record DuckDuckGo(HttpStack http, HttpUrl page, Pace pace) implements SearchProvider {
  @Override
  public String name() {
    return "DuckDuckGo";
  }

  @Override
  public List<WebHit> search(WebQuery query, CallScope scope) {
    FormBody.Builder form = new FormBody.Builder().add("q", query.withOperators());
    form.add("b", "").add("l", query.region().map(DuckDuckGo::code).orElse("wt-wt"));
    // The second page starts at 10, every further one 15 later.
    if (query.page() > 1) {
      form.add("s", Integer.toString(10 + (query.page() - 2) * 15));
    }
    query.timeRange().ifPresent(range -> form.add("df", range.word().substring(0, 1)));
    HttpReply reply =
        http.send(
            HttpRequest.post(page, form.build())
                .withHeader("Accept", "text/html")
                .withHeader("Accept-Language", "en-US,en;q=0.9")
                .withHeader("Referer", page.resolve("/").toString())
                .withPace(pace)
                .withMaxBytes(2L << 20),
            scope);
    if (reply.status() != 200) {
      throw new SearchRefused("HTTP " + reply.status() + " (a robot check)");
    }
    return read(reply.text());
  }

  /// Its codes are those of countries, but for Britain.
  private static String code(WebQuery.Region region) {
    String country = region.country().equals("gb") ? "uk" : region.country();
    return country + "-" + region.language();
  }

  private List<WebHit> read(String html) {
    Document document = Jsoup.parse(html, page.toString());
    List<WebHit> hits = new ArrayList<>();
    for (Element link : document.select("a.result__a[href]")) {
      Element block = link.closest(".result");
      if (block != null && block.hasClass("result--ad")) {
        continue;
      }
      String title = link.text();
      Optional<String> target = target(link.attr("href"));
      if (target.isPresent() && !title.isBlank()) {
        Element snippet = block == null ? null : block.selectFirst(".result__snippet");
        hits.add(
            new WebHit(
                title, target.get(), snippet == null ? "" : snippet.text(), Optional.empty()));
      }
    }
    boolean saysNone = !document.select(".no-results, .result--no-result").isEmpty();
    if (hits.isEmpty() && !saysNone) {
      throw new SearchRefused("a page without results (a robot check)");
    }
    return hits;
  }

  /// Unwraps the redirect `/l/?uddg=…`; advertisements (`/y.js`) have no target.
  private Optional<String> target(String href) {
    HttpUrl url = page.resolve(href);
    if (url == null) {
      return Optional.empty();
    }
    boolean own = url.host().equals(page.host()) || url.host().endsWith("duckduckgo.com");
    if (!own) {
      return Optional.of(href.startsWith("//") ? url.toString() : href);
    }
    String unwrapped = url.encodedPath().startsWith("/l/") ? url.queryParameter("uddg") : null;
    HttpUrl found = unwrapped == null ? null : HttpUrl.parse(unwrapped);
    return found == null || found.host().endsWith("duckduckgo.com")
        ? Optional.empty()
        : Optional.of(unwrapped);
  }
}

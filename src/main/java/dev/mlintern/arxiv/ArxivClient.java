package dev.mlintern.arxiv;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.http.HttpStack;
import dev.mlintern.http.Kept;
import dev.mlintern.http.OneLine;
import dev.mlintern.http.Pace;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/// arXiv and ar5iv: renditions of papers, and the search API.
///
/// @see <a href="https://info.arxiv.org/help/api/user-manual.html">arXiv API manual</a>
public final class ArxivClient {
  private static final Duration DAY = Duration.ofHours(24);
  private static final long MAX_HTML = 40L << 20;
  private static final long MAX_PDF = 40L << 20;
  private static final Duration PDF_TIME = Duration.ofSeconds(30);

  private final HttpStack http;
  private final HttpUrl pages;
  private final HttpUrl api;
  private final HttpUrl ar5iv;
  private final Pace pace;

  public ArxivClient(HttpStack http, Settings settings) {
    this.http = Objects.requireNonNull(http, "http");
    this.pages = HttpUrl.get(settings.text(Setting.ML_INTERN_ARXIV).orElseThrow());
    this.api = HttpUrl.get(settings.text(Setting.ML_INTERN_ARXIV_API).orElseThrow());
    this.ar5iv = HttpUrl.get(settings.text(Setting.ML_INTERN_AR5IV).orElseThrow());
    // arXiv asks for one API request every three seconds (API manual, terms of use).
    this.pace =
        settings.explicit(Setting.ML_INTERN_ARXIV_API).isPresent()
            ? Pace.NONE
            : Pace.every(Duration.ofSeconds(3), "arXiv");
  }

  /// arXiv's HTML rendition.
  public Optional<Paper> html(ArxivId id, CallScope scope) {
    return rendition(pages, id.versioned(), Paper.Source.ARXIV_HTML, scope);
  }

  /// ar5iv's HTML rendition: older papers, no versions.
  public Optional<Paper> ar5iv(ArxivId id, CallScope scope) {
    return rendition(ar5iv, id.id(), Paper.Source.AR5IV, scope);
  }

  /// The text of the PDF.
  public Optional<Paper> pdf(ArxivId id, CallScope scope) {
    HttpUrl url = pages.newBuilder().addPathSegment("pdf").addPathSegments(id.versioned()).build();
    HttpReply reply =
        http.send(HttpRequest.get(url).withMaxBytes(MAX_PDF).withTimeLimit(PDF_TIME), scope);
    if (reply.status() == 404) {
      return Optional.empty();
    }
    requireSuccess(reply);
    try {
      return PdfPaper.read(reply.body(), url.toString());
    } catch (IOException | RuntimeException e) {
      // PDFBox answers damaged files with whatever went wrong inside it.
      throw new ArxivException("the PDF cannot be read: " + OneLine.of(String.valueOf(e), 200));
    }
  }

  /// Titles and abstracts by search words, within dates.
  ///
  /// @param from, to `YYYY[-MM[-DD]]`
  public List<Entry> search(
      String words, Optional<String> from, Optional<String> to, int limit, CallScope scope) {
    StringBuilder query = new StringBuilder();
    for (String word : words.split("[^\\p{L}\\p{N}-]+")) {
      if (!word.isEmpty()) {
        query.append(query.isEmpty() ? "" : " AND ").append("all:").append(word);
      }
    }
    if (from.isPresent() || to.isPresent()) {
      query
          .append(query.isEmpty() ? "" : " AND ")
          .append("submittedDate:[")
          .append(stamp(from.orElse("1991"), "0101", "0000"))
          .append(" TO ")
          .append(stamp(to.orElse("2099"), "1231", "2359"))
          .append(']');
    }
    HttpUrl.Builder url = api.newBuilder().addPathSegments("api/query");
    url.addQueryParameter("search_query", query.toString());
    url.addQueryParameter("max_results", Integer.toString(limit));
    url.addQueryParameter("sortBy", "relevance");
    return entries(url.build(), scope);
  }

  /// Title, abstract and date of one paper, if arXiv has it.
  public Optional<Entry> entry(ArxivId id, CallScope scope) {
    HttpUrl.Builder url = api.newBuilder().addPathSegments("api/query");
    url.addQueryParameter("id_list", id.versioned());
    return entries(url.build(), scope).stream().findFirst();
  }

  private List<Entry> entries(HttpUrl url, CallScope scope) {
    HttpReply reply =
        http.send(
            HttpRequest.get(url)
                .withCacheFor(DAY)
                // An empty feed may be a hiccup as well as an answer (seen by many clients).
                .withKeptIf(Kept.NO_WEB_PAGE.and(feed -> feed.text().contains("<entry>")))
                .withPace(pace),
            scope);
    requireSuccess(reply);
    Document feed = Jsoup.parse(reply.text(), "", Parser.xmlParser());
    if (feed.selectFirst("feed") == null) {
      throw new ArxivException(reply.url().host() + " answered something that is not a feed");
    }
    List<Entry> entries = new ArrayList<>();
    for (Element entry : feed.select("entry")) {
      Optional<ArxivId> id = ArxivId.parse(text(entry, "id").replaceFirst("^http:", "https:"));
      String title = text(entry, "title");
      // The API reports errors as an entry called "Error".
      if (id.isPresent() && !title.equals("Error")) {
        String published = text(entry, "published");
        entries.add(
            new Entry(
                id.get(),
                title,
                text(entry, "summary"),
                published.length() >= 10 ? published.substring(0, 10) : published));
      }
    }
    return entries;
  }

  private Optional<Paper> rendition(HttpUrl base, String id, Paper.Source source, CallScope scope) {
    HttpUrl url = base.newBuilder().addPathSegment("html").addPathSegments(id).build();
    HttpReply reply =
        http.send(
            HttpRequest.get(url)
                .withMaxBytes(MAX_HTML)
                .withCacheFor(DAY)
                .withKeptIf(page -> LatexmlPaper.isRendition(page.text()))
                .withRedirects(HttpRequest.Redirects.SAME_ORIGIN),
            scope);
    // ar5iv sends readers to arXiv's abstract page when it has no rendition.
    if (reply.status() == 404 || reply.status() / 100 == 3) {
      return Optional.empty();
    }
    requireSuccess(reply);
    return LatexmlPaper.read(reply.text(), source, url.toString());
  }

  private static void requireSuccess(HttpReply reply) {
    if (!reply.isSuccessful()) {
      throw new ArxivException(reply.url().host() + " answered HTTP " + reply.status());
    }
  }

  private static String text(Element entry, String name) {
    Element child = entry.selectFirst("> " + name);
    return child == null ? "" : child.text().replaceAll("\\s+", " ").strip();
  }

  private static String stamp(String date, String monthAndDay, String time) {
    String digits = date.replace("-", "");
    String full = digits + monthAndDay.substring(Math.min(4, digits.length() - 4));
    return full + time;
  }

  /// A search result.
  ///
  /// @param published `YYYY-MM-DD`
  public record Entry(ArxivId id, String title, String summary, String published) {}
}

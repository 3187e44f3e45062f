package dev.mlintern.tools.docs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.Kept;
import dev.mlintern.hub.HubDocs;
import dev.mlintern.hub.HubException;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// Where pages of the documentation come from: an address as somebody pasted it, the page behind
/// it, and the page it moved to.
final class DocsSource {
  /// Releases as doc-builder names them, and its branches.
  private static final Pattern VERSION = Pattern.compile("main|latest|v?\\d+(?:\\.\\w+)*");

  private static final List<String> ROOTS = List.of("docs", "learn", "blog");

  private final HubDocs docs;

  DocsSource(HubDocs docs) {
    this.docs = docs;
  }

  /// Only Hugging Face's documentation: another address is somebody else's page.
  HttpUrl address(String text) {
    String url = text.startsWith("/") ? docs.endpoint().toString() + text.substring(1) : text;
    url = url.matches("(?i)^(?:docs|learn|blog)/.*") ? docs.endpoint() + url : url;
    HttpUrl parsed = HttpUrl.parse(url.matches("(?i)^https?://.*") ? url : "https://" + url);
    boolean ours =
        parsed != null
            && (parsed.host().equals("huggingface.co")
                || parsed.host().equals("hf.co")
                || parsed.host().equals(docs.endpoint().host())
                    && parsed.port() == docs.endpoint().port());
    if (!ours || !ROOTS.contains(parsed.pathSegments().getFirst())) {
      throw new ToolFailure(
          "fetch_hf_docs reads pages under https://huggingface.co/docs, /learn and /blog only, e.g."
              + " https://huggingface.co/docs/trl/sft_trainer. Other pages: WebFetch; repositories:"
              + " hub_repo_details or github_read_file.");
    }
    return docs.endpoint()
        .newBuilder()
        .encodedPath(parsed.encodedPath())
        .encodedFragment(parsed.encodedFragment())
        .build();
  }

  /// The page's address in a named version: `/docs/{product}/{version}/…`, where addresses without
  /// a version mean the newest release.
  static HttpUrl inVersion(HttpUrl page, String version) {
    List<String> segments = new ArrayList<>(page.pathSegments());
    if (!segments.getFirst().equals("docs")
        || segments.size() < 2
        || !VERSION.matcher(version).matches()) {
      throw new ToolFailure(
          "`version` names a release of a product under /docs: v0.20.0, or main; got `%s`."
              .formatted(ForeignText.oneLine(version)));
    }
    if (segments.size() > 2 && VERSION.matcher(segments.get(2)).matches()) {
      segments.remove(2);
    }
    segments.add(2, version);
    return page.newBuilder().encodedPath("/" + String.join("/", segments)).build();
  }

  static String plainPath(HttpUrl url) {
    return url.encodedPath().replaceFirst("/+$", "").replaceFirst("(?:\\.html|\\.md)$", "");
  }

  /// @param version asked for: then no other will do
  Fetched fetch(HttpUrl wanted, Optional<String> version, CallScope scope) {
    String path = plainPath(wanted);
    HttpUrl markdown =
        wanted.newBuilder().encodedPath(path + ".md").fragment(null).query(null).build();
    HttpReply reply;
    try {
      reply = docs.page(markdown, scope);
    } catch (HubException e) {
      if (e.status() != 404) {
        throw e;
      }
      HttpUrl other = elsewhere(path, e, scope);
      if (version.isPresent()) {
        throw new ToolFailure(
            "There is no page %s. Without `version`: https://huggingface.co%s."
                .formatted(path, ForeignText.oneLine(plainPath(other))));
      }
      reply = docs.page(other, scope);
    }
    boolean isMarkdown = Kept.PLAIN_TEXT.test(reply);
    String text = isMarkdown ? reply.text() : fromHtml(reply.text(), path);
    if (text.isBlank()) {
      throw new ToolFailure("%s answered without any text. Try again later.".formatted(path));
    }
    return new Fetched(reply.url(), isMarkdown, DocsPage.of(text));
  }

  /// A page that moved: its name in the product's list of pages, whatever version or language.
  private HttpUrl elsewhere(String path, HubException missing, CallScope scope) {
    List<String> segments = List.of(path.substring(1).split("/"));
    String product = segments.size() > 1 ? segments.get(1) : "";
    List<HubDocs.Page> pages;
    try {
      pages = product.isEmpty() ? List.of() : docs.manifest(product, scope);
    } catch (HubException | HttpFailure e) {
      throw new ToolFailure(
          "There is no page "
              + path
              + " ("
              + missing.getMessage()
              + "), and the list of pages failed: "
              + e.getMessage(),
          e);
    }
    String name = segments.size() > 2 ? segments.getLast() : "index";
    List<HubDocs.Page> same = pages.stream().filter(p -> p.url().endsWith("/" + name)).toList();
    if (same.size() == 1 || segments.size() <= 2 && !same.isEmpty()) {
      HttpUrl found = HttpUrl.parse(same.getFirst().url());
      if (found != null) {
        return docs.endpoint().newBuilder().encodedPath(found.encodedPath() + ".md").build();
      }
    }
    List<String> near =
        pages.stream()
            .sorted(
                Comparator.comparingInt(
                    p -> differences(name, p.url().substring(p.url().lastIndexOf('/') + 1))))
            .limit(4)
            .map(HubDocs.Page::url)
            .toList();
    throw new ToolFailure(
        "There is no page %s.%s"
            .formatted(
                path,
                near.isEmpty()
                    ? " explore_hf_docs finds pages."
                    : " Nearest: " + ForeignText.oneLine(String.join(", ", near), 800)));
  }

  /// Letter pairs that only one of the two names has.
  private static int differences(String a, String b) {
    List<String> pairsOfA = pairs(a);
    List<String> pairsOfB = pairs(b);
    List<String> common = new ArrayList<>(pairsOfA);
    common.retainAll(pairsOfB);
    return pairsOfA.size() + pairsOfB.size() - 2 * common.size();
  }

  private static List<String> pairs(String text) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < text.length(); i++) {
      pairs.add(text.substring(i, i + 2));
    }
    return pairs;
  }

  /// Where a page has no Markdown: its main text with headings and code kept. A page without a main
  /// part is none of the documentation: a notice of something in between.
  private static String fromHtml(String html, String path) {
    Document document = Jsoup.parse(html);
    Element body = document.selectFirst("main, article");
    if (body == null) {
      throw new ToolFailure(
          "%s: a web page came in place of the documentation (a sign-in, block or maintenance page?)%s. Try again in a minute."
              .formatted(path, titled(document.title())));
    }
    body.select("nav, script, style, button, svg").remove();
    StringBuilder text = new StringBuilder();
    for (Element element : body.select("h1,h2,h3,h4,h5,p,li,pre,td")) {
      String name = element.normalName();
      if (name.startsWith("h")) {
        text.append("\n")
            .append("#".repeat(name.charAt(1) - '0'))
            .append(' ')
            .append(element.text());
      } else if (name.equals("pre")) {
        text.append("```\n").append(element.wholeText().strip()).append("\n```");
      } else if (element.closest("pre") == null) {
        text.append(name.equals("li") ? "- " : "").append(element.text());
      }
      text.append("\n");
    }
    return text.toString();
  }

  private static String titled(String title) {
    return title.isBlank() ? "" : ", titled `" + ForeignText.oneLine(title, 80) + "`";
  }

  /// A page.
  ///
  /// @param url where it was found
  /// @param isMarkdown whether it came as that, and not as a web page
  record Fetched(HttpUrl url, boolean isMarkdown, DocsPage page) {}
}

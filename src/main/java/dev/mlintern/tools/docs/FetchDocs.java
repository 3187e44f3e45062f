package dev.mlintern.tools.docs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpReply;
import dev.mlintern.hub.HubDocs;
import dev.mlintern.hub.HubException;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.Phrase;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.TextWindow;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// `fetch_hf_docs`: a page of the documentation, its outline, one section, or passages.
public final class FetchDocs implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("fetch_hf_docs");
  private static final int PASSAGE = 400;
  /// Releases as doc-builder names them, and its branches.
  private static final Pattern VERSION = Pattern.compile("main|latest|v?\\d+(?:\\.\\w+)*");

  private static final List<String> ROOTS = List.of("docs", "learn", "blog");

  private final HubDocs docs;

  public FetchDocs(HubDocs docs) {
    this.docs = docs;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) {
    Arguments arguments = call.arguments();
    Optional<String> version = arguments.text("version");
    HttpUrl page = address(arguments.requireText("url"));
    HttpUrl wanted = version.map(name -> inVersion(page, name)).orElse(page);
    Fetched fetched = fetch(wanted, version, call.scope());
    int maxChars = arguments.integer("max_chars", ReplyText.DEFAULT_MAX_CHARS);
    Optional<String> section =
        arguments.text("section").or(() -> Optional.ofNullable(wanted.fragment()));
    String head = "https://huggingface.co" + plainPath(fetched.url());
    if (!plainPath(fetched.url()).equals(plainPath(wanted))) {
      head += " (instead of " + ForeignText.oneLine(plainPath(wanted)) + ")";
    }
    if (arguments.text("find").isPresent()) {
      return ToolResult.ok(
          head + "\n" + passages(fetched.page(), arguments.requireText("find"), maxChars));
    }
    String text = fetched.page().text().strip();
    if (section.isPresent()) {
      Optional<String> part = fetched.page().section(section.get());
      if (part.isEmpty()) {
        throw new ToolFailure(
            "%s has no section `%s`. Sections: %s."
                .formatted(
                    head,
                    section.get(),
                    ForeignText.cut(ForeignText.oneLine(anchors(fetched.page())), 1_500)));
      }
      text = part.get();
      head += " #" + section.get();
    }
    return ToolResult.ok(
        page(head, text, fetched.page(), section.isPresent(), arguments, maxChars));
  }

  private static String page(
      String head,
      String text,
      DocsPage page,
      boolean isSection,
      Arguments arguments,
      int maxChars) {
    int from = arguments.integer("offset", 0);
    if (from > 0 && from >= text.length()) {
      throw new ToolFailure(
          "`offset` %d is past the end: the text has %d characters."
              .formatted(from, text.length()));
    }
    StringBuilder reply = new StringBuilder(head).append('\n');
    boolean whole = text.length() <= maxChars - 300;
    if (!whole && !isSection && from == 0) {
      reply.append(outline(page, maxChars / 3)).append('\n');
    }
    int to = TextWindow.end(text, from, Math.max(500, maxChars - reply.length() - 300));
    reply.append(
        ForeignText.fenced(
            "Characters %,d-%,d of %,d".formatted(from, to, text.length()),
            text.substring(from, to)));
    if (to < text.length()) {
      reply
          .append("\nMore: offset=")
          .append(to)
          .append(isSection ? "" : ", or section=\"…\", find=\"…\"");
    }
    return reply.toString();
  }

  private static String outline(DocsPage page, int maxChars) {
    List<String> lines = new ArrayList<>();
    int used = 0;
    for (DocsPage.Heading heading : page.headings()) {
      String line =
          "%s- %s · #%s (%,d)"
              .formatted(
                  "  ".repeat(heading.level() - 1),
                  ForeignText.cut(ForeignText.oneLine(heading.title()), 120),
                  ForeignText.oneLine(heading.anchor()),
                  page.lengthOf(heading));
      if (used + line.length() > maxChars) {
        lines.add("… %d of %d sections shown".formatted(lines.size(), page.headings().size()));
        break;
      }
      used += line.length() + 1;
      lines.add(line);
    }
    return "Sections (characters):\n" + String.join("\n", lines);
  }

  private static String anchors(DocsPage page) {
    return String.join(", ", page.headings().stream().map(DocsPage.Heading::anchor).toList());
  }

  private static String passages(DocsPage page, String phrase, int maxChars) {
    String text = ForeignText.clean(page.text());
    Phrase wanted = Phrase.of(phrase);
    StringBuilder shown = new StringBuilder();
    int hits = 0;
    int count = 0;
    Optional<Phrase.Place> place = wanted.find(text, 0);
    while (place.isPresent()) {
      hits++;
      int at = place.get().start();
      int end = place.get().end();
      int from = Math.max(0, text.lastIndexOf('\n', Math.max(0, at - PASSAGE / 2)));
      from = Math.max(from, at - 2 * PASSAGE);
      int next = text.indexOf('\n', Math.min(text.length(), at + PASSAGE));
      int to = Math.max(end, next < 0 ? text.length() : Math.min(next, at + 2 * PASSAGE));
      to = Math.min(to, Math.max(end, at + 2 * PASSAGE));
      String passage =
          "[" + headingAt(page, at) + "]\n" + text.substring(from, to).strip() + "\n\n";
      if (shown.length() + passage.length() < maxChars - 400 || count == 0) {
        shown.append(passage);
        count++;
      }
      place = wanted.find(text, to);
    }
    return hits == 0
        ? "`" + phrase + "` does not occur on this page."
        : ForeignText.fenced(
            "Passages with `%s`: %d of %d".formatted(phrase, count, hits), shown.toString());
  }

  private static String headingAt(DocsPage page, int at) {
    return page.headings().stream()
        .filter(h -> h.at() <= at)
        .reduce((_, later) -> later)
        .map(DocsPage.Heading::title)
        .orElse("top");
  }

  /// Only Hugging Face's documentation: another address is somebody else's page.
  private HttpUrl address(String text) {
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
  private static HttpUrl inVersion(HttpUrl page, String version) {
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

  private static String plainPath(HttpUrl url) {
    return url.encodedPath().replaceFirst("/+$", "").replaceFirst("(?:\\.html|\\.md)$", "");
  }

  /// @param version asked for: then no other will do
  private Fetched fetch(HttpUrl wanted, Optional<String> version, CallScope scope) {
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
                .formatted(path, plainPath(other)));
      }
      reply = docs.page(other, scope);
    }
    String type = Optional.ofNullable(reply.headers().get("Content-Type")).orElse("");
    String text = type.contains("html") ? fromHtml(reply.text()) : reply.text();
    if (text.isBlank()) {
      throw new ToolFailure(
          "%s answered without any text (%s). Try again later."
              .formatted(path, type.isEmpty() ? "no content type" : ForeignText.oneLine(type)));
    }
    return new Fetched(reply.url(), DocsPage.of(text));
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
                    : " Nearest: " + String.join(", ", near)));
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

  /// Where a page has no Markdown: its main text with headings and code kept.
  private static String fromHtml(String html) {
    Document document = Jsoup.parse(html);
    Element main = document.selectFirst("main, article");
    Element body = main == null ? document.body() : main;
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

  private record Fetched(HttpUrl url, DocsPage page) {}
}

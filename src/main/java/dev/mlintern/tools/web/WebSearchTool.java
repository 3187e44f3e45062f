package dev.mlintern.tools.web;

import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import dev.mlintern.web.SearchRefused;
import dev.mlintern.web.Site;
import dev.mlintern.web.WebHit;
import dev.mlintern.web.WebQuery;
import dev.mlintern.web.WebSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `web_search`: links with snippets, nothing else.
public final class WebSearchTool implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("web_search");
  private static final int SNIPPET_CHARS = 280;
  private static final int MOST_URL_CHARS = 600;

  private final WebSearch search;

  public WebSearchTool(WebSearch search) {
    this.search = search;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) {
    WebQuery query = query(call.arguments());
    WebSearch.Answer answer;
    try {
      answer = search.search(query, call.scope());
    } catch (SearchRefused e) {
      throw new ToolFailure(
          "No search service answered. "
              + e.getMessage().replaceFirst("\\.$", "")
              + ". Set BRAVE_API_KEY, TAVILY_API_KEY or SEARXNG_URL for a dependable one, or try"
              + " again later; papers, docs and GitHub have tools of their own.",
          e);
    }
    ReplyText reply = new ReplyText();
    if (answer.hits().isEmpty()) {
      reply.line("No results for `" + query.text() + "` (" + answer.provider() + ").");
      reply.line(
          query.allowed().isEmpty() && query.timeRange().isEmpty()
              ? "Try fewer or other words."
              : "Try other words, or drop allowed_domains / time_range.");
    } else {
      reply.line(answer.provider() + " results for `" + query.text() + "` (foreign text):");
      List<String> lines = new ArrayList<>();
      for (WebHit hit : answer.hits()) {
        lines.add(line(lines.size() + 1, hit));
      }
      int shown = reply.addLines(lines);
      boolean all = shown >= answer.found();
      reply.line(
          "%d of %d shown%s; more: page=%d."
              .formatted(
                  shown,
                  answer.found(),
                  all ? "" : ", the rest with max_results=" + Math.min(20, answer.found()),
                  answer.nextPage()));
    }
    answer.failures().forEach(failure -> reply.line("Did not answer: " + failure + "."));
    return ToolResult.ok(reply.toString());
  }

  private static WebQuery query(Arguments arguments) {
    try {
      return new WebQuery(
          arguments.requireText("query"),
          arguments.texts("allowed_domains").stream().map(Site::parse).toList(),
          arguments.texts("blocked_domains").stream().map(Site::parse).toList(),
          arguments.integer("max_results", 8),
          arguments.integer("page", 1),
          arguments
              .text("time_range")
              .map(range -> WebQuery.TimeRange.valueOf(range.toUpperCase(Locale.ROOT))),
          arguments.text("region").map(WebQuery.Region::parse));
    } catch (IllegalArgumentException e) {
      throw new ToolFailure("web_search: " + e.getMessage() + ".", e);
    }
  }

  private static String line(int number, WebHit hit) {
    String title = ForeignText.oneLine(hit.title(), 150).replaceAll("[\\[\\]]", "");
    String url =
        ForeignText.oneLine(
            ForeignText.clean(hit.url())
                .replace("(", "%28")
                .replace(")", "%29")
                .replace("<", "%3C")
                .replace("[", "%5B")
                .replace("]", "%5D")
                .replace("`", "%60")
                .replaceAll("\\s", "%20"),
            MOST_URL_CHARS);
    String snippet = ForeignText.oneLine(hit.snippet(), SNIPPET_CHARS);
    String date = hit.published().map(d -> " (" + ForeignText.oneLine(d, 40) + ")").orElse("");
    return number
        + ". ["
        + title
        + "]("
        + url
        + ")"
        + date
        + (snippet.isEmpty() ? "" : ": " + snippet);
  }
}

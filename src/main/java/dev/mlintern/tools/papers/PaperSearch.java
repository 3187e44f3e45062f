package dev.mlintern.tools.papers;

import dev.mlintern.arxiv.ArxivClient;
import dev.mlintern.arxiv.ArxivException;
import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubPapers;
import dev.mlintern.scholar.ScholarClient;
import dev.mlintern.scholar.ScholarException;
import dev.mlintern.scholar.ScholarFilter;
import dev.mlintern.scholar.ScholarPage;
import dev.mlintern.scholar.ScholarPaper;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;

/// `trending` and `search`. A filter that could not be applied is named; it is never dropped
/// silently.
final class PaperSearch {
  private final HubPapers hub;
  private final ScholarClient scholar;
  private final ArxivClient arxiv;

  PaperSearch(HubPapers hub, ScholarClient scholar, ArxivClient arxiv) {
    this.hub = hub;
    this.scholar = scholar;
    this.arxiv = arxiv;
  }

  String trending(PapersOperation.Trending trending, CallScope scope) {
    List<JsonNode> entries = hub.daily(trending.period(), scope);
    List<String> words =
        trending
            .query()
            .map(q -> Arrays.asList(q.toLowerCase(Locale.ROOT).split("\\s+")))
            .orElse(List.of());
    List<JsonNode> matching = entries.stream().filter(e -> matches(e, words)).toList();
    String what = trending.period().map(p -> "Papers of " + p).orElse("Trending papers");
    if (matching.isEmpty()) {
      return entries.isEmpty()
          ? what + ": the list is empty (there is none for weekends; it begins on 2023-05-04)."
          : "%s: none of %d matches `%s`. operation search looks at all papers."
              .formatted(what, entries.size(), trending.query().orElse(""));
    }
    ReplyText reply = new ReplyText();
    String matched =
        words.isEmpty() ? "" : ", %d of %d match".formatted(matching.size(), entries.size());
    reply.line(
        what + " on Hugging Face" + matched + " (▲ = upvotes; https://huggingface.co/papers/ID):");
    List<String> lines = matching.stream().limit(trending.limit()).map(PaperLine::of).toList();
    return finish(reply, lines, 0, matching.size(), _ -> "raise limit");
  }

  private static boolean matches(JsonNode entry, List<String> words) {
    JsonNode paper = entry.path("paper").isObject() ? entry.path("paper") : entry;
    StringBuilder text = new StringBuilder();
    for (String field : List.of("title", "summary", "ai_summary")) {
      text.append(paper.path(field).asString("")).append(' ');
    }
    paper.path("ai_keywords").forEach(keyword -> text.append(keyword.asString("")).append(' '));
    String all = text.toString().toLowerCase(Locale.ROOT);
    return words.stream().allMatch(all::contains);
  }

  String search(PapersOperation.Search search, CallScope scope) {
    boolean plain =
        search.filter().isEmpty() && search.sortBy().equals("relevance") && search.offset() == 0;
    return plain ? onTheHub(search, scope) : onScholar(search, scope);
  }

  private String onTheHub(PapersOperation.Search search, CallScope scope) {
    List<JsonNode> entries;
    try {
      entries = hub.search(search.query(), search.limit(), share(scope));
    } catch (HubException | HttpFailure e) {
      return withoutTheHub(search, e, scope);
    }
    if (entries.isEmpty()) {
      return onScholar(search, scope);
    }
    ReplyText reply = new ReplyText();
    reply.line(
        "Hugging Face paper search for `"
            + search.query()
            + "` (▲ = upvotes; https://huggingface.co/papers/ID):");
    return finish(
        reply,
        entries.stream().limit(search.limit()).map(PaperLine::of).toList(),
        0,
        -1,
        _ -> "raise limit; date_from, min_citations, sort_by search Semantic Scholar");
  }

  /// What a source may take of the call's time when others could step in for it.
  private static CallScope share(CallScope scope) {
    return scope.atMost(scope.remaining().dividedBy(3));
  }

  private String withoutTheHub(
      PapersOperation.Search search, RuntimeException refusal, CallScope scope) {
    try {
      return onScholar(search, scope)
          + "\nWarning: Hugging Face did not answer, "
          + refusal.getMessage();
    } catch (ToolFailure e) {
      throw new ToolFailure(e.getMessage() + " Hugging Face: " + refusal.getMessage(), e);
    }
  }

  private String onScholar(PapersOperation.Search search, CallScope scope) {
    String backend = "Semantic Scholar";
    String refusal;
    try {
      return ranked(search, share(scope), backend);
    } catch (ScholarException | HttpFailure e) {
      refusal = e.getMessage();
    }
    if (search.sortBy().equals("relevance") && search.offset() == 0) {
      try {
        // Without a key the relevance endpoint is throttled much harder than bulk search.
        return bulk(
            search,
            "citationCount",
            share(scope),
            "ranked by citations, as relevance search was refused");
      } catch (ScholarException | HttpFailure e) {
        refusal += "; bulk: " + e.getMessage();
      }
    }
    return onArxiv(search, refusal, scope);
  }

  private String ranked(PapersOperation.Search search, CallScope scope, String backend) {
    if (!search.sortBy().equals("relevance")) {
      return bulk(search, search.sortBy(), scope, "sorted by " + search.sortBy());
    }
    ScholarPage page =
        scholar.search(search.query(), search.filter(), search.offset(), search.limit(), scope);
    return render(backend + ", by relevance", search, page.papers(), page.total());
  }

  private String bulk(PapersOperation.Search search, String sort, CallScope scope, String how) {
    ScholarPage page = scholar.bulkSearch(search.query(), search.filter(), sort, scope);
    List<ScholarPaper> papers =
        page.papers().stream().skip(search.offset()).limit(search.limit()).toList();
    return render("Semantic Scholar, " + how, search, papers, page.total());
  }

  private static String render(
      String how, PapersOperation.Search search, List<ScholarPaper> papers, long total) {
    if (papers.isEmpty()) {
      return search.offset() > 0
          ? "Nothing past offset " + search.offset() + "."
          : how
              + ": no paper for `"
              + search.query()
              + "`"
              + filters(search.filter())
              + ". Loosen the filters or use other words.";
    }
    ReplyText reply = new ReplyText();
    reply.line(
        how
            + ": `"
            + search.query()
            + "`"
            + filters(search.filter())
            + " (https://arxiv.org/abs/ID):");
    return finish(
        reply,
        papers.stream().map(PaperLine::of).toList(),
        search.offset(),
        total,
        shown -> "offset=" + (search.offset() + shown));
  }

  /// The last resort knows dates but neither fields nor citations: what it cannot do, it says.
  private String onArxiv(PapersOperation.Search search, String refusal, CallScope scope) {
    ScholarFilter filter = search.filter();
    List<ArxivClient.Entry> entries;
    try {
      entries =
          arxiv.search(search.query(), filter.dateFrom(), filter.dateTo(), search.limit(), scope);
    } catch (ArxivException | HttpFailure e) {
      throw new ToolFailure(
          "Paper search failed. Semantic Scholar: %s. arXiv: %s. Wait a little; a search without filters asks Hugging Face first."
              .formatted(refusal, e.getMessage()),
          e);
    }
    List<String> ignored = new ArrayList<>();
    filter.fieldOfStudy().ifPresent(_ -> ignored.add("categories"));
    filter.minCitations().ifPresent(_ -> ignored.add("min_citations"));
    filter.venue().ifPresent(_ -> ignored.add("venue"));
    if (!search.sortBy().equals("relevance")) {
      ignored.add("sort_by");
    }
    if (search.offset() > 0) {
      ignored.add("offset");
    }
    ReplyText reply = new ReplyText();
    reply.line("arXiv search for `" + search.query() + "` (https://arxiv.org/abs/ID):");
    reply.line(
        "Semantic Scholar did not answer ("
            + refusal
            + ")."
            + (ignored.isEmpty() ? "" : " NOT applied: " + String.join(", ", ignored) + "."));
    List<String> lines =
        entries.stream()
            .map(
                e ->
                    e.id()
                        + " · "
                        + ForeignText.oneLine(e.title(), 220)
                        + " · "
                        + e.published()
                        + "\n  "
                        + ForeignText.oneLine(e.summary(), 260))
            .toList();
    return lines.isEmpty()
        ? reply.line("No paper.").toString()
        : finish(reply, lines, 0, -1, _ -> "raise limit");
  }

  private static String filters(ScholarFilter filter) {
    List<String> parts = new ArrayList<>();
    filter.range().ifPresent(range -> parts.add("dates " + range));
    filter.fieldOfStudy().ifPresent(parts::add);
    filter.minCitations().ifPresent(min -> parts.add("≥ " + min + " citations"));
    filter.venue().ifPresent(venue -> parts.add("at " + ForeignText.oneLine(venue)));
    return parts.isEmpty() ? "" : " [" + String.join(", ", parts) + "]";
  }

  /// @param before how many came before the first of these
  /// @param total of all there are; -1 when unknown
  /// @param more how to see what follows, by how many of these were shown
  private static String finish(
      ReplyText reply, List<String> lines, int before, long total, IntFunction<String> more) {
    int shown = reply.addLines(lines);
    int end = before + shown;
    String of = total >= 0 ? String.format(Locale.ROOT, " of %,d", Math.max(total, end)) : "";
    boolean all = total >= 0 && end >= total;
    String range = before == 0 ? Integer.toString(shown) : before + 1 + "-" + end;
    reply.line(range + of + " shown" + (all ? "." : "; more: " + more.apply(shown) + "."));
    return reply.toString();
  }
}

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;

/// `trending` and `search`. A filter that could not be applied is named; it is never dropped
/// silently.
final class PaperSearch {
  private static final int MAX_DAILY_PAGES = 5;
  private static final Duration PATIENCE_FOR_SUMMARIES = Duration.ofSeconds(8);

  /// How deep Semantic Scholar's searches go.
  private static final int DEEPEST = 1_000;

  private final HubPapers hub;
  private final ScholarClient scholar;
  private final ArxivClient arxiv;

  PaperSearch(HubPapers hub, ScholarClient scholar, ArxivClient arxiv) {
    this.hub = hub;
    this.scholar = scholar;
    this.arxiv = arxiv;
  }

  /// Lists are read page by page until there is enough that matches.
  String trending(PapersOperation.Trending trending, CallScope scope) {
    List<String> words =
        trending
            .query()
            .map(q -> Arrays.asList(q.toLowerCase(Locale.ROOT).split("\\s+")))
            .orElse(List.of());
    int wanted = trending.offset() + trending.limit();
    Map<String, JsonNode> entries = new LinkedHashMap<>();
    List<JsonNode> matching = List.of();
    boolean ended = false;
    for (int page = 0; !ended && page < MAX_DAILY_PAGES && matching.size() < wanted; page++) {
      List<JsonNode> more = hub.daily(trending.period(), page, scope);
      int before = entries.size();
      more.forEach(entry -> entries.putIfAbsent(paperOf(entry).path("id").asString(""), entry));
      ended = more.size() < HubPapers.DAILY_LIMIT || entries.size() == before;
      matching = entries.values().stream().filter(e -> matches(e, words)).toList();
    }
    return list(trending, entries.size(), matching, ended);
  }

  private static String list(
      PapersOperation.Trending trending, int scanned, List<JsonNode> matching, boolean ended) {
    String what = trending.period().map(p -> "Papers of " + p).orElse("Trending papers");
    if (scanned == 0) {
      return what + ": the list is empty (there is none for weekends; it begins on 2023-05-04).";
    }
    if (matching.isEmpty()) {
      return "%s: none of %d matches `%s`. operation search looks at all papers."
          .formatted(what, scanned, trending.query().orElse(""));
    }
    if (trending.offset() >= matching.size()) {
      return "%s: nothing past offset %d; %d of %d scanned match."
          .formatted(what, trending.offset(), matching.size(), scanned);
    }
    ReplyText reply = new ReplyText();
    String matched =
        trending.query().isEmpty() ? "" : ", %d of %d match".formatted(matching.size(), scanned);
    reply.line(
        what + " on Hugging Face" + matched + " (▲ = upvotes; https://huggingface.co/papers/ID):");
    return finish(
        reply,
        matching.stream()
            .skip(trending.offset())
            .limit(trending.limit())
            .map(PaperLine::of)
            .toList(),
        trending.offset(),
        ended ? matching.size() : -1,
        shown -> "offset=" + (trending.offset() + shown));
  }

  private static JsonNode paperOf(JsonNode entry) {
    return entry.path("paper").isObject() ? entry.path("paper") : entry;
  }

  private static boolean matches(JsonNode entry, List<String> words) {
    JsonNode paper = paperOf(entry);
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
    List<String> lines = entries.stream().limit(search.limit()).map(PaperLine::of).toList();
    if (lines.size() < search.limit()) {
      int shown = reply.addLines(lines);
      return reply.line(shown + " of " + lines.size() + " shown.")
          + beyondTheHub(search, entries, reply.room(), scope);
    }
    return finish(
        reply,
        lines,
        0,
        -1,
        _ -> "raise limit; date_from, min_citations, sort_by search Semantic Scholar");
  }

  /// What Semantic Scholar has where the Hub has few: the Hub knows a part of all papers only.
  private String beyondTheHub(
      PapersOperation.Search search, List<JsonNode> known, int room, CallScope scope) {
    Set<String> ids = new HashSet<>();
    known.forEach(entry -> ids.add(paperOf(entry).path("id").asString("")));
    List<ScholarPaper> others;
    try {
      others =
          scholar
              .search(search.query(), search.filter(), 0, search.limit(), share(scope))
              .papers()
              .stream()
              .filter(paper -> paper.arxivId().filter(ids::contains).isEmpty())
              .limit(search.limit() - known.size())
              .toList();
    } catch (ScholarException | HttpFailure e) {
      return "\nThe Hub has no more; Semantic Scholar did not answer (" + e.getMessage() + ").";
    }
    if (others.isEmpty()) {
      return "\nNeither the Hub nor Semantic Scholar has more.";
    }
    ReplyText reply = new ReplyText(room);
    reply.line("\nNot on the Hub, from Semantic Scholar (https://arxiv.org/abs/ID):");
    int shown = reply.addLines(others.stream().map(PaperLine::of).toList());
    return reply.line(shown + " of " + others.size() + " shown.").toString();
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
    if (search.offset() + search.limit() > DEEPEST) {
      throw new ToolFailure(
          "Paper search reaches the first 1,000 papers; `offset` %d goes past them. Narrow it with date_from and date_to instead."
              .formatted(search.offset()));
    }
    String refusal;
    try {
      return ranked(search, share(scope));
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
            "the most cited, those with the words in the title first, as relevance search was"
                + " refused");
      } catch (ScholarException | HttpFailure e) {
        refusal += "; bulk: " + e.getMessage();
      }
    }
    return onArxiv(search, refusal, scope);
  }

  private String ranked(PapersOperation.Search search, CallScope scope) {
    if (!search.sortBy().equals("relevance")) {
      return bulk(search, search.sortBy(), scope, "sorted by " + search.sortBy());
    }
    ScholarPage page =
        scholar.search(search.query(), search.filter(), search.offset(), search.limit(), scope);
    return render("Semantic Scholar, by relevance", search, page.papers(), page.total());
  }

  private String bulk(PapersOperation.Search search, String sort, CallScope scope, String how) {
    ScholarPage page = scholar.bulkSearch(search.query(), search.filter(), sort, scope);
    List<ScholarPaper> papers = new ArrayList<>(page.papers());
    if (search.sortBy().equals("relevance")) {
      List<String> words =
          List.of(search.query().toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"));
      papers.sort(Comparator.comparingLong(paper -> -wordsInTitle(paper, words)));
    }
    List<ScholarPaper> shown = papers.stream().skip(search.offset()).limit(search.limit()).toList();
    return render("Semantic Scholar, " + how, search, summarised(shown, scope), page.total());
  }

  private static long wordsInTitle(ScholarPaper paper, List<String> words) {
    String title = paper.title().toLowerCase(Locale.ROOT);
    return words.stream().filter(title::contains).count();
  }

  /// Bulk search has no summaries; one batch call has. Without it the list is still the list.
  private List<ScholarPaper> summarised(List<ScholarPaper> papers, CallScope scope) {
    List<String> ids =
        papers.stream().map(PaperSearch::scholarId).filter(id -> !id.isEmpty()).toList();
    if (ids.isEmpty()) {
      return papers;
    }
    Map<String, ScholarPaper> full;
    try {
      full = scholar.papers(ids, true, scope.atMost(PATIENCE_FOR_SUMMARIES));
    } catch (ScholarException | HttpFailure _) {
      return papers;
    }
    return papers.stream().map(paper -> full.getOrDefault(scholarId(paper), paper)).toList();
  }

  private static String scholarId(ScholarPaper paper) {
    return paper.arxivId().map(id -> "ARXIV:" + id).orElseGet(paper::reference);
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
    if (!filter.publicationTypes().isEmpty()) {
      ignored.add("publication_types");
    }
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
    parts.addAll(filter.publicationTypes());
    if (filter.openAccess()) {
      parts.add("open access");
    }
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

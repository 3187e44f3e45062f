package dev.mlintern.tools.hubsearch;

import dev.mlintern.hub.HubPage;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.ToolResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okhttp3.HttpUrl;

/// The text of a search: hits type by type, failures by name, the way to the next page.
record SearchAnswer(SearchQuery query, Map<RepoType, Outcome<HubPage>> pages, HttpUrl endpoint) {
  /// Room for a line with a long id and licence.
  private static final int CHARS_OF_A_HIT = 180;

  /// Whether every type answered, and none with a hit here or on a later page.
  boolean isEmpty() {
    return pages.values().stream()
        .allMatch(outcome -> outcome.result().filter(SearchAnswer::isEmpty).isPresent());
  }

  /// A page may be empty and still have a next one (spec hub-api §6).
  private static boolean isEmpty(HubPage page) {
    return page.items().isEmpty() && page.cursor().isEmpty();
  }

  ToolResult result() {
    Set<String> failures = failures();
    if (pages.values().stream().noneMatch(Outcome.Done.class::isInstance)) {
      return ToolResult.error("Search failed. " + String.join("\n", failures));
    }
    ReplyText text = start();
    failures.forEach(text::line);
    if (isEmpty()) {
      text.line("Nothing found. " + advice(query));
      return ToolResult.ok(text.toString());
    }
    hits(text);
    return ToolResult.ok(text.toString());
  }

  /// The answer to a second, wider search after the first found nothing.
  ToolResult insteadOf(SearchQuery asked) {
    ReplyText text = start(asked);
    text.line("Nothing found. " + second(asked));
    failures().forEach(text::line);
    hits(text);
    text.line(advice(asked));
    return ToolResult.ok(text.toString());
  }

  private String second(SearchQuery asked) {
    String word = "Second try with \"" + query.query().orElse("") + "\" alone";
    return asked.types().contains(RepoType.SPACE) && asked.isQueryOnly()
        ? word + " (Spaces: by meaning, where the Hub can):"
        : word + ":";
  }

  private ReplyText start() {
    return start(query);
  }

  private ReplyText start(SearchQuery asked) {
    int most = CHARS_OF_A_HIT * query.limit() * query.types().size();
    var text =
        new ReplyText(Math.clamp(most, ReplyText.DEFAULT_MAX_CHARS, ReplyText.LARGEST_MAX_CHARS));
    List<String> head = new ArrayList<>();
    head.add("Search: " + asked.inWords());
    head.addAll(asked.notes());
    return text.line(String.join("; ", head));
  }

  private Set<String> failures() {
    Set<String> failures = new LinkedHashSet<>();
    pages.forEach(
        (type, outcome) -> {
          if (outcome instanceof Outcome.Failed<HubPage>(RuntimeException cause)) {
            failures.add(type.apiSegment() + " NOT SEARCHED: " + Trouble.inWords(cause));
          }
        });
    return failures;
  }

  private void hits(ReplyText text) {
    pages.forEach((type, outcome) -> outcome.result().ifPresent(page -> hits(type, page, text)));
  }

  private void hits(RepoType type, HubPage page, ReplyText text) {
    List<String> lines =
        page.items().stream().map(item -> HitLine.of(new RepoFacts(type, item))).toList();
    text.gap();
    if (isEmpty(page)) {
      text.line("## " + type.apiSegment() + ": none");
      return;
    }
    text.line("## " + type.apiSegment() + " " + endpoint + type.webPrefix() + "{id}");
    text.line(HitLine.head(type));
    int shown = text.addLines(lines);
    text.line(more(type, page, shown));
  }

  private static String more(RepoType type, HubPage page, int shown) {
    int got = page.items().size();
    if (shown < got) {
      return shown + " of " + got + " shown, the rest did not fit: ask with limit " + shown;
    }
    String total = page.total().isPresent() ? " of " + page.total().getAsLong() : "";
    return page.cursor()
        .map(value -> new PageCursor(type, value))
        .map(cursor -> shown + total + " shown; more: same call with cursor " + cursor)
        .orElse(shown + total + " shown; no more");
  }

  private static String advice(SearchQuery asked) {
    List<String> advice = new ArrayList<>();
    asked
        .query()
        .ifPresent(
            _ ->
                advice.add(
                    "query is matched against ids: use one short word (a family or dataset name)"));
    if (asked.author().isPresent()) {
      advice.add("check author (exact user or organisation name) or drop it");
    }
    if (asked.task().isPresent()) {
      advice.add("task must be one of https://huggingface.co/tasks, e.g. text-generation");
    }
    if (!asked.filters().isEmpty() || asked.library().isPresent()) {
      advice.add(
          "drop filters one by one (all must match; tags look like license:mit, language:en)");
    }
    if (asked.size().isPresent()) {
      advice.add("widen num_parameters (only models whose size the Hub knows are matched)");
    }
    advice.add("or search other repo_types");
    return "To widen: " + String.join("; ", advice) + ".";
  }
}

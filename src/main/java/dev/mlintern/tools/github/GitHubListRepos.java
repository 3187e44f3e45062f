package dev.mlintern.tools.github;

import dev.mlintern.github.GitHubClient;
import dev.mlintern.github.GitHubException;
import dev.mlintern.github.GitHubRepo;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// `github_list_repos`: the repositories of an owner, ranked by GitHub's search over all of them.
///
/// Search ranks the whole set, so the first page is the true top. It does not sort by creation; for
/// that the listing endpoint is used.
public final class GitHubListRepos implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("github_list_repos");
  private static final int SEARCH_WINDOW = 1_000;

  private final GitHubClient github;

  public GitHubListRepos(GitHubClient github) {
    this.github = github;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) {
    Arguments arguments = call.arguments();
    String owner = arguments.requireText("owner").replaceFirst("^(?i)https?://github\\.com/", "");
    owner = owner.replaceFirst("/+$", "").replaceFirst("^@", "");
    if (!GitHubRepo.isOwner(owner)) {
      throw new ToolFailure(
          "`owner` must be a GitHub user or organisation name, e.g. huggingface.");
    }
    Window window = new Window(arguments.integer("offset", 0), arguments.integer("limit", 30));
    boolean byCreation = arguments.text("sort").orElse("stars").equals("created");
    try {
      return byCreation ? created(owner, window, call) : ranked(owner, window, call);
    } catch (GitHubException e) {
      // Search answers an owner that does not exist with 422.
      if (e.status() == 404 || e.status() == 422) {
        throw new ToolFailure(
            "GitHub has no user or organisation `%s` that can be listed (HTTP %d, %s)."
                .formatted(owner, e.status(), e.getMessage()),
            e);
      }
      throw GitHubTrouble.explain("Listing the repositories of " + owner, e, github);
    }
  }

  private ToolResult ranked(String owner, Window window, ToolCall call) {
    Arguments arguments = call.arguments();
    String sort = arguments.text("sort").orElse("stars");
    String order = arguments.text("order").orElse("desc");
    String query = query(owner, arguments);
    if (window.offset() + window.limit() > SEARCH_WINDOW) {
      throw new ToolFailure(
          "GitHub's search shows only the first 1,000 hits; narrow with `query`, `language` or"
              + " `topic`.");
    }
    List<JsonNode> hits = new ArrayList<>();
    long total = 0;
    boolean incomplete = false;
    for (int page = window.firstPage(); page <= window.lastPage(); page++) {
      JsonNode answer =
          github.searchRepositories(query, Optional.of(sort), order, 100, page, call.scope());
      total = answer.path("total_count").asLong(0);
      incomplete |= answer.path("incomplete_results").asBoolean(false);
      answer.path("items").forEach(hits::add);
      if (page * 100L >= total) {
        break;
      }
    }
    String how = "sorted by " + sort + " " + order;
    return render(owner, how, window.cut(hits, window.firstPage()), total, incomplete, window);
  }

  private ToolResult created(String owner, Window window, ToolCall call) {
    Arguments arguments = call.arguments();
    for (String filter : List.of("query", "language", "topic", "min_stars", "pushed_after")) {
      if (arguments.has(filter)) {
        throw new ToolFailure(
            "`sort: created` lists without search and cannot take `" + filter + "`. Drop one.");
      }
    }
    String order = arguments.text("order").orElse("desc");
    List<JsonNode> hits = new ArrayList<>();
    boolean more = true;
    // Pages are read from the first one: filtered-out forks and archives would shift the offset.
    for (int page = 1; more && page <= 10 && hits.size() < window.end(); page++) {
      JsonNode answer = github.repositoriesByCreation(owner, order, 100, page, call.scope());
      for (JsonNode repo : answer) {
        boolean wanted =
            (arguments.flag("include_forks", false) || !repo.path("fork").asBoolean(false))
                && (arguments.flag("include_archived", false)
                    || !repo.path("archived").asBoolean(false));
        if (wanted) {
          hits.add(repo);
        }
      }
      more = answer.size() == 100;
    }
    long total = more ? -1 : hits.size();
    return render(owner, "sorted by creation " + order, window.cut(hits, 1), total, false, window);
  }

  private static String query(String owner, Arguments arguments) {
    StringBuilder query = new StringBuilder();
    arguments.text("query").ifPresent(text -> query.append(text).append(' '));
    query.append("user:").append(owner);
    if (arguments.flag("include_forks", false)) {
      query.append(" fork:true");
    }
    if (!arguments.flag("include_archived", false)) {
      query.append(" archived:false");
    }
    arguments
        .text("language")
        .ifPresent(language -> query.append(" language:").append(quoted(language)));
    arguments.text("topic").ifPresent(topic -> query.append(" topic:").append(quoted(topic)));
    if (arguments.has("min_stars")) {
      query.append(" stars:>=").append(arguments.integer("min_stars", 0));
    }
    arguments
        .text("pushed_after")
        .ifPresent(
            date -> {
              if (!date.matches("\\d{4}-\\d{2}-\\d{2}")) {
                throw new ToolFailure("`pushed_after` must be a date like 2026-01-31.");
              }
              query.append(" pushed:>").append(date);
            });
    return query.toString();
  }

  private static String quoted(String value) {
    return value.contains(" ") ? "\"" + value.replace("\"", "") + "\"" : value;
  }

  private static ToolResult render(
      String owner,
      String how,
      List<JsonNode> hits,
      long total,
      boolean incomplete,
      Window window) {
    if (hits.isEmpty()) {
      return ToolResult.ok(
          window.offset() > 0 && total > 0
              ? "Nothing past offset %d: %s has %d matching repositories."
                  .formatted(window.offset(), owner, total)
              : owner
                  + " has no matching public repository. Forks and archived ones are left out"
                  + " unless include_forks / include_archived is true.");
    }
    ReplyText reply = new ReplyText();
    reply.line("GitHub repositories of " + owner + ", " + how + ":");
    int shown = reply.addLines(hits.stream().map(GitHubListRepos::line).toList());
    int end = window.offset() + shown;
    boolean more = total < 0 || end < total;
    reply.line(
        "%d-%d of %s shown%s"
            .formatted(
                window.offset() + 1,
                end,
                total < 0 ? "many" : String.format(Locale.ROOT, "%,d", total),
                more ? "; next: offset=" + end : "."));
    if (incomplete) {
      reply.line("GitHub's search ran out of time: the ranking may miss repositories. Ask again.");
    }
    return ToolResult.ok(reply.toString());
  }

  private static String line(JsonNode repo) {
    StringBuilder line = new StringBuilder();
    line.append(ForeignText.leading(repo.path("full_name").asString("?"), 150));
    line.append(String.format(Locale.ROOT, " · ★%,d", repo.path("stargazers_count").asLong(0)));
    line.append(String.format(Locale.ROOT, " · %,d forks", repo.path("forks_count").asLong(0)));
    append(line, repo.path("language").asString(""));
    append(line, repo.path("license").path("spdx_id").asString(""));
    String pushed = repo.path("pushed_at").asString("");
    append(line, pushed.length() >= 10 ? "pushed " + pushed.substring(0, 10) : "");
    append(line, repo.path("archived").asBoolean(false) ? "ARCHIVED" : "");
    append(line, repo.path("fork").asBoolean(false) ? "fork" : "");
    String description = ForeignText.oneLine(repo.path("description").asString(""));
    append(line, ForeignText.cut(description, 110));
    List<String> topics = new ArrayList<>();
    repo.path("topics").forEach(topic -> topics.add(topic.asString("")));
    if (!topics.isEmpty()) {
      append(line, "#" + String.join(" #", topics.subList(0, Math.min(4, topics.size()))));
    }
    return line.toString();
  }

  private static void append(StringBuilder line, String part) {
    String text = ForeignText.oneLine(part, 150);
    if (!text.isEmpty()) {
      line.append(" · ").append(text);
    }
  }

  /// The part of the ranking to show.
  private record Window(int offset, int limit) {
    int end() {
      return offset + limit;
    }

    int firstPage() {
      return offset / 100 + 1;
    }

    int lastPage() {
      return (end() - 1) / 100 + 1;
    }

    List<JsonNode> cut(List<JsonNode> hits, int firstPageRead) {
      int from = Math.min(hits.size(), offset - (firstPageRead - 1) * 100);
      return hits.subList(from, Math.min(hits.size(), from + limit));
    }
  }
}

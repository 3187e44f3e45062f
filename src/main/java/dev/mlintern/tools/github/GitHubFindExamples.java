package dev.mlintern.tools.github;

import dev.mlintern.github.GitHubClient;
import dev.mlintern.github.GitHubException;
import dev.mlintern.github.GitHubLocation;
import dev.mlintern.github.GitHubRepo;
import dev.mlintern.github.GitHubTree;
import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.Subtasks.Subtask;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `github_find_examples`: example files of a repository by name, or code by content.
public final class GitHubFindExamples implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("github_find_examples");
  private static final int PREVIEWS = 3;
  private static final int PREVIEW_LINES = 12;

  private final GitHubClient github;

  public GitHubFindExamples(GitHubClient github) {
    this.github = github;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    Arguments arguments = call.arguments();
    GitHubLocation place;
    try {
      place =
          GitHubLocation.parse(
              arguments.requireText("repo"), arguments.text("org").orElse("huggingface"));
    } catch (IllegalArgumentException e) {
      throw new ToolFailure("`repo`: " + e.getMessage() + ". Example: huggingface/trl.", e);
    }
    if (arguments.text("content").isPresent()) {
      return insideFiles(place.repo(), arguments, call);
    }
    try (Subtasks subtasks = new Subtasks()) {
      // Worth a call where there are thousands an hour, not where there are sixty.
      Optional<Subtask<JsonNode>> about =
          github.hasToken()
              ? Optional.of(subtasks.start(() -> github.repository(place.repo(), call.scope())))
              : Optional.empty();
      ToolResult found = named(place, arguments, call);
      String state = about.isEmpty() ? "" : state(about.get().outcome());
      return state.isEmpty() ? found : ToolResult.ok(found.text() + "\n" + state);
    }
  }

  /// Whether somebody still looks after it; empty when that cannot be told.
  private static String state(Outcome<JsonNode> about) {
    JsonNode repo = about.result().orElseGet(JsonMapper.shared()::createObjectNode);
    String pushed = repo.path("pushed_at").asString("");
    String last =
        pushed.matches("\\d{4}-\\d{2}-\\d{2}.*")
            ? "Last push " + pushed.substring(0, 10) + "."
            : "";
    return repo.path("archived").asBoolean(false)
        ? ("ARCHIVED: nobody changes this repository any more. " + last).strip()
        : last;
  }

  private ToolResult named(GitHubLocation place, Arguments arguments, ToolCall call)
      throws InterruptedException {
    String ref = arguments.text("ref").or(place::ref).orElse("HEAD");
    String commit = commit(place.repo(), ref, call);
    List<Hit> hits = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<GitHubTree.Entry> files = files(place, commit, arguments, call, warnings);
    ExampleScore score = ExampleScore.forKeyword(arguments.text("keyword").orElse(""));
    int threshold = arguments.integer("min_score", 60);
    for (GitHubTree.Entry file : files) {
      int match = score.match(file.path());
      if (match > 0 && match >= Math.min(threshold, 50)) {
        hits.add(new Hit(file, match, score.preference(file.path())));
      }
    }
    hits.sort(
        Comparator.comparingInt((Hit h) -> -h.match())
            .thenComparingInt(h -> -h.preference())
            .thenComparing(h -> h.file().path()));
    boolean strong = hits.stream().anyMatch(h -> h.match() >= threshold);
    if (strong) {
      hits.removeIf(h -> h.match() < threshold);
    }
    Found found = new Found(place.repo(), ref, commit, hits, files.size(), strong, warnings);
    return arguments.text("keyword").isEmpty() && hits.size() > arguments.integer("max_results", 15)
        ? overview(found)
        : ranked(found, arguments, call);
  }

  private String commit(GitHubRepo repo, String ref, ToolCall call) {
    try {
      return github.commit(repo, ref, call.scope());
    } catch (GitHubException e) {
      if (e.status() != 404 && e.status() != 422) {
        throw GitHubTrouble.explain("Looking at " + repo, e, github);
      }
      throw new ToolFailure(
          "GitHub has no public repository %s%s.%s"
              .formatted(
                  repo,
                  ref.equals("HEAD") ? "" : " with revision `" + ref + "`",
                  similar(repo, call)),
          e);
    }
  }

  /// Other repositories of that owner with such a name. Only a help: a failure of its own is said,
  /// not thrown.
  private String similar(GitHubRepo repo, ToolCall call) {
    try {
      String stem =
          repo.name().length() > 3
              ? repo.name().substring(0, repo.name().length() - 1)
              : repo.name();
      JsonNode answer =
          github.searchRepositories(
              stem + " in:name user:" + repo.owner(),
              Optional.of("stars"),
              "desc",
              5,
              1,
              call.scope());
      List<String> names = new ArrayList<>();
      answer.path("items").forEach(item -> names.add(item.path("full_name").asString("?")));
      return names.isEmpty() ? "" : " Did you mean " + String.join(", ", names) + "?";
    } catch (GitHubException | HttpFailure e) {
      return " (Looking for similar names failed as well: " + e.getMessage() + ")";
    }
  }

  private List<GitHubTree.Entry> files(
      GitHubLocation place,
      String commit,
      Arguments arguments,
      ToolCall call,
      List<String> warnings) {
    GitHubRepo repo = place.repo();
    String folder = arguments.text("path_prefix").or(place::path).orElse("");
    List<GitHubTree.Entry> entries;
    try {
      GitHubTree tree = github.tree(repo, commit, true, call.scope());
      entries =
          tree.truncated()
              ? new LargeTree(github, repo, commit).entries(tree, folder, call.scope(), warnings)
              : tree.entries();
    } catch (GitHubException e) {
      throw GitHubTrouble.explain("Listing the files of " + repo, e, github);
    }
    boolean everywhere = arguments.text("scope").orElse("examples").equals("all");
    String prefix = folder.replaceFirst("^/+", "");
    List<String> extensions =
        arguments.texts("extensions").stream()
            .map(e -> "." + e.replaceFirst("^\\*?\\.", "").toLowerCase(Locale.ROOT))
            .toList();
    return entries.stream()
        .filter(e -> e.kind() == GitHubTree.Kind.FILE)
        .filter(e -> e.path().startsWith(prefix))
        .filter(e -> everywhere || !prefix.isEmpty() || ExampleScore.isExample(e.path()))
        .filter(
            e ->
                extensions.isEmpty()
                    || extensions.stream().anyMatch(e.path().toLowerCase(Locale.ROOT)::endsWith))
        .toList();
  }

  private ToolResult overview(Found found) {
    Map<String, List<Hit>> byFolder = new TreeMap<>();
    for (Hit hit : found.hits()) {
      String path = hit.file().path();
      int slash = path.lastIndexOf('/');
      byFolder
          .computeIfAbsent(slash < 0 ? "." : path.substring(0, slash), _ -> new ArrayList<>())
          .add(hit);
    }
    ReplyText reply = found.head("example files in " + byFolder.size() + " folders");
    List<String> lines = new ArrayList<>();
    byFolder.forEach(
        (folder, files) -> {
          String names =
              String.join(
                  ", ",
                  files.stream()
                      .limit(6)
                      .map(h -> ForeignText.oneLine(h.file().fileName(), 80))
                      .toList());
          lines.add(
              ForeignText.leading(folder + "/", 200)
                  + " ("
                  + files.size()
                  + "): "
                  + names
                  + (files.size() > 6 ? ", …" : ""));
        });
    int shown = reply.addLines(lines);
    reply.line(
        shown + " of " + lines.size() + " folders shown. Narrow with keyword or path_prefix.");
    return ToolResult.ok(reply.toString());
  }

  private ToolResult ranked(Found found, Arguments arguments, ToolCall call)
      throws InterruptedException {
    int limit = arguments.integer("max_results", 15);
    String keyword = arguments.text("keyword").orElse("");
    if (found.hits().isEmpty()) {
      boolean everywhere = arguments.text("scope").orElse("examples").equals("all");
      return ToolResult.ok(
          found.head("files looked at; none matches `" + keyword + "`")
              + (everywhere
                  ? "\nTry another word, or `content` to search inside files."
                  : "\nTry another word, or scope=\"all\" to look outside the example folders."));
    }
    List<Hit> top = found.hits().subList(0, Math.min(limit, found.hits().size()));
    ReplyText reply =
        found.head(
            found.strong()
                ? "match `" + keyword + "`"
                : "come near `" + keyword + "`; there is no strong match");
    int shown = reply.addLines(top.stream().map(Hit::line).toList());
    reply.line(
        shown
            + " of "
            + found.hits().size()
            + " shown"
            + (shown < found.hits().size() ? "; max_results for more." : "."));
    previews(found, top, call, reply);
    return ToolResult.ok(reply.toString());
  }

  private void previews(Found found, List<Hit> top, ToolCall call, ReplyText reply)
      throws InterruptedException {
    List<Hit> wanted =
        top.stream()
            .filter(h -> h.file().size() > 0 && h.file().size() < 200_000)
            .limit(PREVIEWS)
            .toList();
    // Previews are a courtesy: the list of files must not wait long for them.
    CallScope brief = call.scope().atMost(call.scope().remaining().dividedBy(3));
    try (Subtasks subtasks = new Subtasks()) {
      List<Subtasks.Subtask<byte[]>> running =
          wanted.stream()
              .map(
                  hit ->
                      subtasks.start(
                          () ->
                              github.file(found.repo(), found.commit(), hit.file().path(), brief)))
              .toList();
      for (int i = 0; i < running.size(); i++) {
        String path = wanted.get(i).file().path();
        switch (running.get(i).outcome()) {
          case Subtasks.Outcome.Done<byte[]>(byte[] bytes) ->
              preview(path, bytes).ifPresent(reply::addIfFits);
          case Subtasks.Outcome.Failed<byte[]>(RuntimeException e) ->
              reply.addIfFits(
                  "No preview of " + ForeignText.oneLine(path, 300) + ": " + e.getMessage());
        }
      }
    }
  }

  private static Optional<String> preview(String path, byte[] bytes) {
    if (!(FileText.of(path, bytes, false) instanceof FileText.Lines(List<String> lines))) {
      return Optional.empty();
    }
    List<String> body =
        lines.stream()
            .dropWhile(line -> line.isBlank() || line.startsWith("#"))
            .limit(PREVIEW_LINES)
            .map(line -> ForeignText.cut(line, 160))
            .toList();
    return Optional.of(
        ForeignText.fenced(
            ForeignText.leading(path, 300) + ", " + lines.size() + " lines, begins",
            String.join("\n", body)));
  }

  private ToolResult insideFiles(GitHubRepo repo, Arguments arguments, ToolCall call) {
    if (!github.hasToken()) {
      throw new ToolFailure(
          "GitHub allows code search only with a token. Set GITHUB_TOKEN, or search names with"
              + " `keyword` and then github_read_file with `grep`.");
    }
    String content = arguments.requireText("content");
    StringBuilder query = new StringBuilder(content + " repo:" + repo);
    arguments.text("path_prefix").ifPresent(prefix -> query.append(" path:").append(prefix));
    List<String> extensions = arguments.texts("extensions");
    if (extensions.size() > 1) {
      throw new ToolFailure("Code search takes one extension; leave `extensions` out for all.");
    }
    extensions.forEach(e -> query.append(" extension:").append(e.replaceFirst("^\\*?\\.", "")));
    JsonNode answer;
    try {
      answer =
          github.searchCode(query.toString(), arguments.integer("max_results", 15), call.scope());
    } catch (GitHubException e) {
      throw GitHubTrouble.explain("Code search in " + repo, e, github);
    }
    long total = answer.path("total_count").asLong(0);
    ReplyText reply = new ReplyText();
    reply.line("`%s` in %s (default branch): %,d files".formatted(content, repo, total));
    int shown = 0;
    for (JsonNode item : answer.path("items")) {
      StringBuilder fragments = new StringBuilder();
      for (JsonNode match : item.path("text_matches")) {
        fragments
            .append(ForeignText.cut(match.path("fragment").asString(""), 400))
            .append("\n--\n");
      }
      String link = item.path("html_url").asString("");
      if (!reply.addIfFits(
          ForeignText.fenced(
              ForeignText.leading(item.path("path").asString("?"), 300)
                  + " "
                  + ForeignText.oneLine(link),
              fragments.toString()))) {
        break;
      }
      shown++;
    }
    reply.line(
        shown + " of " + total + " shown" + (shown < total ? "; max_results for more." : "."));
    if (answer.path("incomplete_results").asBoolean(false)) {
      reply.line("GitHub's search ran out of time: files may be missing. Ask again.");
    }
    if (arguments.has("ref")) {
      reply.line("Code search knows the default branch only: `ref` was not applied.");
    }
    return ToolResult.ok(reply.toString());
  }

  private record Hit(GitHubTree.Entry file, int match, int preference) {
    String line() {
      return "%s (%,d B, match %d)"
          .formatted(ForeignText.leading(file.path(), 300), file.size(), match);
    }
  }

  /// What the search came to.
  ///
  /// @param looked files that were candidates
  /// @param strong whether anything reached the threshold
  private record Found(
      GitHubRepo repo,
      String ref,
      String commit,
      List<Hit> hits,
      int looked,
      boolean strong,
      List<String> warnings) {
    ReplyText head(String what) {
      ReplyText reply = new ReplyText();
      String at = ref.equals("HEAD") ? "default branch" : ref;
      reply.line(
          "%s, %s at commit %s: %,d of %,d %s"
              .formatted(repo, at, commit, hits.size(), looked, what));
      reply.line("https://github.com/" + repo + "/tree/" + commit);
      warnings.forEach(reply::line);
      return reply;
    }
  }
}

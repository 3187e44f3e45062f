package dev.mlintern.tools.github;

import dev.mlintern.github.GitHubClient;
import dev.mlintern.github.GitHubException;
import dev.mlintern.github.GitHubLocation;
import dev.mlintern.github.GitHubRepo;
import dev.mlintern.github.GitHubTree;
import dev.mlintern.http.CallScope;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// `github_read_file`: a file (or a folder's listing) at a pinned commit, by lines.
public final class GitHubReadFile implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("github_read_file");
  private static final int MAX_LINE_CHARS = 2_000;
  private static final int OUTLINE_CHARS = 1_500;

  private final GitHubClient github;

  public GitHubReadFile(GitHubClient github) {
    this.github = github;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) {
    Target target = Target.of(call.arguments());
    CallScope scope = call.scope();
    String commit = resolve(target, scope);
    if (target.path().isEmpty()) {
      return listing(target, commit, "", scope);
    }
    byte[] bytes;
    try {
      bytes = github.file(target.repo(), commit, target.path(), scope);
    } catch (GitHubException e) {
      if (e.status() == 404) {
        return notAFile(target, commit, scope);
      }
      throw GitHubTrouble.explain("Reading " + target, e, github);
    }
    String head = target.at(commit) + " · " + sizeText(bytes.length);
    boolean outputs = call.arguments().text("outputs").orElse("none").equals("text");
    return switch (FileText.of(target.path(), bytes, outputs)) {
      case FileText.Empty() -> ToolResult.ok(head + "\nThe file is empty.");
      case FileText.Binary() -> ToolResult.ok(head + "\nA binary file; not shown.");
      case FileText.LfsPointer(long size) ->
          ToolResult.ok(
              head
                  + "\nA Git LFS pointer: the content ("
                  + sizeText(size)
                  + ") is not in the repository.");
      case FileText.Lines(List<String> lines) ->
          text(call.arguments(), target, commit, head, lines);
    };
  }

  private String resolve(Target target, CallScope scope) {
    try {
      return github.commit(target.repo(), target.ref(), scope);
    } catch (GitHubException e) {
      // 422 is GitHub's answer to a revision that cannot be one.
      if (e.status() == 404 || e.status() == 422) {
        throw missing(target, scope, e);
      }
      throw GitHubTrouble.explain("Reading " + target, e, github);
    }
  }

  private ToolFailure missing(Target target, CallScope scope, GitHubException cause) {
    try {
      String branch =
          github.repository(target.repo(), scope).path("default_branch").asString("main");
      return new ToolFailure(
          "%s has no revision `%s`. Its default branch is `%s`; leave `ref` out to read that."
              .formatted(target.repo(), target.ref(), branch),
          cause);
    } catch (GitHubException e) {
      return GitHubTrouble.explain("Reading repository " + target.repo(), e, github);
    }
  }

  private ToolResult notAFile(Target target, String commit, CallScope scope) {
    GitHubTree tree;
    try {
      tree = github.tree(target.repo(), commit, true, scope);
    } catch (GitHubException e) {
      throw GitHubTrouble.explain("Looking for " + target, e, github);
    }
    Optional<GitHubTree.Entry> exact =
        tree.entries().stream().filter(e -> e.path().equals(target.path())).findFirst();
    if (exact.isPresent() && exact.get().kind() == GitHubTree.Kind.DIRECTORY) {
      return listing(target, commit, target.path() + "/", scope);
    }
    if (exact.isPresent() && exact.get().kind() == GitHubTree.Kind.SUBMODULE) {
      throw new ToolFailure(target + " is a submodule: another repository. Read that one instead.");
    }
    List<String> near = nearest(tree, target.path());
    throw new ToolFailure(
        "%s has no file `%s` at `%s` (%s).%s"
            .formatted(
                target.repo(),
                target.path(),
                target.ref(),
                commit.substring(0, Math.min(10, commit.length())),
                near.isEmpty()
                    ? ""
                    : " Nearest: " + ForeignText.oneLine(String.join(", ", near)) + "."));
  }

  private static List<String> nearest(GitHubTree tree, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    String stem = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    Stream<String> files =
        tree.entries().stream()
            .filter(e -> e.kind() == GitHubTree.Kind.FILE)
            .filter(e -> e.fileName().toLowerCase(Locale.ROOT).contains(stem))
            .sorted(
                Comparator.comparing((GitHubTree.Entry e) -> !e.fileName().equalsIgnoreCase(name))
                    .thenComparing(e -> e.path().length()))
            .map(GitHubTree.Entry::path);
    return files.limit(5).toList();
  }

  private ToolResult listing(Target target, String commit, String prefix, CallScope scope) {
    GitHubTree tree;
    try {
      tree = github.tree(target.repo(), commit, true, scope);
    } catch (GitHubException e) {
      throw GitHubTrouble.explain("Listing " + target, e, github);
    }
    List<String> lines = new ArrayList<>();
    for (GitHubTree.Entry entry : tree.entries()) {
      if (!entry.path().startsWith(prefix) || entry.path().indexOf('/', prefix.length()) >= 0) {
        continue;
      }
      String name = ForeignText.oneLine(entry.path().substring(prefix.length()));
      lines.add(
          switch (entry.kind()) {
            case DIRECTORY -> name + "/";
            case FILE -> name + " (" + sizeText(entry.size()) + ")";
            case SYMLINK -> name + " (link)";
            case SUBMODULE -> name + " (submodule)";
          });
    }
    ReplyText reply = new ReplyText();
    reply.line(target.at(commit) + " is a folder with " + lines.size() + " entries:");
    int shown = reply.addLines(lines);
    if (shown < lines.size()) {
      reply.line(
          shown + " of " + lines.size() + " shown; name a subfolder in `path` for the rest.");
    }
    if (tree.truncated()) {
      reply.line("GitHub cut the tree of this very large repository; entries may be missing.");
    }
    return ToolResult.ok(reply.toString());
  }

  private static ToolResult text(
      Arguments arguments, Target target, String commit, String head, List<String> lines) {
    SourceOutline outline = SourceOutline.of(target.path(), lines);
    if (arguments.has("grep")) {
      return LineSearch.run(arguments.requireText("grep"), head, lines);
    }
    int first = target.lineStart().orElse(1);
    int last = target.lineEnd().orElse(lines.size());
    Optional<String> symbol = arguments.text("symbol");
    if (symbol.isPresent()) {
      SourceOutline.Symbol found =
          outline
              .find(symbol.get())
              .orElseThrow(
                  () ->
                      new ToolFailure(
                          "No class or function `%s` in %s. It has: %s"
                              .formatted(
                                  symbol.get(),
                                  target.path(),
                                  ForeignText.cut(String.join(", ", outline.lines()), 600))));
      first = found.line();
      last = found.lastLine();
    }
    if (first > lines.size()) {
      throw new ToolFailure(
          "`line_start` %d is past the end: the file has %d lines.".formatted(first, lines.size()));
    }
    if (last < first) {
      throw new ToolFailure("`line_end` %d is before `line_start` %d.".formatted(last, first));
    }
    boolean whole =
        !arguments.has("line_start") && symbol.isEmpty() && target.lineStart().isEmpty();
    int budget = arguments.integer("max_chars", ReplyText.DEFAULT_MAX_CHARS);
    return render(
        head,
        target,
        commit,
        lines,
        first,
        Math.min(last, lines.size()),
        budget,
        whole ? outline : null);
  }

  private static ToolResult render(
      String head,
      Target target,
      String commit,
      List<String> lines,
      int first,
      int last,
      int budget,
      SourceOutline outline) {
    int room = budget - head.length() - 400;
    boolean long_ = outline != null && lines.stream().mapToInt(l -> l.length() + 6).sum() > room;
    if (long_) {
      room -= OUTLINE_CHARS;
    }
    StringBuilder shown = new StringBuilder();
    int next = first;
    while (next <= last) {
      String line = next + "| " + ForeignText.cut(lines.get(next - 1), MAX_LINE_CHARS);
      if (shown.length() + line.length() + 1 > room && next > first) {
        break;
      }
      shown.append(line).append('\n');
      next++;
    }
    ReplyText reply = new ReplyText(Integer.MAX_VALUE);
    reply.line(head + " · " + lines.size() + " lines");
    reply.line(target.link(commit, first, next - 1));
    reply.line(
        ForeignText.fenced(
            "Lines " + first + "-" + (next - 1) + " of " + lines.size(), shown.toString()));
    if (next <= last) {
      reply.line("More: line_start=" + next + " (or `symbol`, `grep`).");
    }
    if (long_ && !outline.symbols().isEmpty()) {
      String all = String.join("\n", outline.lines());
      reply.line("Outline:\n" + ForeignText.clean(ForeignText.cut(all, OUTLINE_CHARS - 100)));
    }
    return ToolResult.ok(reply.toString());
  }

  private static String sizeText(long bytes) {
    if (bytes < 0) {
      return "size unknown";
    }
    if (bytes < 1_000) {
      return bytes + " B";
    }
    return bytes < 1_000_000 ? "%.1f KB".formatted(bytes / 1e3) : "%.1f MB".formatted(bytes / 1e6);
  }

  /// What is asked for, from names or from a pasted address.
  private record Target(
      GitHubRepo repo,
      String ref,
      String path,
      Optional<Integer> lineStart,
      Optional<Integer> lineEnd) {
    static Target of(Arguments arguments) {
      String repo = arguments.requireText("repo");
      String path = arguments.text("path").orElse("");
      try {
        GitHubLocation place =
            GitHubLocation.parse(
                GitHubLocation.looksLikeAddress(path) ? path : repo, "huggingface");
        String file = GitHubLocation.looksLikeAddress(path) ? "" : path;
        file = file.isEmpty() ? place.path().orElse("") : file;
        return new Target(
            place.repo(),
            arguments.text("ref").or(place::ref).orElse("HEAD"),
            cleaned(file),
            line(arguments, "line_start", place.lineStart()),
            line(arguments, "line_end", place.lineEnd()));
      } catch (IllegalArgumentException e) {
        throw new ToolFailure("`repo`: " + e.getMessage() + ". Example: huggingface/trl.", e);
      }
    }

    private static Optional<Integer> line(
        Arguments arguments, String name, java.util.OptionalInt fromAddress) {
      if (arguments.has(name)) {
        return Optional.of(Math.max(1, arguments.integer(name, 1)));
      }
      return fromAddress.isPresent() ? Optional.of(fromAddress.getAsInt()) : Optional.empty();
    }

    private static String cleaned(String path) {
      String stripped = path.replaceFirst("^(?:\\./|/)+", "").replaceFirst("/+$", "");
      for (String segment : stripped.split("/")) {
        if (segment.equals("..") || segment.equals(".")) {
          throw new ToolFailure("`path` must not contain `.` or `..` segments.");
        }
      }
      return stripped;
    }

    String at(String commit) {
      return repo + "@" + commit.substring(0, Math.min(10, commit.length())) + " " + path;
    }

    String link(String commit, int first, int last) {
      return "https://github.com/%s/blob/%s/%s#L%d-L%d"
          .formatted(repo, commit, path.replace(" ", "%20"), first, last);
    }

    @Override
    public String toString() {
      return repo + "/" + path;
    }
  }
}

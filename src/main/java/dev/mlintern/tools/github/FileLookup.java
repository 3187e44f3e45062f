package dev.mlintern.tools.github;

import dev.mlintern.github.GitHubClient;
import dev.mlintern.github.GitHubException;
import dev.mlintern.github.GitHubTree;
import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds what stands at an address, at a commit that stays the same, or says which part of the
/// address is wrong.
final class FileLookup {
  /// Slashes a branch name in a page address may have.
  private static final int LONGEST_REF = 4;

  private final GitHubClient github;
  private final CallScope scope;

  FileLookup(GitHubClient github, CallScope scope) {
    this.github = github;
    this.scope = scope;
  }

  /// What was found, ready to be shown in as many characters as there is room for.
  @FunctionalInterface
  interface Found {
    String show(int maxChars);
  }

  Found find(FileAddress wanted, Arguments arguments) {
    Pinned pinned = pin(wanted);
    FileAddress file = pinned.file();
    String commit = pinned.commit();
    if (file.path().isEmpty()) {
      return folder(file, commit);
    }
    byte[] bytes;
    try {
      bytes = github.file(file.repo(), commit, file.path(), scope);
    } catch (GitHubException e) {
      if (e.status() == 404) {
        return notAFile(file, commit);
      }
      throw GitHubTrouble.explain("Reading " + file, e, github);
    }
    String head = file.at(commit) + " · " + FileListing.size(bytes.length);
    boolean outputs = arguments.text("outputs").orElse("none").equals("text");
    return switch (FileText.of(file.path(), bytes, outputs)) {
      case FileText.Empty() -> _ -> head + "\nThe file is empty.";
      case FileText.Binary() -> _ -> head + "\nA binary file; not shown.";
      case FileText.LfsPointer(long size) ->
          _ ->
              head
                  + "\nA Git LFS pointer: the content ("
                  + FileListing.size(size)
                  + ") is not in the repository.";
      case FileText.Lines(List<String> lines) ->
          room -> new FilePage(file, commit, head, lines, room).show(arguments);
    };
  }

  private Pinned pin(FileAddress wanted) {
    FileAddress file = wanted;
    GitHubException first = null;
    while (true) {
      try {
        return new Pinned(file, github.commit(file.repo(), file.ref(), scope));
      } catch (GitHubException e) {
        // 422 is GitHub's answer to a revision that cannot be one.
        if (e.status() != 404 && e.status() != 422) {
          throw GitHubTrouble.explain("Reading " + wanted, e, github);
        }
        first = first == null ? e : first;
        long slashes = file.ref().chars().filter(c -> c == '/').count();
        if (!file.guessed() || file.path().isEmpty() || slashes >= LONGEST_REF) {
          throw missing(wanted, first);
        }
        if (slashes == 0) {
          requireRepository(wanted);
        }
        file = file.withLongerRef();
      }
    }
  }

  private String requireRepository(FileAddress wanted) {
    try {
      return github.repository(wanted.repo(), scope).path("default_branch").asString("main");
    } catch (GitHubException e) {
      throw GitHubTrouble.explain("Reading repository " + wanted.repo(), e, github);
    }
  }

  private ToolFailure missing(FileAddress wanted, GitHubException cause) {
    String branch = requireRepository(wanted);
    return new ToolFailure(
        "%s has no revision `%s`. Its default branch is `%s`; leave `ref` out to read that."
            .formatted(wanted.repo(), wanted.ref(), ForeignText.oneLine(branch)),
        cause);
  }

  private Found folder(FileAddress folder, String commit) {
    return FileListing.of(folder, commit, tree("Listing " + folder, folder, commit));
  }

  private GitHubTree tree(String what, FileAddress file, String commit) {
    try {
      return github.tree(file.repo(), commit, true, scope);
    } catch (GitHubException e) {
      throw GitHubTrouble.explain(what, e, github);
    }
  }

  private Found notAFile(FileAddress file, String commit) {
    GitHubTree tree = tree("Looking for " + file, file, commit);
    Optional<GitHubTree.Entry> exact =
        tree.entries().stream().filter(e -> e.path().equals(file.path())).findFirst();
    if (exact.isPresent() && exact.get().kind() == GitHubTree.Kind.DIRECTORY) {
      return FileListing.of(file, commit, tree);
    }
    if (exact.isPresent() && exact.get().kind() == GitHubTree.Kind.SUBMODULE) {
      throw new ToolFailure(
          "%s is a submodule: another repository%s, at commit %s. Read that one instead."
              .formatted(file, submodule(file, commit), FileAddress.shortened(exact.get().id())));
    }
    if (exact.isPresent()) {
      throw new ToolFailure(
          "%s is in the repository at %s, but the host that serves files answered 404. Try again in a minute."
              .formatted(file, FileAddress.shortened(commit)));
    }
    List<String> near = nearest(tree, file.path());
    throw new ToolFailure(
        "%s has no file `%s` at `%s` (%s).%s"
            .formatted(
                file.repo(),
                file.path(),
                file.ref(),
                FileAddress.shortened(commit),
                near.isEmpty()
                    ? ""
                    : " Nearest: " + ForeignText.oneLine(String.join(", ", near)) + "."));
  }

  /// Where a submodule comes from, as `.gitmodules` has it.
  private String submodule(FileAddress file, String commit) {
    try {
      String modules =
          new String(
              github.file(file.repo(), commit, ".gitmodules", scope), StandardCharsets.UTF_8);
      Matcher url =
          Pattern.compile(
                  "\\[submodule[^\\[]*\\bpath\\s*=\\s*" + Pattern.quote(file.path()) + "\\s[^\\[]*")
              .matcher(modules);
      Matcher address =
          Pattern.compile("\\burl\\s*=\\s*(\\S+)").matcher(url.find() ? url.group() : "");
      return address.find() ? " (" + ForeignText.oneLine(address.group(1), 200) + ")" : "";
    } catch (GitHubException | HttpFailure _) {
      return "";
    }
  }

  private static List<String> nearest(GitHubTree tree, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    String stem = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    return tree.entries().stream()
        .filter(e -> e.kind() == GitHubTree.Kind.FILE)
        .filter(e -> e.fileName().toLowerCase(Locale.ROOT).contains(stem))
        .sorted(
            Comparator.comparing((GitHubTree.Entry e) -> !e.path().equalsIgnoreCase(path))
                .thenComparing(e -> !e.fileName().equalsIgnoreCase(name))
                .thenComparing(e -> e.path().length()))
        .map(GitHubTree.Entry::path)
        .limit(5)
        .toList();
  }

  /// @param file the address with the revision that there is
  private record Pinned(FileAddress file, String commit) {}
}

package dev.mlintern.tools.github;

import dev.mlintern.github.GitHubClient;
import dev.mlintern.github.GitHubException;
import dev.mlintern.github.GitHubRepo;
import dev.mlintern.github.GitHubTree;
import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parts that matter of a tree GitHub cut (more than 100,000 entries or 7 MB): the example
/// folders at the top, and the folder asked for, each listed by a call of its own.
final class LargeTree {
  private static final int MAX_FOLDERS = 8;

  private final GitHubClient github;
  private final GitHubRepo repo;
  private final String commit;

  LargeTree(GitHubClient github, GitHubRepo repo, String commit) {
    this.github = github;
    this.repo = repo;
    this.commit = commit;
  }

  /// What the cut tree has, completed.
  ///
  /// @param prefix folder asked for; may be empty
  /// @param warnings gets what stays unknown
  List<GitHubTree.Entry> entries(
      GitHubTree cut, String prefix, CallScope scope, List<String> warnings) {
    Map<String, GitHubTree.Entry> all = new LinkedHashMap<>();
    cut.entries().forEach(entry -> all.put(entry.path(), entry));
    List<String> listed = new ArrayList<>();
    try {
      String folder = prefix.replaceFirst("^/+", "").replaceFirst("/+$", "");
      List<GitHubTree.Entry> wanted =
          github.tree(repo, commit, false, scope).entries().stream()
              .filter(entry -> entry.kind() == GitHubTree.Kind.DIRECTORY)
              .filter(
                  entry ->
                      ExampleScore.isExampleFolder(entry.path())
                          || folder.equals(entry.path())
                          || folder.startsWith(entry.path() + "/"))
              .limit(MAX_FOLDERS)
              .toList();
      for (GitHubTree.Entry entry : wanted) {
        boolean onTheWay = folder.startsWith(entry.path() + "/");
        String path = entry.path();
        GitHubTree tree = github.tree(repo, entry.id(), true, scope);
        tree.entries().forEach(e -> all.put(path + "/" + e.path(), e.below(path)));
        listed.add(path + "/" + (tree.truncated() ? " (in part)" : ""));
        if (onTheWay && tree.truncated()) {
          descend(all, tree, path, folder, scope);
        }
      }
    } catch (GitHubException | HttpFailure e) {
      warnings.add("Listing single folders failed: " + e.getMessage() + ".");
    }
    warnings.add(
        "GitHub cut the tree of this very large repository; listed on their own: "
            + (listed.isEmpty() ? "none" : String.join(", ", listed))
            + ". Narrow with path_prefix if a file is missing.");
    return List.copyOf(all.values());
  }

  /// One folder after the other down to the one asked for.
  private void descend(
      Map<String, GitHubTree.Entry> all,
      GitHubTree tree,
      String above,
      String folder,
      CallScope scope) {
    GitHubTree current = tree;
    String path = above;
    while (current.truncated() && folder.length() > path.length()) {
      String next = folder.substring(path.length() + 1).replaceFirst("/.*$", "");
      var child =
          current.entries().stream()
              .filter(e -> e.path().equals(next) && e.kind() == GitHubTree.Kind.DIRECTORY)
              .findFirst();
      if (child.isEmpty()) {
        return;
      }
      path += "/" + next;
      String here = path;
      current = github.tree(repo, child.get().id(), true, scope);
      current.entries().forEach(e -> all.put(here + "/" + e.path(), e.below(here)));
    }
  }
}

package dev.mlintern.tools.github;

import dev.mlintern.github.GitHubTree;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import java.util.ArrayList;
import java.util.List;

/// The entries of a folder, subfolders not opened.
final class FileListing {
  private FileListing() {}

  static FileLookup.Found of(FileAddress folder, String commit, GitHubTree tree) {
    String prefix = folder.path().isEmpty() ? "" : folder.path() + "/";
    List<String> lines = new ArrayList<>();
    for (GitHubTree.Entry entry : tree.entries()) {
      if (entry.path().startsWith(prefix) && entry.path().indexOf('/', prefix.length()) < 0) {
        lines.add(line(entry, entry.path().substring(prefix.length())));
      }
    }
    return maxChars -> show(folder, commit, lines, tree.truncated(), maxChars);
  }

  private static String show(
      FileAddress folder, String commit, List<String> lines, boolean cut, int maxChars) {
    int first = Math.min(Math.max(1, folder.lineStart().orElse(1)), lines.size() + 1);
    ReplyText reply = new ReplyText(maxChars);
    reply.line(folder.at(commit) + " is a folder with " + lines.size() + " entries:");
    reply.line(folder.link("tree", commit));
    int shown = reply.addLines(lines.subList(first - 1, lines.size()));
    int next = first + shown;
    if (shown < lines.size()) {
      reply.line(
          "%d-%d of %d shown%s"
              .formatted(
                  first,
                  next - 1,
                  lines.size(),
                  next <= lines.size() ? "; more: line_start=" + next + "." : "."));
    }
    if (cut) {
      reply.line("GitHub cut the tree of this very large repository; entries may be missing.");
    }
    return reply.toString();
  }

  private static String line(GitHubTree.Entry entry, String name) {
    boolean folder = entry.kind() == GitHubTree.Kind.DIRECTORY;
    String shown = ForeignText.leading(folder ? name + "/" : name, 200);
    return switch (entry.kind()) {
      case DIRECTORY -> shown;
      case FILE -> shown + " (" + size(entry.size()) + ")";
      case SYMLINK -> shown + " (link)";
      case SUBMODULE -> shown + " (submodule)";
    };
  }

  static String size(long bytes) {
    if (bytes < 0) {
      return "size unknown";
    }
    if (bytes < 1_000) {
      return bytes + " B";
    }
    return bytes < 1_000_000 ? "%.1f KB".formatted(bytes / 1e3) : "%.1f MB".formatted(bytes / 1e6);
  }
}

package dev.mlintern.tools.repos;

import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A diff in git's form, file by file: what changed in a line each, and as much of the text as the
/// budget holds.
record RepoGitDiff(List<FileDiff> files) {
  /// Most files named.
  private static final int MAX_NAMED = 40;

  /// Most of one file's text while others wait.
  private static final int MAX_FILE_CHARS = 1_500;

  RepoGitDiff {
    files = List.copyOf(files);
  }

  /// @param sign `+` new, `-` deleted, `~` changed
  /// @param binary whether there is no text to show
  record FileDiff(String path, char sign, int added, int removed, boolean binary, String text) {
    String line() {
      String counts = binary ? " binary" : " +" + added + " −" + removed;
      return sign + " " + ForeignText.oneLine(path) + counts;
    }
  }

  static RepoGitDiff parse(String diff) {
    List<FileDiff> files = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (String line : (Iterable<String>) diff.lines()::iterator) {
      if (line.startsWith("diff --git ") && !block.isEmpty()) {
        files.add(file(block));
        block.clear();
      }
      if (line.startsWith("diff --git ") || !block.isEmpty()) {
        block.add(line);
      }
    }
    if (!block.isEmpty()) {
      files.add(file(block));
    }
    return new RepoGitDiff(files);
  }

  private static FileDiff file(List<String> block) {
    String path = block.getFirst().replaceFirst("^diff --git .* \"?b/", "").replaceFirst("\"$", "");
    char sign = '~';
    boolean binary = false;
    int added = 0;
    int removed = 0;
    int body = block.size();
    for (int i = 1; i < block.size(); i++) {
      String line = block.get(i);
      if (body < i) {
        added += line.startsWith("+") ? 1 : 0;
        removed += line.startsWith("-") ? 1 : 0;
      } else if (line.startsWith("@@")) {
        body = i;
      } else if (line.startsWith("new file")) {
        sign = '+';
      } else if (line.startsWith("deleted file")) {
        sign = '-';
      } else if (line.startsWith("Binary files") || line.startsWith("GIT binary patch")) {
        binary = true;
      }
    }
    String text = String.join("\n", block.subList(body, block.size()));
    return new FileDiff(path, sign, added, removed, binary, text);
  }

  /// `3 files: + a.txt +1 −0, …`
  String summary() {
    if (files.isEmpty()) {
      return "no files changed";
    }
    String named =
        files.stream().limit(MAX_NAMED).map(FileDiff::line).collect(Collectors.joining("\n"));
    int more = files.size() - MAX_NAMED;
    return RepoGitLists.counted(files.size(), "file", "files")
        + " changed:\n"
        + named
        + (more > 0 ? "\n… and " + more + " more" : "");
  }

  /// The text of the first files, each cut to its share.
  String text(int maxChars) {
    var text = new StringBuilder();
    int left = 0;
    for (FileDiff file : files) {
      if (file.text.isEmpty()) {
        continue;
      }
      int room = maxChars - text.length();
      int share = files.size() == 1 ? room : Math.min(MAX_FILE_CHARS, room);
      if (share < 100) {
        left++;
        continue;
      }
      text.append("### ").append(file.path).append('\n').append(cut(file.text, share)).append('\n');
    }
    if (left > 0) {
      text.append("… ").append(RepoGitLists.counted(left, "file", "files")).append(" not shown");
    }
    return text.toString().stripTrailing();
  }

  /// At a line's end.
  private static String cut(String text, int maxChars) {
    if (text.length() <= maxChars) {
      return text;
    }
    int end = text.lastIndexOf('\n', maxChars);
    String kept = end > 0 ? text.substring(0, end) : ForeignText.cut(text, maxChars);
    long lines = text.lines().count() - kept.lines().count();
    return kept + "\n… " + RepoGitLists.counted(lines, "line", "lines") + " more";
  }
}

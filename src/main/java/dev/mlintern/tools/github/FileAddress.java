package dev.mlintern.tools.github;

import dev.mlintern.github.GitHubLocation;
import dev.mlintern.github.GitHubRepo;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// A file or folder on GitHub as a call names it: by `repo` and `path`, or by a pasted address in
/// either of them.
///
/// @param ref branch, tag or commit; `HEAD` when nobody said
/// @param guessed the revision comes from a page address, where a branch's own slashes cannot be
///     told from the path
/// @param path without leading or trailing slash; empty for the top folder
/// @param lineStart from 1; negative counts from the end
record FileAddress(
    GitHubRepo repo,
    String ref,
    boolean guessed,
    String path,
    OptionalInt lineStart,
    OptionalInt lineEnd) {
  private static final int MAX_FILES = 5;
  private static final String EXAMPLE =
      " Example: {\"repo\":\"huggingface/trl\",\"path\":\"trl/scripts/sft.py\"}, or an address of"
          + " github.com as `path`.";

  /// Every file a call asks for, at least one.
  static List<FileAddress> all(Arguments arguments) {
    List<String> wanted = new ArrayList<>(arguments.texts("paths"));
    arguments.text("path").ifPresent(wanted::addFirst);
    if (wanted.size() > MAX_FILES) {
      throw new ToolFailure(
          "%d files asked for; one call reads at most %d.".formatted(wanted.size(), MAX_FILES));
    }
    if (wanted.size() > 1 && (arguments.has("line_start") || arguments.has("line_end"))) {
      throw new ToolFailure(
          "`line_start` and `line_end` go with one file. For lines of several files give addresses"
              + " that end in #L10-L40.");
    }
    if (wanted.isEmpty()) {
      wanted.add("");
    }
    return wanted.stream().distinct().map(path -> of(arguments, path)).toList();
  }

  private static FileAddress of(Arguments arguments, String path) {
    boolean isAddress = GitHubLocation.looksLikeAddress(path);
    String repo = arguments.text("repo").orElse("");
    String place = isAddress || repo.isEmpty() ? path : repo;
    String argument = isAddress || repo.isEmpty() ? "path" : "repo";
    if (place.isEmpty()) {
      throw new ToolFailure("`repo` is missing." + EXAMPLE);
    }
    if (GitHubLocation.isOtherPage(place)) {
      throw new ToolFailure(
          "`%s`: %s shows no file. Give the address of a file or folder (/blob/…, /tree/…)."
              .formatted(argument, shown(place)));
    }
    try {
      GitHubLocation found = GitHubLocation.parse(place, "huggingface");
      if (!isAddress && repo.isEmpty() && found.path().isEmpty()) {
        throw new ToolFailure("`repo` is missing: whose `" + shown(path) + "`?" + EXAMPLE);
      }
      String file = isAddress || repo.isEmpty() || path.isEmpty() ? found.path().orElse("") : path;
      return new FileAddress(
          found.repo(),
          arguments.text("ref").or(found::ref).orElse("HEAD"),
          arguments.text("ref").isEmpty() && found.ref().isPresent(),
          cleaned(file),
          line(arguments, "line_start", found.lineStart()),
          line(arguments, "line_end", found.lineEnd()));
    } catch (IllegalArgumentException e) {
      throw new ToolFailure("`" + argument + "`: " + e.getMessage() + "." + EXAMPLE, e);
    }
  }

  private static OptionalInt line(Arguments arguments, String name, OptionalInt fromAddress) {
    return arguments.has(name) ? OptionalInt.of(arguments.integer(name, 1)) : fromAddress;
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

  private static String shown(String text) {
    return ForeignText.oneLine(text, 100);
  }

  /// The same address read with a revision that is one path segment longer: branches may have
  /// slashes in their names.
  FileAddress withLongerRef() {
    int slash = path.indexOf('/');
    String next = slash < 0 ? path : path.substring(0, slash);
    String rest = slash < 0 ? "" : path.substring(slash + 1);
    return new FileAddress(repo, ref + "/" + next, true, rest, lineStart, lineEnd);
  }

  /// Where it lies at the commit, for the head of an answer.
  String at(String commit) {
    return (repo + "@" + shortened(commit) + " " + path).stripTrailing();
  }

  /// Its page, pinned to the commit.
  ///
  /// @param kind `blob` for files, `tree` for folders
  String link(String kind, String commit) {
    return "https://github.com/%s/%s/%s/%s"
        .formatted(
            repo,
            kind,
            commit,
            path.replace("%", "%25").replace(" ", "%20").replace("#", "%23").replace("?", "%3F"));
  }

  static String shortened(String commit) {
    return commit.substring(0, Math.min(10, commit.length()));
  }

  @Override
  public String toString() {
    return repo + "/" + path;
  }
}

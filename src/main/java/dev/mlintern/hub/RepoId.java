package dev.mlintern.hub;

import dev.mlintern.http.OneLine;
import java.util.Optional;
import java.util.regex.Pattern;

/// A repository's id: `namespace/name`, or a bare legacy name such as `gpt2`.
///
/// The rules are the official client's, in ASCII as the Hub wants it (spec hub-api §7).
///
/// @param value the id as written; the Hub ignores its letter case and answers with the true one
public record RepoId(String value) {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?");
  private static final int MAX_PART_LENGTH = 96;

  /// @throws IllegalArgumentException with a sentence for the reader when the id breaks a rule
  public RepoId {
    int slash = value.indexOf('/');
    boolean namesFit =
        isPart(value.substring(slash + 1)) && (slash < 0 || isPart(value.substring(0, slash)));
    if (!namesFit || value.contains("--") || value.contains("..") || value.endsWith(".git")) {
      throw new IllegalArgumentException(
          "`"
              + OneLine.of(value, 120)
              + "` is not a repository id: write `namespace/name` with letters, digits, `-`, `_`"
              + " and `.` (at most 96 characters a part, no `--` or `..`, not ending in `.git`),"
              + " e.g. `stanfordnlp/imdb`.");
    }
  }

  /// The user or organisation; empty for a legacy name.
  public Optional<String> namespace() {
    int slash = value.indexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(value.substring(0, slash));
  }

  /// The part after the slash.
  public String name() {
    return value.substring(value.indexOf('/') + 1);
  }

  /// The parts as path segments.
  String[] segments() {
    return value.split("/");
  }

  private static boolean isPart(String part) {
    return part.length() <= MAX_PART_LENGTH && PART.matcher(part).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.mlintern.tools.repos;

import java.util.List;
import java.util.regex.Pattern;

/// A shell-style pattern over paths in a repository (spec tools-act §8.2): case counts, `*` and `?`
/// match `/` too, a trailing `/` stands for everything below, a backslash for a slash.
record RepoFilesGlob(String text, Pattern pattern) {
  static RepoFilesGlob of(String text) {
    String plain = text.strip().replace('\\', '/').replaceFirst("^(\\./|/)+", "");
    return new RepoFilesGlob(
        text, Pattern.compile(regex(plain.endsWith("/") ? plain + "*" : plain), Pattern.DOTALL));
  }

  /// Exactly that path; with a trailing `/` everything below it.
  static RepoFilesGlob literal(String path) {
    String plain = path.replaceFirst("^(\\./|/)+", "");
    String below = plain.endsWith("/") ? ".+" : "";
    return new RepoFilesGlob(path, Pattern.compile(Pattern.quote(plain) + below, Pattern.DOTALL));
  }

  static boolean anyMatches(List<RepoFilesGlob> globs, String path) {
    return globs.stream().anyMatch(glob -> glob.matches(path));
  }

  boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  private static String regex(String glob) {
    var regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int close = c == '[' ? glob.indexOf(']', i + 2) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (close > 0) {
        regex.append(characters(glob.substring(i + 1, close)));
        i = close;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }

  /// `[abc]`, `[a-z]`, `[!abc]`.
  private static String characters(String inside) {
    boolean isNegated = inside.startsWith("!");
    String set = inside.substring(isNegated ? 1 : 0).replaceAll("[\\\\\\[\\]^&]", "\\\\$0");
    return "[" + (isNegated ? "^" : "") + set + "]";
  }

  @Override
  public String toString() {
    return text;
  }
}

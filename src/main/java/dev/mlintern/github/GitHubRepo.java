package dev.mlintern.github;

import java.util.regex.Pattern;

/// A repository on GitHub: `owner/name`.
///
/// @see <a href="https://docs.github.com/en/rest/repos/repos">GitHub REST: repositories</a>
public record GitHubRepo(String owner, String name) {
  private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  public GitHubRepo {
    if (!isOwner(owner)) {
      throw new IllegalArgumentException("`" + owner + "` is not a GitHub owner name");
    }
    if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException("`" + name + "` is not a GitHub repository name");
    }
  }

  /// Whether the text can be the name of a user or an organisation.
  public static boolean isOwner(String text) {
    return OWNER.matcher(text).matches();
  }

  @Override
  public String toString() {
    return owner + "/" + name;
  }
}

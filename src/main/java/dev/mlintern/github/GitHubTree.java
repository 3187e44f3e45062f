package dev.mlintern.github;

import java.util.List;

/// All paths of a commit.
///
/// @param truncated GitHub left entries out (more than 100,000 entries or 7 MB)
/// @see <a href="https://docs.github.com/en/rest/git/trees">GitHub REST: trees</a>
public record GitHubTree(List<Entry> entries, boolean truncated) {
  public GitHubTree {
    entries = List.copyOf(entries);
  }

  /// One path.
  ///
  /// @param kind what stands there
  /// @param size bytes; 0 for everything but files
  /// @param id git's id of the file or folder
  public record Entry(String path, Kind kind, long size, String id) {
    /// The same thing as seen from the folder above.
    public Entry below(String folder) {
      return new Entry(folder + "/" + path, kind, size, id);
    }

    public String fileName() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  /// What a path of a tree is.
  public enum Kind {
    FILE,
    DIRECTORY,
    SYMLINK,
    SUBMODULE
  }
}

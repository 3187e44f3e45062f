package dev.mlintern.hub;

import java.util.List;

/// The entries of a folder, or of everything below it.
///
/// @param isComplete false when the listing was cut at the caller's limit
public record RepoTree(List<TreeEntry> entries, boolean isComplete) {
  public RepoTree {
    entries = List.copyOf(entries);
  }
}

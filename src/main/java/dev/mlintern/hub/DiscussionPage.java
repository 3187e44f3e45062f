package dev.mlintern.hub;

import java.util.List;

/// A page of a repository's discussions, newest first.
///
/// @param total of all pages
/// @param start index of the first one
public record DiscussionPage(List<Discussion> discussions, int total, int start) {
  public DiscussionPage {
    discussions = List.copyOf(discussions);
  }

  public boolean isLast() {
    return discussions.isEmpty() || start + discussions.size() >= total;
  }
}

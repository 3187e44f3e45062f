package dev.mlintern.hub;

import java.util.List;
import java.util.Optional;

/// One page of a repository's listing.
///
/// @param nextCursor asks for the next page; empty on the last one
public record TreePage(List<TreeEntry> entries, Optional<String> nextCursor) {
  public TreePage {
    entries = List.copyOf(entries);
  }
}

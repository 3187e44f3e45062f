package dev.mlintern.localhub.store;

import java.util.Locale;
import java.util.NoSuchElementException;

/// Where a discussion stands. `draft` and `merged` are only for pull requests.
public enum DiscussionStatus {
  DRAFT,
  OPEN,
  CLOSED,
  MERGED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether something can still come of it.
  public boolean isOpen() {
    return this == DRAFT || this == OPEN;
  }

  static DiscussionStatus ofWord(String word) {
    for (DiscussionStatus status : values()) {
      if (status.word().equals(word)) {
        return status;
      }
    }
    throw new NoSuchElementException("unknown status " + word);
  }
}

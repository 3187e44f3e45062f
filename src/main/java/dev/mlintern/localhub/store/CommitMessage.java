package dev.mlintern.localhub.store;

import java.time.Instant;
import java.util.Optional;

/// What a commit says about itself.
///
/// @param date empty for now
public record CommitMessage(
    String title, String description, String author, Optional<Instant> date) {
  public CommitMessage {
    if (title.isBlank()) {
      throw new IllegalArgumentException("a commit needs a title");
    }
  }

  public static CommitMessage of(String title, String description, String author) {
    return new CommitMessage(title, description, author, Optional.empty());
  }
}

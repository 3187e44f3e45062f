package dev.mlintern.hub;

/// A commit was sent, its answer was lost, and looking at the repository did not tell whether it
/// was made. The message says what is known and where to look.
public final class CommitUnclear extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommitUnclear(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.mlintern.github;

import java.time.Duration;
import java.util.Optional;

/// An error answer of the GitHub REST API.
public final class GitHubException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Optional<Duration> wait;

  GitHubException(int status, String message, Optional<Duration> wait) {
    super(message);
    this.status = status;
    this.wait = wait;
  }

  /// HTTP status.
  public int status() {
    return status;
  }

  /// How long until the rate limit resets, if that is the reason.
  public Optional<Duration> waitTime() {
    return wait;
  }
}

package dev.mlintern.scholar;

/// An error answer of Semantic Scholar.
public final class ScholarException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ScholarException(int status, String message) {
    super(message);
    this.status = status;
  }

  /// HTTP status.
  public int status() {
    return status;
  }
}

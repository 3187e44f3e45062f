package dev.mlintern.arxiv;

/// An answer of arXiv or ar5iv that is no paper.
public final class ArxivException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ArxivException(int status, String message) {
    super(message);
    this.status = status;
  }

  /// HTTP status.
  public int status() {
    return status;
  }
}

package dev.mlintern.arxiv;

/// An answer of arXiv or ar5iv that is no paper.
public final class ArxivException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ArxivException(String message) {
    super(message);
  }
}

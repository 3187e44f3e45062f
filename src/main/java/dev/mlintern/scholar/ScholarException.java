package dev.mlintern.scholar;

/// An error answer of Semantic Scholar.
public final class ScholarException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScholarException(String message) {
    super(message);
  }
}

package dev.mlintern.localhub.viewer.query;

/// A `where` or `orderby` that cannot be understood.
public final class WhereError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WhereError(String message) {
    super(message, null, false, false);
  }
}

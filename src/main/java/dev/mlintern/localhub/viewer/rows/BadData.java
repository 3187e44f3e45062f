package dev.mlintern.localhub.viewer.rows;

/// A data file that cannot be read as what it claims to be.
public final class BadData extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadData(String message) {
    super(message, null, false, false);
  }
}

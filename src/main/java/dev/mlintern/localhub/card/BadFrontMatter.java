package dev.mlintern.localhub.card;

/// The YAML block of a README cannot be read.
public final class BadFrontMatter extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadFrontMatter(String message) {
    super(message, null, false, false);
  }
}

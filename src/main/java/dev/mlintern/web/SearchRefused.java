package dev.mlintern.web;

/// A search service that did not answer with results: blocked, out of quota, broken.
public final class SearchRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SearchRefused(String message) {
    super(message);
  }
}

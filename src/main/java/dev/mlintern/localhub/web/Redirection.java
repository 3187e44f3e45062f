package dev.mlintern.localhub.web;

/// Sends the caller to another address of this Hub.
public final class Redirection extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String location;

  /// @param location path and query
  public Redirection(String location) {
    super(location, null, false, false);
    this.location = location;
  }

  Reply reply() {
    return Reply.redirect(location);
  }
}

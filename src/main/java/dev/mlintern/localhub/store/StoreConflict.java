package dev.mlintern.localhub.store;

/// A change the store refuses, for a reason the caller can act on.
public final class StoreConflict extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What is in the way.
  public enum Reason {
    /// The parent the caller named is not the head any more.
    STALE_PARENT,
    /// A path or name that is to be changed is not there.
    MISSING,
    /// A name that is to be made is there already.
    EXISTS,
    /// The change makes no sense whatever the state is.
    INVALID
  }

  private final Reason reason;

  public StoreConflict(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}

package dev.mlintern.hub.sandbox;

/// A sandbox that refused a call, or did not answer it. The message is one line: what failed and in
/// whose words.
public final class SandboxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What kind of trouble it is.
  public enum Fault {
    /// No such file, directory or process.
    NOT_FOUND,
    /// The server understood and said no.
    REFUSED,
    /// It broke, in the server or before it (HTTP 500): what was asked for may have been done.
    BROKEN,
    /// The sandbox token, or the proxy's own credential, was not accepted.
    UNAUTHORIZED,
    /// No answer from the server itself: the network, the proxy, or a sandbox that has ended.
    OUT_OF_REACH,
    /// The answer broke off: what was asked for may have been done.
    BROKEN_OFF
  }

  private final Fault fault;
  private final int status;

  SandboxException(Fault fault, int status, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
    this.status = status;
  }

  SandboxException(Fault fault, int status, String message) {
    this(fault, status, message, null);
  }

  public Fault fault() {
    return fault;
  }

  /// HTTP status; 0 when there was none.
  public int status() {
    return status;
  }

  /// Whether asking again could help.
  public boolean isPassing() {
    return fault == Fault.OUT_OF_REACH || fault == Fault.BROKEN_OFF || fault == Fault.BROKEN;
  }

  /// The same trouble in other words.
  public SandboxException saying(String message) {
    return new SandboxException(fault, status, message, this);
  }
}

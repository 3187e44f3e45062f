package dev.mlintern.tools;

/// A call that cannot succeed as asked. The message says what failed, why, and what to do next; the
/// model reads it verbatim.
public final class ToolFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ToolFailure(String message) {
    super(message);
  }

  public ToolFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

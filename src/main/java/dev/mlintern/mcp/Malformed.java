package dev.mlintern.mcp;

import java.util.Optional;

/// A line that is no message we can act on, and the JSON-RPC error that says so.
final class Malformed extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final transient Optional<WireId> id;

  Malformed(int code, String message, Optional<WireId> id) {
    super(message);
    this.code = code;
    this.id = id;
  }

  int code() {
    return code;
  }

  Optional<WireId> id() {
    return id;
  }
}

package dev.mlintern.json;

/// Text that is not one strict JSON document: what is wrong and at which character.
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int offset;

  JsonException(String reason, int offset) {
    super(reason + " at character " + offset);
    this.offset = offset;
  }

  /// Index of the offending character (UTF-16 units from 0; bytes for invalid UTF-8).
  public int offset() {
    return offset;
  }
}

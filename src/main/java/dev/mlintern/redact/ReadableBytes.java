package dev.mlintern.redact;

/// A stretch of decoded bytes that reads as text: printable ASCII, and UTF-8 beyond it.
///
/// Bytes beyond ASCII are kept one by one; no secret is made of them, they only stand between.
final class ReadableBytes {
  private final StringBuilder bytes = new StringBuilder();
  private int awaited;

  boolean isEmpty() {
    return bytes.isEmpty();
  }

  int length() {
    return bytes.length();
  }

  void clear() {
    bytes.setLength(0);
    awaited = 0;
  }

  /// Takes the next byte.
  ///
  /// @return false when it is no text; it is not taken then
  boolean take(int value) {
    if (awaited > 0 ? (value & 0xC0) != 0x80 : !begins(value)) {
      return false;
    }
    awaited = awaited > 0 ? awaited - 1 : following(value);
    bytes.append((char) value);
    return true;
  }

  private static boolean begins(int value) {
    return value >= ' ' && value < 0x7f
        || value == '\n'
        || value == '\t'
        || value == '\r'
        || value == 0x1b
        || value >= 0xC2 && value <= 0xF4;
  }

  private static int following(int value) {
    if (value < 0xC2) {
      return 0;
    }
    if (value < 0xE0) {
      return 1;
    }
    return value < 0xF0 ? 2 : 3;
  }

  @Override
  public String toString() {
    return bytes.toString();
  }
}

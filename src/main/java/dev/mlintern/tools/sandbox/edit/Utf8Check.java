package dev.mlintern.tools.sandbox.edit;

/// Whether bytes that go by are UTF-8 (RFC 3629, section 4), as strictly as Java's decoder.
final class Utf8Check {
  private static final int LEAST = 0x80;
  private static final int MOST = 0xBF;

  private boolean valid = true;

  /// Bytes the character needs still, and what the next of them may be.
  private int pending;

  private int least = LEAST;
  private int most = MOST;

  void pass(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && valid) {
      if (pending == 0 && at + Long.BYTES <= to && isAscii(bytes, at)) {
        at += Long.BYTES;
      } else {
        pass(bytes[at++] & 0xFF);
      }
    }
  }

  private static boolean isAscii(byte[] bytes, int at) {
    return ((long) ByteKinds.EIGHT.get(bytes, at) & ByteKinds.HIGH_BITS) == 0;
  }

  private void pass(int one) {
    if (pending == 0) {
      begin(one);
    } else if (one >= least && one <= most) {
      pending--;
      least = LEAST;
      most = MOST;
    } else {
      valid = false;
    }
  }

  private void begin(int one) {
    if (one < LEAST) {
      return;
    }
    if (one < 0xC2 || one > 0xF4) {
      valid = false;
    } else if (one < 0xE0) {
      pending = 1;
    } else if (one < 0xF0) {
      pending = 2;
      // Neither longer than needed nor half a surrogate pair.
      least = one == 0xE0 ? 0xA0 : LEAST;
      most = one == 0xED ? 0x9F : MOST;
    } else {
      pending = 3;
      least = one == 0xF0 ? 0x90 : LEAST;
      most = one == 0xF4 ? 0x8F : MOST;
    }
  }

  /// Whether all so far may be UTF-8.
  boolean holds() {
    return valid;
  }

  /// Whether all was, to its end.
  boolean isWhole() {
    return valid && pending == 0;
  }
}

package dev.mlintern.tools.sandbox.edit;

import java.util.Arrays;

/// Finds bytes among bytes in strides of up to their length (Horspool's algorithm).
final class BytePattern {
  private final byte[] wanted;
  private final int[] strides = new int[256];

  /// @param wanted not empty
  BytePattern(byte[] wanted) {
    if (wanted.length == 0) {
      throw new IllegalArgumentException("nothing to find");
    }
    this.wanted = wanted;
    int last = wanted.length - 1;
    Arrays.fill(strides, wanted.length);
    for (int i = 0; i < last; i++) {
      strides[wanted[i] & 0xFF] = last - i;
    }
  }

  int length() {
    return wanted.length;
  }

  /// Where it first begins, from `from` on; less than 0 when it is not there whole.
  int in(byte[] bytes, int from, int to) {
    int last = wanted.length - 1;
    byte end = wanted[last];
    int at = from + last;
    while (at < to) {
      byte here = bytes[at];
      if (here == end && Arrays.equals(bytes, at - last, at, wanted, 0, last)) {
        return at - last;
      }
      at += strides[here & 0xFF];
    }
    return -1;
  }
}

package dev.mlintern.tools.sandbox;

import java.util.Arrays;
import java.util.Objects;

/// A new state of a large file, made of the old one: its first bytes, a new part, and its last
/// ones.
///
/// @param head how many bytes of the begin stay
/// @param rest from which byte of the old state on the end stays
/// @param after what is there then
record Splice(long head, byte[] part, long rest, Fingerprint after) {
  private static final int BLOCK = 8 << 10;

  Splice {
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(after, "after");
    if (head < 0 || rest < 0) {
      throw new IllegalArgumentException("not places in a file: " + head + ", " + rest);
    }
  }

  static Splice between(byte[] before, byte[] after) {
    int most = Math.min(before.length, after.length);
    int same = Arrays.mismatch(before, 0, most, after, 0, most);
    int head = same < 0 ? most : same;
    int tail = sameTail(before, after, most - head);
    byte[] part = Arrays.copyOfRange(after, head, after.length - tail);
    return new Splice(head, part, before.length - tail, Fingerprint.of(after));
  }

  private static int sameTail(byte[] before, byte[] after, int most) {
    int tail = 0;
    // In blocks first: whole ones are compared many bytes at a time.
    while (tail + BLOCK <= most
        && Arrays.equals(
            before,
            before.length - tail - BLOCK,
            before.length - tail,
            after,
            after.length - tail - BLOCK,
            after.length - tail)) {
      tail += BLOCK;
    }
    while (tail < most && before[before.length - 1 - tail] == after[after.length - 1 - tail]) {
      tail++;
    }
    return tail;
  }
}

package dev.mlintern.fuzz;

import java.util.Arrays;
import java.util.function.Predicate;

/// Cuts an input down while it still breaks the same promise.
final class Shrink {
  private static final int MAX_TRIES = 2_000;
  private static final long MAX_NANOS = 10_000_000_000L;

  private Shrink() {}

  static byte[] smallest(byte[] input, Predicate<byte[]> stillBreaks) {
    byte[] small = input;
    int tries = 0;
    long begun = System.nanoTime();
    for (int length = Math.max(1, input.length / 2); length > 0; length /= 2) {
      int at = 0;
      while (at < small.length && tries++ < MAX_TRIES && System.nanoTime() - begun < MAX_NANOS) {
        byte[] shorter = without(small, at, Math.min(length, small.length - at));
        if (stillBreaks.test(shorter)) {
          small = shorter;
        } else {
          at += length;
        }
      }
    }
    return small;
  }

  private static byte[] without(byte[] input, int at, int length) {
    byte[] shorter = Arrays.copyOf(input, input.length - length);
    System.arraycopy(input, at + length, shorter, at, shorter.length - at);
    return shorter;
  }
}

package dev.mlintern.localhub.viewer.rows;

import java.util.Arrays;

/// Collects the offset of every row a later read can start at.
final class Checkpoints {
  private final boolean enterable;
  private long[] offsets = new long[16];
  private int count;

  Checkpoints(DataFile file) {
    this.enterable = !file.isZipped();
  }

  void row(long index, long offset) {
    if (enterable && index % Survey.STEP == 0) {
      if (count == offsets.length) {
        offsets = Arrays.copyOf(offsets, count * 2);
      }
      offsets[count++] = offset;
    }
  }

  long[] offsets() {
    return Arrays.copyOf(offsets, count);
  }
}

package dev.mlintern.localhub.viewer.rows;

import dev.mlintern.localhub.viewer.feature.Feature.Struct;

/// What one pass over a file tells.
///
/// @param columns the types found
/// @param rows number of rows
/// @param memoryBytes about what the rows take in memory as Arrow arrays
/// @param checkpoints offset of row 0, `STEP`, 2 × `STEP`, …; empty where a file cannot be entered
///     in the middle
public record Survey(Struct columns, long rows, long memoryBytes, long[] checkpoints) {
  static final int STEP = 1_000;
  static final long[] NO_CHECKPOINTS = {};

  public Survey {
    checkpoints = checkpoints.clone();
  }

  /// The number of the last row before or at `row` that can be entered.
  long entryRow(long row) {
    return checkpoints.length == 0 ? 0 : Math.min(row / STEP, checkpoints.length - 1L) * STEP;
  }

  long entryOffset(long entryRow) {
    return checkpoints.length == 0 ? 0 : checkpoints[(int) (entryRow / STEP)];
  }
}

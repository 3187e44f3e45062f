package dev.mlintern.localhub.viewer.rows;

import java.io.IOException;

/// The records of a text file with their places, so that reading can start in the middle.
interface TextRecords extends AutoCloseable {
  /// Largest record that is read.
  int MAX_RECORD_BYTES = 64 << 20;

  /// Moves to the next record.
  ///
  /// @return whether there is one
  boolean next() throws IOException;

  /// Where the record starts: an offset that a later reader can start at.
  long offset();

  @Override
  void close() throws IOException;
}

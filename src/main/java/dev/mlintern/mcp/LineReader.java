package dev.mlintern.mcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// Lines of a byte stream, each at most so long. A longer one is skipped, not kept, so no client
/// can fill the memory.
final class LineReader {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final InputStream in;
  private final int maxBytes;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private int start;
  private int end;

  LineReader(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /// What was read.
  sealed interface Line {
    /// A line without its line feed.
    record Text(byte[] bytes) implements Line {}

    /// A line longer than allowed; it is gone.
    record TooLong() implements Line {}

    /// Nothing will follow.
    record End() implements Line {}
  }

  /// The next line; blocks until it is complete. What follows the last line feed counts as a line.
  Line next() throws IOException {
    var line = new ByteArrayOutputStream(0);
    boolean tooLong = false;
    boolean any = false;
    while (true) {
      if (start == end && !fill()) {
        if (!any) {
          return new Line.End();
        }
        return finished(line, tooLong);
      }
      any = true;
      int lineFeed = indexOfLineFeed();
      int stop = lineFeed < 0 ? end : lineFeed;
      if (lineFeed >= 0 && line.size() == 0 && !tooLong && stop - start <= maxBytes) {
        byte[] bytes = java.util.Arrays.copyOfRange(chunk, start, stop);
        start = stop + 1;
        return new Line.Text(bytes);
      }
      tooLong |= line.size() + (stop - start) > maxBytes;
      if (tooLong) {
        line = new ByteArrayOutputStream(0);
      } else {
        line.write(chunk, start, stop - start);
      }
      start = lineFeed < 0 ? end : stop + 1;
      if (lineFeed >= 0) {
        return finished(line, tooLong);
      }
    }
  }

  private static Line finished(ByteArrayOutputStream line, boolean tooLong) {
    return tooLong ? new Line.TooLong() : new Line.Text(line.toByteArray());
  }

  private boolean fill() throws IOException {
    start = 0;
    end = Math.max(0, in.read(chunk));
    return end > 0;
  }

  private int indexOfLineFeed() {
    for (int i = start; i < end; i++) {
      if (chunk[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}

package dev.mlintern.localhub.viewer.rows;

import java.io.IOException;
import java.io.InputStream;

/// Bytes one by one, with their position and one step back.
final class ByteSource implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long before;
  private int at;
  private int end;

  /// @param offset of the first byte of the stream in its file
  ByteSource(InputStream in, long offset) {
    this.in = in;
    this.before = offset;
  }

  /// The next byte, or -1 at the end.
  int read() throws IOException {
    if (at == end) {
      before += end;
      at = 0;
      end = Math.max(0, in.read(buffer));
      if (end == 0) {
        return -1;
      }
    }
    return buffer[at++] & 0xff;
  }

  /// Gives back the byte just read; not after the end and only once.
  void stepBack() {
    at--;
  }

  /// Offset of the byte that is read next.
  long position() {
    return before + at;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

package dev.mlintern.redact;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Reads lines with their line breaks; a line beyond the limit comes in pieces.
public final class LineReader {
  /// @param text the line or piece, its line break included
  /// @param whole whether it is a whole line
  public record Line(String text, boolean whole) {}

  private final InputStream in;
  private final int mostBytes;
  private final byte[] buffer = new byte[65_536];
  private byte[] line = new byte[4096];
  private int at;
  private int filled;
  private boolean inPieces;

  public LineReader(InputStream in, int mostBytes) {
    this.in = in;
    this.mostBytes = mostBytes;
  }

  /// The next line or piece, `null` at the end.
  public Line next() throws IOException {
    int length = 0;
    while (at < filled || fill()) {
      int newline = indexOfNewline();
      int end = newline < 0 ? filled : newline + 1;
      int taken = Math.min(end - at, mostBytes - length);
      append(length, taken);
      length += taken;
      at += taken;
      if (newline >= 0 && at == end) {
        return line(length, true);
      }
      if (length == mostBytes) {
        return line(wholeCharacters(length), false);
      }
    }
    return length == 0 ? null : line(length, true);
  }

  private Line line(int length, boolean last) {
    boolean whole = last && !inPieces;
    inPieces = !last;
    return new Line(LosslessUtf8.decode(line, length), whole);
  }

  /// A piece ends between two characters; the bytes of a character begun are read again.
  private int wholeCharacters(int length) {
    int start = length;
    while (start > length - 4 && start > 0 && (line[start - 1] & 0xC0) == 0x80) {
      start--;
    }
    boolean begun = start > 0 && (line[start - 1] & 0xC0) == 0xC0;
    int back = begun ? length - start + 1 : 0;
    if (back == 0 || back > at || back >= length) {
      return length;
    }
    at -= back;
    return length - back;
  }

  private int indexOfNewline() {
    for (int i = at; i < filled; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = Math.max(0, in.read(buffer));
    return filled > 0;
  }

  private void append(int length, int count) {
    if (length + count > line.length) {
      int wanted = Math.max(length + count, Math.min(line.length * 2, mostBytes));
      line = Arrays.copyOf(line, wanted);
    }
    System.arraycopy(buffer, at, line, length, count);
  }
}

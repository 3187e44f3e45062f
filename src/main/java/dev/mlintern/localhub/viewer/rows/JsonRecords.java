package dev.mlintern.localhub.viewer.rows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/// The values of a JSON file, whether one after the other (JSON Lines) or the elements of one
/// array. Only one value at a time is in memory.
final class JsonRecords implements TextRecords {
  private static final int BYTE_ORDER_MARK = 0xef;

  private final ByteSource in;
  private final ByteArrayOutputStream value = new ByteArrayOutputStream();
  private long start;
  private boolean first;

  JsonRecords(ByteSource in) {
    this.in = in;
    this.first = in.position() == 0;
  }

  /// The bytes of the current value.
  byte[] value() {
    return value.toByteArray();
  }

  @Override
  public long offset() {
    return start;
  }

  @Override
  public boolean next() throws IOException {
    int c = skipSeparators();
    if (first) {
      if (c == BYTE_ORDER_MARK) {
        in.read();
        in.read();
        c = skipSeparators();
      }
      if (c == '[') {
        c = skipSeparators();
      }
      first = false;
    }
    if (c < 0) {
      return false;
    }
    start = in.position() - 1;
    value.reset();
    value.write(c);
    switch (c) {
      case '{', '[' -> readNested();
      case '"' -> readString();
      default -> readWord();
    }
    return true;
  }

  private int skipSeparators() throws IOException {
    int c = in.read();
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == ']') {
      c = in.read();
    }
    return c;
  }

  private void readNested() throws IOException {
    int depth = 1;
    while (depth > 0) {
      int c = add(in.read());
      switch (c) {
        case '"' -> readString();
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
    }
  }

  private void readString() throws IOException {
    int c = add(in.read());
    while (c != '"') {
      if (c == '\\') {
        add(in.read());
      }
      c = add(in.read());
    }
  }

  private void readWord() throws IOException {
    int c = in.read();
    while (c > ' ' && c != ',' && c != ']') {
      add(c);
      c = in.read();
    }
    if (c >= 0) {
      in.stepBack();
    }
  }

  private int add(int c) {
    if (c < 0) {
      throw new BadData("JSON parse error: the file ends inside a value");
    }
    if (value.size() >= MAX_RECORD_BYTES) {
      throw new BadData("a row is larger than " + MAX_RECORD_BYTES + " bytes");
    }
    value.write(c);
    return c;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

package dev.mlintern.localhub.viewer.rows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The records of a CSV file (RFC 4180): quoted fields may hold separators, line feeds and doubled
/// quotes; empty lines are skipped.
final class CsvRecords implements TextRecords {
  private final ByteSource in;
  private final char separator;
  private final List<String> fields = new ArrayList<>();
  private final ByteArrayOutputStream field = new ByteArrayOutputStream();
  private long start;
  private long size;

  CsvRecords(ByteSource in, char separator) {
    this.in = in;
    this.separator = separator;
  }

  /// The fields of the current record.
  List<String> fields() {
    return List.copyOf(fields);
  }

  @Override
  public long offset() {
    return start;
  }

  @Override
  public boolean next() throws IOException {
    int c = in.read();
    while (c == '\n' || c == '\r') {
      c = in.read();
    }
    if (c < 0) {
      return false;
    }
    in.stepBack();
    start = in.position();
    size = 0;
    fields.clear();
    while (readField()) {
      // One field after the other until the record ends.
    }
    return true;
  }

  /// @return whether another field follows in this record
  private boolean readField() throws IOException {
    field.reset();
    int c = in.read();
    if (c == '"') {
      readQuoted();
      c = in.read();
    }
    while (c >= 0 && c != separator && c != '\n' && c != '\r') {
      add(c);
      c = in.read();
    }
    String text = field.toString(StandardCharsets.UTF_8);
    boolean atStart = start == 0 && fields.isEmpty();
    fields.add(atStart && text.startsWith("\uFEFF") ? text.substring(1) : text);
    return c == separator;
  }

  private void readQuoted() throws IOException {
    while (true) {
      int c = in.read();
      if (c < 0) {
        throw new BadData("Error tokenizing data: the file ends inside a quoted field");
      }
      if (c == '"') {
        int next = in.read();
        if (next != '"') {
          if (next >= 0) {
            in.stepBack();
          }
          return;
        }
      }
      add(c);
    }
  }

  private void add(int c) {
    if (++size > MAX_RECORD_BYTES) {
      throw new BadData("a row is larger than " + MAX_RECORD_BYTES + " bytes");
    }
    field.write(c);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

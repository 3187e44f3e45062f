package dev.mlintern.tools.sandbox;

import dev.mlintern.tools.ForeignText;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/// Takes a window of lines out of a text of any length, each with its number. Lines end with LF,
/// CRLF or CR and with nothing else, as in editors.
final class NumberedLines {
  /// A longer line is cut, and its true length told.
  private static final int MAX_LINE_CHARS = 2_000;

  private final long first;
  private final long count;
  private final int maxChars;
  private final StringBuilder out = new StringBuilder();
  private long line;
  private long shown;
  private boolean full;
  private boolean crlf;
  private boolean lf;
  private boolean complete;

  /// @param first number of the first line wanted, from 1
  NumberedLines(long first, long count, int maxChars) {
    this.first = first;
    this.count = count;
    this.maxChars = maxChars;
  }

  /// @param toTheEnd whether to read on behind the window, to know how many lines there are
  void read(Reader reader, boolean toTheEnd) throws IOException {
    var current = new StringBuilder();
    long length = 0;
    boolean pendingCr = false;
    char[] buffer = new char[32 << 10];
    for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
      for (int i = 0; i < n; i++) {
        char c = buffer[i];
        if (pendingCr) {
          pendingCr = false;
          crlf |= c == '\n';
          if (c == '\n') {
            continue;
          }
        }
        if (c == '\n' || c == '\r') {
          pendingCr = c == '\r';
          lf |= c == '\n';
          end(current, length);
          length = 0;
          continue;
        }
        if (length++ < MAX_LINE_CHARS) {
          current.append(c);
        }
      }
      boolean beyond = full || shown >= count;
      if (beyond && !toTheEnd) {
        return;
      }
    }
    if (length > 0) {
      end(current, length);
    }
    complete = true;
  }

  private void end(StringBuilder current, long length) {
    line++;
    if (line >= first && shown < count && !full) {
      String text = ForeignText.clean(current.toString()).replace('\n', ' ');
      String cut = length > MAX_LINE_CHARS ? "… (" + length + " characters)" : "";
      String added = line + "\t" + text + cut + "\n";
      if (shown > 0 && out.length() + added.length() > maxChars) {
        full = true;
      } else {
        out.append(added);
        shown++;
      }
    }
    current.setLength(0);
  }

  String text() {
    return out.toString().stripTrailing();
  }

  long shown() {
    return shown;
  }

  /// Number of lines in all, when the end was reached.
  Optional<Long> total() {
    return complete ? Optional.of(line) : Optional.empty();
  }

  boolean mixedLineEnds() {
    return crlf && lf;
  }

  boolean carriageReturns() {
    return crlf;
  }
}

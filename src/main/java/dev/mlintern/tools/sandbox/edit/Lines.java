package dev.mlintern.tools.sandbox.edit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A text by lines, without copying it; lines end with LF, CRLF or CR.
final class Lines {
  private final String text;
  private final int before;
  private int[] starts = new int[64];
  private int count;

  private Lines(String text, int before) {
    this.text = text;
    this.before = before;
  }

  static Lines of(String text) {
    return of(text, text.indexOf('\r'), 0);
  }

  /// @param before number of lines before the text, of the file it is a part of
  static Lines of(String text, int before) {
    return of(text, text.indexOf('\r'), before);
  }

  /// @param text without a CR
  static Lines ofPlain(String text, int before) {
    return of(text, -1, before);
  }

  private static Lines of(String text, int firstReturn, int before) {
    var lines = new Lines(text, before);
    lines.add(0);
    // Two searches, each with long strides, are several times faster than a look at each character.
    int feed = text.indexOf('\n');
    int back = firstReturn;
    while (feed >= 0 || back >= 0) {
      if (back >= 0 && (feed < 0 || back < feed)) {
        if (back + 1 != feed) {
          lines.add(back + 1);
        }
        back = text.indexOf('\r', back + 1);
      } else {
        lines.add(feed + 1);
        feed = text.indexOf('\n', feed + 1);
      }
    }
    return lines;
  }

  private void add(int start) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
    }
    starts[count++] = start;
  }

  /// Number of lines; a text that ends with a line end has an empty one behind it.
  int count() {
    return count;
  }

  int start(int line) {
    return starts[line];
  }

  /// Behind the line end.
  int next(int line) {
    return line + 1 < count ? starts[line + 1] : text.length();
  }

  /// Before the line end.
  int end(int line) {
    int end = next(line);
    while (end > starts[line] && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return end;
  }

  String line(int line) {
    return text.substring(starts[line], end(line));
  }

  /// The line, from 0, an offset is in.
  int at(int offset) {
    int found = Arrays.binarySearch(starts, 0, count, offset);
    return found >= 0 ? found : -found - 2;
  }

  /// What the line, counted from 0, is called: counted from 1, and from the begin of the file.
  int number(int line) {
    return before + line + 1;
  }

  /// What the line an offset is in is called.
  int numberAt(int offset) {
    return number(at(offset));
  }

  List<String> all() {
    var all = new ArrayList<String>(count);
    for (int i = 0; i < count; i++) {
      all.add(line(i));
    }
    return all;
  }
}

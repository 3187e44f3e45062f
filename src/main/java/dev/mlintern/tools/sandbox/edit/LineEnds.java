package dev.mlintern.tools.sandbox.edit;

import java.util.Arrays;

/// A text with CRLF shown as LF, the way models write, and the way back.
///
/// @param whole the text as it is
/// @param shown the text to search
/// @param removed places in `shown` before which a CR is left out, ascending
/// @param plain whether there is no CR at all
record LineEnds(String whole, String shown, int[] removed, boolean plain) {
  static LineEnds of(String text) {
    // One character is looked for with long strides, two are not.
    boolean plain = text.indexOf('\r') < 0;
    if (plain || text.indexOf("\r\n") < 0) {
      return new LineEnds(text, text, new int[0], plain);
    }
    var shown = new StringBuilder(text.length());
    int[] removed = new int[64];
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
        if (count == removed.length) {
          removed = Arrays.copyOf(removed, 2 * count);
        }
        removed[count++] = shown.length();
      } else {
        shown.append(c);
      }
    }
    return new LineEnds(text, shown.toString(), Arrays.copyOf(removed, count), false);
  }

  /// The lines of what is shown.
  Lines lines() {
    return plain ? Lines.ofPlain(shown) : Lines.of(shown);
  }

  /// The span in the text itself.
  Span original(Span span) {
    return new Span(original(span.from()), original(span.to()));
  }

  private int original(int offset) {
    int found = Arrays.binarySearch(removed, offset);
    return offset + (found >= 0 ? found : -found - 1);
  }

  /// New text with the line ends that prevail in the text.
  String ended(String lf) {
    if (removed.length == 0) {
      return lf;
    }
    long all = shown.chars().filter(c -> c == '\n').count();
    return 2L * removed.length > all ? lf.replace("\n", "\r\n") : lf;
  }
}

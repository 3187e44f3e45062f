package dev.mlintern.tools.sandbox.edit;

import java.util.Arrays;

/// A text with CRLF shown as LF, the way models write, and the way back.
///
/// @param shown the text to search
/// @param removed places in `shown` before which a CR is left out, ascending
/// @param plain whether there is no CR at all
/// @param prevailing the line end of most lines
record LineEnds(String shown, int[] removed, boolean plain, String prevailing) {
  private static final int[] NONE = {};

  static LineEnds of(String text) {
    // One character is looked for with long strides, two are not.
    if (text.indexOf('\r') < 0) {
      return new LineEnds(text, NONE, true, "\n");
    }
    if (text.indexOf("\r\n") < 0) {
      return new LineEnds(text, NONE, false, text.indexOf('\n') < 0 ? "\r" : "\n");
    }
    var shown = new StringBuilder(text.length());
    int[] removed = new int[64];
    int count = 0;
    int feeds = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
        if (count == removed.length) {
          removed = Arrays.copyOf(removed, 2 * count);
        }
        removed[count++] = shown.length();
      } else {
        feeds += c == '\n' ? 1 : 0;
        shown.append(c);
      }
    }
    String prevailing = 2L * count > feeds ? "\r\n" : "\n";
    return new LineEnds(shown.toString(), Arrays.copyOf(removed, count), false, prevailing);
  }

  /// The lines of what is shown.
  ///
  /// @param before number of lines before the text, of the file it is a part of
  Lines lines(int before) {
    return plain ? Lines.ofPlain(shown, before) : Lines.of(shown, before);
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
    return prevailing.equals("\n") ? lf : lf.replace("\n", prevailing);
  }
}

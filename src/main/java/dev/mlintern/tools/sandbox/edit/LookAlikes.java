package dev.mlintern.tools.sandbox.edit;

import java.text.Normalizer;
import java.util.Arrays;

/// Text with characters folded that people and models mix up: typographic quotes, dashes, special
/// blanks, and invisible ones removed (spec tools-act §7.1).
///
/// @param folded the folded text
/// @param offsets for each folded character, and for the end, where it is in the original
record LookAlikes(String folded, int[] offsets) {
  private static final char REMOVED = '\0';

  static LookAlikes of(String text) {
    var folded = new StringBuilder(text.length());
    int[] offsets = new int[text.length() + 1];
    for (int i = 0; i < text.length(); i++) {
      char c = fold(text.charAt(i));
      if (c != REMOVED) {
        offsets[folded.length()] = i;
        folded.append(c);
      }
    }
    offsets[folded.length()] = text.length();
    return new LookAlikes(folded.toString(), Arrays.copyOf(offsets, folded.length() + 1));
  }

  /// The original's range for a range of the folded text: invisible characters around it stay.
  Span original(int from, int to) {
    return new Span(offsets[from], to == from ? offsets[from] : offsets[to - 1] + 1);
  }

  /// A line as it is compared: folded, and composed characters one way.
  static String line(String text) {
    boolean plain = text.chars().allMatch(c -> c < 0x80);
    return plain ? text : of(Normalizer.normalize(text, Normalizer.Form.NFC)).folded();
  }

  private static char fold(char c) {
    return switch (c) {
      case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212' -> '-';
      case '\u2018', '\u2019', '\u201A', '\u201B' -> '\'';
      case '\u201C', '\u201D', '\u201E', '\u201F' -> '"';
      case '\u00A0', '\u2002', '\u2003', '\u2009', '\u202F', '\u3000' -> ' ';
      case '\u200B', '\u2060', '\uFEFF' -> REMOVED;
      default -> c;
    };
  }
}

package dev.mlintern.tools.sandbox.edit;

import java.util.List;

/// A piece of a text, and what comes in its place.
public record Replacement(int from, int to, String fresh) {
  /// The text with all of them made.
  ///
  /// @param all in order, none in another
  static String applied(String text, List<Replacement> all) {
    int length = text.length();
    for (Replacement one : all) {
      length += one.fresh.length() - (one.to - one.from);
    }
    var out = new StringBuilder(length);
    int at = 0;
    for (Replacement one : all) {
      out.append(text, at, one.from).append(one.fresh);
      at = one.to;
    }
    return out.append(text, at, text.length()).toString();
  }
}

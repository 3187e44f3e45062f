package dev.mlintern.tools.sandbox.edit;

import java.util.Arrays;

/// What two states of a text differ in, as one piece of a unified diff with bounded lines.
public final class Difference {
  private Difference() {}

  /// Empty when they are the same.
  public static String of(String before, String after) {
    char[] old = before.toCharArray();
    char[] fresh = after.toCharArray();
    if (Arrays.equals(old, fresh)) {
      return "";
    }
    int most = Math.min(old.length, fresh.length);
    int head = Arrays.mismatch(old, 0, most, fresh, 0, most);
    head = head < 0 ? most : head;
    int tail = 0;
    while (tail < most - head && old[old.length - 1 - tail] == fresh[fresh.length - 1 - tail]) {
      tail++;
    }
    var span = new Span(head, old.length - tail);
    return Hunk.of(before, Lines.of(before), span, after.substring(head, after.length() - tail));
  }
}

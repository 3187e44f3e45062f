package dev.mlintern.tools.sandbox.edit;

import java.util.ArrayList;
import java.util.List;

/// A replaced span as a piece of a unified diff.
final class Hunk {
  private static final int CONTEXT = 2;
  private static final int MAX_LINES = 30;
  private static final int MAX_CHARS = 300;

  private Hunk() {}

  static String of(String text, Lines lines, Span span, String replacement) {
    int first = lines.at(span.from());
    int last = lines.at(Math.max(span.from(), span.to() - 1));
    String before = text.substring(lines.start(first), lines.next(last));
    String after =
        text.substring(lines.start(first), span.from())
            + replacement
            + text.substring(span.to(), Math.max(span.to(), lines.next(last)));
    List<String> minus = split(before);
    List<String> plus = split(after);
    int same = 0;
    while (same < Math.min(minus.size(), plus.size()) && minus.get(same).equals(plus.get(same))) {
      same++;
    }
    int sameEnd = 0;
    while (sameEnd < Math.min(minus.size(), plus.size()) - same
        && minus.get(minus.size() - 1 - sameEnd).equals(plus.get(plus.size() - 1 - sameEnd))) {
      sameEnd++;
    }
    var out = new ArrayList<String>();
    out.add("@@ line " + lines.number(first + same) + " @@");
    for (int i = Math.max(0, first + same - CONTEXT); i < first + same; i++) {
      out.add(" " + cut(lines.line(i)));
    }
    add(out, "-", minus.subList(same, minus.size() - sameEnd));
    add(out, "+", plus.subList(same, plus.size() - sameEnd));
    int behind = last + 1 - sameEnd;
    for (int i = behind; i < Math.min(lines.count(), behind + CONTEXT); i++) {
      boolean nothing = i == lines.count() - 1 && lines.line(i).isEmpty();
      if (!nothing) {
        out.add(" " + cut(lines.line(i)));
      }
    }
    return String.join("\n", out);
  }

  private static void add(List<String> out, String sign, List<String> lines) {
    lines.stream().limit(MAX_LINES).forEach(line -> out.add(sign + cut(line)));
    if (lines.size() > MAX_LINES) {
      out.add(sign + "… " + (lines.size() - MAX_LINES) + " more lines");
    }
  }

  private static List<String> split(String text) {
    List<String> all = Lines.of(text).all();
    boolean ended = all.size() > 1 && all.getLast().isEmpty();
    return ended || text.isEmpty() ? all.subList(0, all.size() - 1) : all;
  }

  private static String cut(String line) {
    return line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS) + "…";
  }
}

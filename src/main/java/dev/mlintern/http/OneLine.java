package dev.mlintern.http;

import java.util.regex.Pattern;

/// Foreign text made fit for one line of a message.
public final class OneLine {
  // A blank ends each of them: a tag or comment, an image, a link. `10K<n<1M` holds no tag.
  private static final Pattern BEGINNINGS =
      Pattern.compile("<(?=[/!?|]|\\p{L}[\\w:.-]*(?:[\\s/>]|$))|!(?=\\[)|](?=\\()");
  private static final Pattern FENCES = Pattern.compile("`{3,}|~{3,}");

  private OneLine() {}

  /// The text without control and invisible characters, blanks collapsed, harmless, cut to
  /// `maxChars`.
  public static String of(String text, int maxChars) {
    return cut(harmless(collapsed(text, 2 * maxChars)), maxChars);
  }

  /// The line with nothing in it that begins a tag, a picture, a link or a fence: `<b>` becomes
  /// `< b>`. Nothing of what it says is lost.
  public static String harmless(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (mayBegin(line.charAt(i))) {
        String apart = BEGINNINGS.matcher(line).replaceAll("$0 ");
        // No backtick stays: with one of ours beside it two would make a fence.
        return FENCES.matcher(apart).replaceAll("''");
      }
    }
    return line;
  }

  private static boolean mayBegin(char c) {
    return c == '<' || c == '!' || c == '[' || c == ']' || c == '`' || c == '~';
  }

  /// Whether a line of printable ASCII is [#harmless] as it is, and already one line: no blank at
  /// its ends, no two beside each other. Says yes to nearly every short value there is.
  public static boolean isPlain(String line) {
    char before = ' ';
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c < ' ' || c >= 0x7F || mayBegin(c) || (c == ' ' && before == ' ')) {
        return false;
      }
      before = c;
    }
    return before != ' ' || line.isEmpty();
  }

  private static String collapsed(String text, int maxChars) {
    var shown = new StringBuilder();
    boolean gap = false;
    for (int i = 0; i < text.length() && shown.length() <= maxChars; ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (isHidden(point)) {
        continue;
      }
      if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
        gap = !shown.isEmpty();
        continue;
      }
      if (gap) {
        shown.append(' ');
        gap = false;
      }
      shown.appendCodePoint(point);
    }
    return shown.toString();
  }

  private static String cut(String line, int maxChars) {
    if (line.length() <= maxChars) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
    return line.substring(0, end) + "…";
  }

  private static boolean isHidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL -> !Character.isWhitespace(point);
      case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
          true;
      default -> Fillers.contain(point) || Fillers.isPresentationSelector(point);
    };
  }
}

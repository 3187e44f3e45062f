package dev.mlintern.tools.jobs;

import dev.mlintern.tools.ForeignText;

/// Text written for a terminal, as plain text: without colours, titles, links and cursor movements,
/// and without characters nobody sees. Linear, and free for lines that hold nothing of that.
final class TerminalText {
  private static final char ESCAPE = 0x1b;
  private static final char BELL = 0x07;

  private TerminalText() {}

  /// The text without escape sequences and hidden characters; carriage returns and newlines stay,
  /// backspaces take back what they stand for.
  static String plain(String text) {
    return isPlain(text) ? text : clean(withoutEscapes(text));
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x7f || c < ' ' && c != '\t' && c != '\r' && c != '\n') {
        return false;
      }
    }
    return true;
  }

  /// [ForeignText#clean] takes carriage returns for hidden characters; here they separate states.
  private static String clean(String text) {
    if (text.indexOf('\r') < 0) {
      return ForeignText.clean(text);
    }
    var kept = new StringBuilder(text.length());
    int from = 0;
    for (int at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', from)) {
      kept.append(ForeignText.clean(text.substring(from, at))).append('\r');
      from = at + 1;
    }
    return kept.append(ForeignText.clean(text.substring(from))).toString();
  }

  private static String withoutEscapes(String text) {
    var kept = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ESCAPE) {
        at = endOfSequence(text, at + 1);
      } else if (c == 0x9b) {
        at = endOfControl(text, at + 1);
      } else if (c == '\b') {
        int last = kept.length() - 1;
        if (last >= 0 && kept.charAt(last) != '\n' && kept.charAt(last) != '\r') {
          kept.setLength(last);
        }
        at++;
      } else {
        kept.append(c);
        at++;
      }
    }
    return kept.toString();
  }

  /// @param at after the escape character
  private static int endOfSequence(String text, int at) {
    if (at >= text.length()) {
      return at;
    }
    return switch (text.charAt(at)) {
      case '[' -> endOfControl(text, at + 1);
      // Titles, links, and other strings of the terminal.
      case ']', 'P', 'X', '^', '_' -> endOfString(text, at + 1);
      case '(', ')', '*', '+', '#', '%' -> Math.min(text.length(), at + 2);
      default -> at + 1;
    };
  }

  /// `ESC [` parameters, intermediates, one final character (ECMA-48 §5.4).
  private static int endOfControl(String text, int at) {
    int end = at;
    while (end < text.length() && text.charAt(end) >= 0x20 && text.charAt(end) <= 0x3f) {
      end++;
    }
    boolean closed = end < text.length() && text.charAt(end) >= 0x40 && text.charAt(end) <= 0x7e;
    return closed ? end + 1 : end;
  }

  /// Up to a bell or `ESC \`. A string that never ends hides nothing: only its start is dropped.
  private static int endOfString(String text, int at) {
    for (int end = at; end < text.length(); end++) {
      char c = text.charAt(end);
      if (c == BELL || c == 0x9c) {
        return end + 1;
      }
      if (c == ESCAPE) {
        return end + 1 < text.length() && text.charAt(end + 1) == '\\' ? end + 2 : end;
      }
      if (c == '\n') {
        return at;
      }
    }
    return at;
  }
}

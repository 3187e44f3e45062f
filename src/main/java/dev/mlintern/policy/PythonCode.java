package dev.mlintern.policy;

/// Python source with what does not run taken out: comments, and the contents of string literals
/// (harness §1.9). A light scanner, linear in the text; it does not judge syntax.
public final class PythonCode {
  private PythonCode() {}

  /// The code without comments and with every string literal emptied.
  public static String withoutCommentsAndStrings(String source) {
    return strip(source, false);
  }

  /// The code without comments.
  public static String withoutComments(String source) {
    return strip(source, true);
  }

  private static String strip(String source, boolean keepStrings) {
    var code = new StringBuilder(source.length());
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '#') {
        at = endOfLine(source, at);
      } else if (c == '"' || c == '\'') {
        int end = endOfString(source, at);
        if (keepStrings) {
          code.append(source, at, end);
        } else {
          code.append(c).append(c);
        }
        at = end;
      } else {
        code.append(c);
        at++;
      }
    }
    return code.toString();
  }

  private static int endOfLine(String source, int from) {
    int end = source.indexOf('\n', from);
    return end < 0 ? source.length() : end;
  }

  /// Index after the literal that starts at `from`; a one-line literal without its end stops at the
  /// end of the line, as Python would stop there with an error.
  private static int endOfString(String source, int from) {
    char quote = source.charAt(from);
    boolean triple = source.startsWith(String.valueOf(quote).repeat(2), from + 1);
    int at = from + (triple ? 3 : 1);
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\\') {
        at += 2;
      } else if (c == '\n' && !triple) {
        return at;
      } else if (c == quote && (!triple || isTriple(source, at, quote))) {
        return at + (triple ? 3 : 1);
      } else {
        at++;
      }
    }
    return source.length();
  }

  private static boolean isTriple(String source, int at, char quote) {
    return at + 2 < source.length()
        && source.charAt(at + 1) == quote
        && source.charAt(at + 2) == quote;
  }
}

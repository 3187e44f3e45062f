package dev.mlintern.policy;

import java.util.ArrayList;
import java.util.List;

/// Splits a shell line into its simple commands, those inside `$(…)`, backquotes, `(…)` and
/// `<(…)` included. Knows quotes, escapes, comments, redirections and here-documents; knows nothing
/// of variables or aliases. Linear in the text for a given nesting depth.
final class ShellParser {
  private static final int MAX_DEPTH = 20;
  private static final String SUBSTITUTED = "$()";

  /// The program of a command that stands for a redirection into the file it is given.
  static final String WRITES = ">";

  /// Stands for what was nested too deep to be read.
  static final ShellCommand TOO_DEEP =
      new ShellCommand(List.of("commands nested deeper than " + MAX_DEPTH), "");

  private final String text;
  private final List<ShellCommand> found;
  private final int depth;
  private int at;
  private int openCases;

  /// Inside of `((…))`, where `<<` shifts and begins no here-document.
  private boolean arithmetic;

  private ShellParser(String text, List<ShellCommand> found, int depth) {
    this.text = text;
    this.found = found;
    this.depth = depth;
  }

  /// All simple commands of `line`.
  static List<ShellCommand> parse(String line) {
    var found = new ArrayList<ShellCommand>();
    new ShellParser(line.replace('\0', ' '), found, 0).list('\0');
    return found;
  }

  /// Reads commands up to `end` (which is consumed) or the end of the text.
  private void list(char end) {
    while (at < text.length()) {
      if (command(end)) {
        return;
      }
    }
  }

  /// One simple command being collected.
  private static final class Collected {
    final List<String> words = new ArrayList<>();
    final List<String> delimiters = new ArrayList<>();
    final StringBuilder input = new StringBuilder();

    /// Whether a here-document is one in which the shell runs `$(…)`.
    boolean expands;

    boolean startsWith(String word) {
      return !words.isEmpty() && words.getFirst().equals(word);
    }
  }

  /// Reads one simple command.
  ///
  /// @return whether `end` was reached
  private boolean command(char end) {
    var command = new Collected();
    boolean ended = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == end && !endsPattern(command)) {
        at++;
        ended = true;
        break;
      }
      if (c == '\n') {
        at++;
        hereDocuments(command);
        break;
      }
      if (c == ';' || c == '&' || c == '|') {
        at++;
        if (command.delimiters.isEmpty()) {
          break;
        }
        restOfLine(command);
        break;
      }
      if (c == '(') {
        at++;
        if (array(command)) {
          continue;
        }
        break;
      }
      if (c == ')') {
        at++;
        break;
      }
      if (c == '#') {
        skipLine();
      } else if (c == '<' || c == '>') {
        redirection(command);
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
        at += 2;
      } else {
        word(command, end);
      }
    }
    hereDocuments(command);
    openCases += command.startsWith("case") ? 1 : command.startsWith("esac") ? -1 : 0;
    if (!command.words.isEmpty()) {
      found.add(new ShellCommand(command.words, command.input.toString()));
    }
    return ended;
  }

  /// Whether a `)` here ends a pattern of `case` and not the list of commands.
  private boolean endsPattern(Collected command) {
    return command.startsWith("case") || openCases > (command.startsWith("esac") ? 1 : 0);
  }

  /// What follows `cat <<EOF |` on the same line comes before the document.
  private void restOfLine(Collected command) {
    int lineEnd = text.indexOf('\n', at);
    while (lineEnd > 0 && text.charAt(lineEnd - 1) == '\\') {
      lineEnd = text.indexOf('\n', lineEnd + 1); // the line goes on
    }
    if (lineEnd < 0) {
      return;
    }
    String rest = text.substring(at, lineEnd);
    at = lineEnd + 1;
    hereDocuments(command);
    int before = found.size();
    nested(rest);
    for (int i = before; i < found.size(); i++) {
      ShellCommand next = found.get(i);
      if (next.input().isEmpty()) {
        found.set(i, new ShellCommand(next.words(), command.input.toString()));
      }
    }
  }

  private void hereDocuments(Collected command) {
    for (String delimiter : command.delimiters) {
      while (at < text.length()) {
        int lineEnd = text.indexOf('\n', at);
        String line = text.substring(at, lineEnd < 0 ? text.length() : lineEnd);
        at = lineEnd < 0 ? text.length() : lineEnd + 1;
        if (line.strip().equals(delimiter)) {
          break;
        }
        command.input.append(line).append('\n');
      }
    }
    if (command.expands && !isTooDeep()) {
      command.expands = false;
      var document = new ShellParser(command.input.toString(), found, depth + 1);
      while (document.at < document.text.length()) {
        document.doubleQuoted(new StringBuilder()); // a quote ends nothing there
      }
    }
    command.delimiters.clear();
  }

  private void redirection(Collected command) {
    if (!command.words.isEmpty()
        && at > 0
        && isDigits(command.words.getLast())
        && Character.isDigit(text.charAt(at - 1))) {
      command.words.removeLast(); // the 2 of 2>file
    }
    String operator = operator();
    if (at < text.length() && text.charAt(at) == '(') {
      at++;
      nestedList();
      return;
    }
    skipBlanks();
    int start = at;
    var target = new Collected();
    if (at < text.length() && text.charAt(at) != '\n') {
      word(target, '\0');
    }
    String word = target.words.isEmpty() ? "" : target.words.getFirst();
    if (operator.equals("<<<")) {
      command.input.append(word).append('\n');
    } else if (operator.startsWith("<<")) {
      if (!arithmetic) {
        command.delimiters.add(word);
        command.expands |= text.startsWith(word, start); // no quotes in it
      }
    } else if (operator.indexOf('>') >= 0) {
      found.add(new ShellCommand(List.of(WRITES, word), ""));
    }
  }

  private String operator() {
    int start = at;
    while (at < text.length() && at - start < 3 && "<>&|".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '-' && text.startsWith("<<", start)) {
      at++;
    }
    return text.substring(start, at);
  }

  private void word(Collected command, char end) {
    var word = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == end && end != '\0' || Character.isWhitespace(c) || ";&|()<>".indexOf(c) >= 0) {
        break;
      }
      at++;
      switch (c) {
        case '\'' -> quoted(word);
        case '"' -> doubleQuoted(word);
        case '`' -> backquoted(word);
        case '\\' -> escaped(word);
        case '$' -> dollar(word);
        default -> word.append(c);
      }
    }
    command.words.add(word.toString());
  }

  private void quoted(StringBuilder word) {
    int close = text.indexOf('\'', at);
    int stop = close < 0 ? text.length() : close;
    word.append(text, at, stop);
    at = Math.min(text.length(), stop + 1);
  }

  private void doubleQuoted(StringBuilder word) {
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case '"' -> {
          return;
        }
        case '`' -> backquoted(word);
        case '\\' -> escaped(word);
        case '$' -> dollar(word);
        default -> word.append(c);
      }
    }
  }

  private void escaped(StringBuilder word) {
    if (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\n') {
        word.append(c);
      }
    }
  }

  private void dollar(StringBuilder word) {
    if (at < text.length() && text.charAt(at) == '(') {
      at++;
      nestedList();
      word.append(SUBSTITUTED);
    } else if (at < text.length() && text.charAt(at) == '\'') {
      at++;
      ansiQuoted(word);
    } else {
      word.append('$');
    }
  }

  /// `$'…'`: an escaped quote does not end it.
  private void ansiQuoted(StringBuilder word) {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\'') {
        return;
      }
      if (c == '\\') {
        ansiEscaped(word);
      } else {
        word.append(c);
      }
    }
  }

  /// What the shell reads as another character must not hide a word from us.
  private void ansiEscaped(StringBuilder word) {
    char c = at < text.length() ? text.charAt(at) : '\\';
    switch (c) {
      case 'n', 'r', 't', 'v', 'f' -> {
        at++;
        word.append(' ');
      }
      case 'x' -> code(word, 1, 2, 16);
      case 'u' -> code(word, 1, 4, 16);
      case 'U' -> code(word, 1, 8, 16);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> code(word, 0, 3, 8);
      default -> escaped(word);
    }
  }

  private void code(StringBuilder word, int letters, int mostDigits, int radix) {
    int start = at + letters;
    int end = start;
    while (end < Math.min(text.length(), start + mostDigits)
        && Character.digit(text.charAt(end), radix) >= 0) {
      end++;
    }
    if (end > start) {
      word.append((char) Long.parseLong(text.substring(start, end), radix));
    }
    at = end;
  }

  private void backquoted(StringBuilder word) {
    var inner = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '`') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      inner.append(text.charAt(at++));
    }
    at++;
    nested(inner.toString());
    word.append(SUBSTITUTED);
  }

  private void nestedList() {
    if (isTooDeep()) {
      at = text.length();
      return;
    }
    var inner = new ShellParser(text, found, depth + 1);
    inner.at = at;
    inner.arithmetic = arithmetic || text.startsWith("(", at);
    inner.list(')');
    at = inner.at;
  }

  private void nested(String line) {
    if (!isTooDeep()) {
      new ShellParser(line, found, depth + 1).list('\0');
    }
  }

  /// Reads what is in parentheses.
  ///
  /// @return whether it was the value `(…)` of an assignment, which is now in its word
  private boolean array(Collected command) {
    boolean isValue =
        text.startsWith("=(", at - 2) && !command.words.isEmpty() && depth < MAX_DEPTH;
    int before = found.size();
    nestedList();
    if (isValue) {
      var value = new StringBuilder(command.words.removeLast());
      for (ShellCommand part : found.subList(before, found.size())) {
        value.append(String.join(" ", part.words())).append(' ');
      }
      command.words.add(value.toString());
    }
    return isValue;
  }

  private boolean isTooDeep() {
    if (depth >= MAX_DEPTH) {
      found.add(TOO_DEEP);
      return true;
    }
    return false;
  }

  private void skipLine() {
    int lineEnd = text.indexOf('\n', at);
    at = lineEnd < 0 ? text.length() : lineEnd;
  }

  private void skipBlanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private static boolean isDigits(String word) {
    return !word.isEmpty() && word.chars().allMatch(Character::isDigit);
  }
}

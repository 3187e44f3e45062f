package dev.mlintern.tools.github;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The classes and functions of a source file, found line by line. Good enough to say where to
/// read; it does not parse the language.
record SourceOutline(List<Symbol> symbols, int totalLines) {
  private static final Pattern PYTHON =
      Pattern.compile("^(\\s{0,40})(?:async\\s{1,4})?(class|def)\\s{1,4}(\\w{1,200})");
  private static final Pattern BRACES =
      Pattern.compile(
          "^(\\s{0,40})(?:(?:export|default|public|private|protected|static|final|abstract|sealed"
              + "|async|pub(?:\\(\\w{1,20}\\))?|unsafe|inline|open|data|override)\\s{1,4}){0,6}"
              + "(class|interface|enum|record|struct|trait|impl|function|func|fun|fn|type)"
              + "\\s{1,4}\\*?(\\w{1,200})");

  /// One definition.
  ///
  /// @param line number of its first line, from 1
  /// @param lastLine number of its last line
  record Symbol(String kind, String name, int indent, int line, int lastLine) {}

  SourceOutline {
    symbols = List.copyOf(symbols);
  }

  static SourceOutline of(String fileName, List<String> lines) {
    boolean python = fileName.endsWith(".py") || fileName.endsWith(".pyi");
    Pattern pattern = python ? PYTHON : BRACES;
    List<Symbol> found = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher matcher = pattern.matcher(line.length() > 400 ? line.substring(0, 400) : line);
      if (matcher.find()) {
        int indent = matcher.group(1).replace("\t", "    ").length();
        int first = python ? firstDecorator(lines, i) : i;
        int last = python ? endByIndent(lines, i, indent) : endByBraces(lines, i);
        found.add(new Symbol(matcher.group(2), matcher.group(3), indent, first + 1, last + 1));
      }
    }
    return new SourceOutline(found, lines.size());
  }

  /// The symbol of that name; `Class.method` picks a method.
  Optional<Symbol> find(String name) {
    int dot = name.lastIndexOf('.');
    String last = name.substring(dot + 1);
    Optional<Symbol> owner = dot > 0 ? find(name.substring(0, dot)) : Optional.empty();
    return symbols.stream()
        .filter(s -> s.name().equals(last))
        .filter(
            s ->
                owner.isEmpty()
                    || s.line() > owner.get().line() && s.lastLine() <= owner.get().lastLine())
        .findFirst();
  }

  /// One line a symbol: `12-40 class Name`, members indented.
  List<String> lines() {
    return symbols.stream()
        .map(
            s ->
                "  ".repeat(Math.min(3, s.indent() / 4))
                    + s.line()
                    + "-"
                    + s.lastLine()
                    + " "
                    + s.kind()
                    + " "
                    + s.name())
        .toList();
  }

  private static int firstDecorator(List<String> lines, int at) {
    int first = at;
    while (first > 0 && lines.get(first - 1).strip().startsWith("@")) {
      first--;
    }
    return first;
  }

  private static int endByIndent(List<String> lines, int at, int indent) {
    int last = at;
    boolean inSignature = true;
    for (int i = at + 1; i < lines.size(); i++) {
      String line = lines.get(i);
      String code = line.strip();
      if (inSignature) {
        inSignature = !lines.get(i - 1).strip().endsWith(":") && !endsSignature(lines.get(i - 1));
      }
      if (code.isEmpty()) {
        continue;
      }
      int depth = line.length() - line.stripLeading().length();
      if (depth <= indent && !inSignature && !code.startsWith("#")) {
        break;
      }
      last = i;
    }
    return last;
  }

  private static boolean endsSignature(String line) {
    int comment = line.indexOf(" #");
    String code = (comment >= 0 ? line.substring(0, comment) : line).strip();
    return code.endsWith(":") || code.endsWith("...");
  }

  private static int endByBraces(List<String> lines, int at) {
    int depth = 0;
    boolean opened = false;
    for (int i = at; i < lines.size(); i++) {
      for (char c : lines.get(i).toCharArray()) {
        if (c == '{') {
          depth++;
          opened = true;
        } else if (c == '}') {
          depth--;
        }
      }
      if (opened && depth <= 0) {
        return i;
      }
      if (!opened && i > at + 5) {
        return at;
      }
    }
    return lines.size() - 1;
  }
}

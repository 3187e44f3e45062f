package dev.mlintern.tools.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A query parameter or a member of a body.
///
/// @param note type, allowed values, limits, default: one short text
record ApiField(String name, boolean required, String note) {
  private static final Pattern WRITTEN =
      Pattern.compile(
          "([\\w\\[\\].-]+(?: or"
              + " [\\w.-]+)?)((?:\\*|\\{[^}]*}|<[^>]*>|=[\\w.-]+)*)(?:\\s+\\((.*)\\))?");

  /// Reads the notation of `hub-api.txt`.
  static List<ApiField> list(String text) {
    List<ApiField> fields = new ArrayList<>();
    int depth = 0;
    StringBuilder part = new StringBuilder();
    for (char c : (text + ",").toCharArray()) {
      depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
      if (c == ',' && depth == 0) {
        if (!part.toString().isBlank()) {
          fields.add(parse(part.toString().strip()));
        }
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    return fields;
  }

  private static ApiField parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalStateException("hub-api.txt: cannot read `" + text + "`");
    }
    String marks = matcher.group(2);
    String note =
        marks
            .replace("*", "")
            .replaceAll("\\{([^}]*)}", " one of $1;")
            .replaceAll("<([^>]*)>", " $1;")
            .replaceAll("=([\\w.-]+)", " default $1;");
    String remark = matcher.group(3) == null ? "" : " " + matcher.group(3);
    return new ApiField(
        matcher.group(1), marks.contains("*"), (note + remark).strip().replaceAll(";$", ""));
  }

  /// For the reader.
  String line() {
    return name + (required ? " (required)" : "") + (note.isEmpty() ? "" : ": " + note);
  }

  /// A value that passes for an example.
  String example() {
    if (note.startsWith("one of ")) {
      return note.substring("one of ".length()).split("[,;]")[0].strip();
    }
    return "<" + name.replaceAll("\\W+", "_") + ">";
  }
}

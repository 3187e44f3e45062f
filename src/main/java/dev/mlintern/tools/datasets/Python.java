package dev.mlintern.tools.datasets;

import dev.mlintern.tools.ForeignText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// One-line Python that turns a `datasets.Dataset` called `ds` into what a trainer takes.
final class Python {
  private static final int MAX_NAME = 120;

  private Python() {}

  /// `ds.rename_columns({…})`.
  static String rename(Map<String, String> names) {
    return "ds = ds.rename_columns(" + dictionary(names) + ")";
  }

  static String remove(String column) {
    return "ds = ds.remove_columns(" + quote(column) + ")";
  }

  /// Rewrites columns of conversations into lists of `{role, content}`.
  ///
  /// @param targets old column → new column
  static String toMessages(Map<String, String> targets, ColumnSet columns) {
    String fields =
        targets.entrySet().stream()
            .map(e -> quote(e.getValue()) + ": " + messages(e.getKey(), columns))
            .collect(Collectors.joining(", "));
    String replaced =
        targets.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(entry.getValue()))
            .map(entry -> quote(entry.getKey()))
            .collect(Collectors.joining(", "));
    return "ds = ds.map(lambda r: {"
        + fields
        + "}"
        + (replaced.isEmpty() ? "" : ", remove_columns=[" + replaced + "]")
        + ")";
  }

  /// The Alpaca form: an instruction with an optional input becomes the prompt.
  static String alpaca(String instruction, String input, String output) {
    String second = row(input);
    return "ds = ds.map(lambda r: {\"prompt\": "
        + row(instruction)
        + " + (\"\\n\\n\" + "
        + second
        + " if "
        + second
        + " else \"\"), \"completion\": "
        + row(output)
        + "}, remove_columns=ds.column_names)";
  }

  /// A number or class read as a boolean.
  static String toBool(String column) {
    return "ds = ds.cast_column(" + quote(column) + ", datasets.Value(\"bool\"))";
  }

  /// Old name → new name, leaving out those that stay.
  static Map<String, String> mapping(String... fromTo) {
    Map<String, String> mapping = new LinkedHashMap<>();
    for (int i = 0; i < fromTo.length; i += 2) {
      if (!fromTo[i].equals(fromTo[i + 1])) {
        mapping.put(fromTo[i], fromTo[i + 1]);
      }
    }
    return mapping;
  }

  /// A Python string literal in plain ASCII that begins no tag, picture or link; column names are
  /// foreign text, and one of such a length that it is cut is no name.
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : ForeignText.cut(text, MAX_NAME).toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if ("`<[]".indexOf(c) >= 0 || c < ' ' || c > '~') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static String messages(String column, ColumnSet columns) {
    ChatForm form = columns.form(column);
    String cell = row(column);
    String keyRole = quote(form.keys().role);
    String keyText = quote(form.keys().text);
    if (form.packing() == Conversation.Packing.COLUMNS) {
      return "[{\"role\": "
          + role("a", form)
          + ", \"content\": b} for a, b in zip("
          + (cell + "[" + keyRole + "], " + cell + "[" + keyText + "])]");
    }
    String list =
        switch (form.packing()) {
          case SINGLE -> "[" + cell + "]";
          case JSON_TEXT -> "json.loads(" + cell + ")";
          case LIST, COLUMNS -> cell;
        };
    if (form.keys() == Conversation.Keys.ROLE_CONTENT && form.renamedRoles().isEmpty()) {
      return list;
    }
    return "[{\"role\": "
        + role("m[" + keyRole + "]", form)
        + (", \"content\": m[" + keyText + "]} for m in " + list + "]");
  }

  private static String role(String value, ChatForm form) {
    Map<String, String> renamed = form.renamedRoles();
    return renamed.isEmpty() ? value : dictionary(renamed) + ".get(" + value + ", " + value + ")";
  }

  private static String row(String column) {
    return "r[" + quote(column) + "]";
  }

  private static String dictionary(Map<String, String> entries) {
    return entries.entrySet().stream()
        .map(entry -> quote(entry.getKey()) + ": " + quote(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}

package dev.mlintern.tools.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// One operation of the Hub's HTTP API.
///
/// @param path with `{parameters}`; `{repoType}` stands for models, datasets, spaces (and kernels)
/// @param published whether the Hub's OpenAPI document lists it
/// @param answer what comes back, in a few words
record ApiOperation(
    String method,
    String path,
    String tag,
    boolean published,
    String summary,
    List<ApiField> query,
    List<ApiField> body,
    String answer) {
  ApiOperation {
    query = List.copyOf(query);
    body = List.copyOf(body);
  }

  /// Method and path.
  String title() {
    return method + " " + path;
  }

  /// One line for a list.
  String brief() {
    return title()
        + " · "
        + summary
        + " ["
        + tag
        + "]"
        + (published ? "" : " (not in the OpenAPI document)");
  }

  /// Everything, with a command that works.
  String full(String hub) {
    StringBuilder text = new StringBuilder(brief());
    append(text, "Query", query);
    append(text, "Body", body);
    if (!answer.isBlank()) {
      text.append("\nAnswer: ").append(answer);
    }
    if (path.contains("{repoType}")) {
      text.append("\n{repoType}: models, datasets or spaces");
    }
    if (path.contains("{repoPrefix}")) {
      text.append("\n{repoPrefix}: nothing for models, datasets/ or spaces/");
    }
    return text + "\n" + curl(hub);
  }

  private static void append(StringBuilder text, String name, List<ApiField> fields) {
    if (!fields.isEmpty()) {
      text.append("\n").append(name).append(":");
      fields.forEach(field -> text.append("\n- ").append(field.line()));
    }
  }

  /// The header is in double quotes, so that the shell puts the token in; nothing else needs
  /// expanding.
  String curl(String hub) {
    StringBuilder command = new StringBuilder("```sh\ncurl -fsS");
    if (!method.equals("GET")) {
      command.append(" -X ").append(method);
    }
    command.append(" -H \"Authorization: Bearer $HF_TOKEN\"");
    List<ApiField> needed = body.stream().filter(ApiField::required).toList();
    if (!body.isEmpty()) {
      command
          .append(" \\\n  -H 'Content-Type: application/json' \\\n  -d '")
          .append(quoted(json(needed)))
          .append("'");
    }
    String address = path.replace("{repoPrefix}", "").replaceAll("\\{(\\w+)}", "<$1>");
    StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");
    query.stream()
        .filter(ApiField::required)
        .forEach(field -> parameters.add(field.name() + "=" + field.example()));
    command.append(" \\\n  '").append(hub.replaceAll("/+$", "")).append(address);
    command.append(quoted(parameters.toString()));
    return command.append("'\n```").toString();
  }

  /// For the inside of single quotes in a shell.
  private static String quoted(String text) {
    return text.replace("'", "'\\''");
  }

  private static String json(List<ApiField> fields) {
    List<String> members = new ArrayList<>();
    for (ApiField field : fields) {
      String name = field.name().replaceFirst(" or .*", "");
      String note = field.note();
      String value =
          note.startsWith("array") || name.endsWith("s") && note.isEmpty()
              ? "[]"
              : note.startsWith("{") ? "{}" : "\"" + field.example() + "\"";
      members.add("\"" + name + "\": " + value);
    }
    return "{" + String.join(", ", members) + "}";
  }
}
